package keyring

import (
	"encoding/hex"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/reputation"
)

// Conversation returns the name under which a sender of text messages is remembered, under the present key of reporters, and those under
// the keys that were before it, the last first, as Reporter does.
func (r *Ring) Conversation(who string, now time.Time) (present conversation.Name, previous []conversation.Name, err error) {
	return r.conversation("conversation", who, now)
}

// ConversationCode returns the names under which a code that a page shows is kept, as Conversation does those of a sender.
func (r *Ring) ConversationCode(code string, now time.Time) (present conversation.Name, previous []conversation.Name, err error) {
	return r.conversation("code", code, now)
}

func (r *Ring) conversation(purpose, of string, now time.Time) (present conversation.Name, previous []conversation.Name, err error) {
	key, earlier, err := r.reporterKeys(now)
	if err != nil {
		return "", nil, err
	}
	for _, k := range earlier {
		previous = append(previous, nameOf(k, purpose, of))
	}
	return nameOf(key, purpose, of), previous, nil
}

// ConversationScope returns what keeps the keys of a sender's messages apart from everybody's, under the key of reporters of the
// present epoch. Report IDs are made with it and last: once that key is destroyed nobody can find them by a sender.
func (r *Ring) ConversationScope(who string, now time.Time) (string, error) {
	key, err := keyOf(r, reporterKeys, epochOf(now))
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(mac(key, "conversation scope", []byte(who))), nil
}

// StopName returns the name under which it is kept that a sender wants no replies. Its key stays.
func (r *Ring) StopName(who string) conversation.Name {
	return nameOf(r.named(stopKey), "stop", who)
}

func nameOf(key Key, purpose, of string) conversation.Name {
	return conversation.Name(hex.EncodeToString(mac(key, purpose, []byte(of))[:16]))
}

// SealNote encrypts a note under the key of the day of now, as Seal does testimony, padded so that its size does not tell
// what is in it. Only the same name opens it.
func (r *Ring) SealNote(note []byte, name conversation.Name, now time.Time) (reputation.Date, []byte, error) {
	return r.seal(padded(note), noteOf(name), now)
}

// OpenNote decrypts a note. It returns fault.NotFound when the key of its day was destroyed, and fault.Damaged when the
// bytes are not what was sealed under that name.
func (r *Ring) OpenNote(day reputation.Date, box []byte, name conversation.Name) ([]byte, error) {
	return r.unpadded(day, box, noteOf(name))
}

// noteOf keeps notes apart from testimony, which is sealed under the same keys.
func noteOf(name conversation.Name) []byte { return []byte("note/" + name) }
