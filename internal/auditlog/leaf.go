package auditlog

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// format is what a leaf says it is written after.
const format = 1

// leaf is an entry written down. The order of its fields is the order in which they are written, for good.
type leaf struct {
	Format   int    `json:"format"`
	Index    uint64 `json:"index"`
	At       string `json:"at"`
	By       string `json:"by,omitempty"`
	Action   Action `json:"action"`
	Kind     string `json:"kind,omitempty"`
	Subject  string `json:"subject,omitempty"`
	Object   string `json:"object,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Made     string `json:"made,omitempty"`
	Name     string `json:"name,omitempty"`
	Undoes   string `json:"undoes,omitempty"`
	Words    string `json:"words,omitempty"`
	Sessions uint32 `json:"sessions,omitempty"`
	Salt     string `json:"salt"`
	Seal     string `json:"seal"`
}

var errText = errors.New("auditlog: an entry holds bytes that are no text")

// Leaf returns the canonical bytes of an entry, which are what is hashed and kept: one line of JSON, its fields in a fixed
// order and those that are empty left out, times in UTC to the second, salt, seal and the hash of words in hexadecimal. Bytes that are no text cannot be
// written so.
func (e Entry) Leaf() ([]byte, error) {
	for _, s := range []string{e.By, string(e.Action), e.Kind, e.Object, e.Reason, e.Name, e.Undoes} {
		if !utf8.ValidString(s) {
			return nil, errText
		}
	}
	l := leaf{
		Format: format, Index: e.Index, At: stamp(e.At), By: e.By, Action: e.Action, Kind: e.Kind, Object: e.Object, Reason: e.Reason,
		Made: stamp(e.Made), Name: e.Name, Undoes: e.Undoes, Sessions: e.Sessions, Salt: hex.EncodeToString(e.Salt[:]), Seal: hex.EncodeToString(e.Seal[:]),
	}
	if e.Subject != (subject.Key{}) {
		l.Subject = e.Subject.String()
	}
	if e.Words != (Hash{}) {
		l.Words = hex.EncodeToString(e.Words[:])
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(l); err != nil {
		return nil, fmt.Errorf("auditlog: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ParseLeaf reads what Leaf wrote, and nothing else: bytes that Leaf would write in another way are fault.Damaged.
func ParseLeaf(b []byte) (Entry, error) {
	var l leaf
	if err := json.Unmarshal(b, &l); err != nil {
		return Entry{}, fmt.Errorf("auditlog: an entry cannot be read: %w", fault.Damaged)
	}
	if l.Format > format {
		return Entry{}, fmt.Errorf("auditlog: %w", fault.Newer)
	}
	e := Entry{Index: l.Index, By: l.By, Action: l.Action, Kind: l.Kind, Object: l.Object, Reason: l.Reason, Name: l.Name, Undoes: l.Undoes, Sessions: l.Sessions}
	at, errAt := moment(l.At)
	made, errMade := moment(l.Made)
	salt, errSalt := hex.DecodeString(l.Salt)
	seal, errSeal := hex.DecodeString(l.Seal)
	words, errWords := hex.DecodeString(l.Words)
	var errSubject error
	if l.Subject != "" {
		e.Subject, errSubject = subject.ParseKey(l.Subject)
	}
	if cmp.Or(errAt, errMade, errSalt, errSeal, errWords, errSubject) != nil || len(salt) != len(e.Salt) || len(seal) != len(e.Seal) || len(words) != 0 && len(words) != len(e.Words) {
		return Entry{}, fmt.Errorf("auditlog: an entry cannot be read: %w", fault.Damaged)
	}
	e.At, e.Made, e.Salt, e.Seal = at, made, [16]byte(salt), [16]byte(seal)
	copy(e.Words[:], words)
	if again, err := e.Leaf(); err != nil || !bytes.Equal(again, b) {
		return Entry{}, fmt.Errorf("auditlog: an entry is written in another way: %w", fault.Damaged)
	}
	return e, nil
}

// stamp writes a moment, and "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || !strings.HasSuffix(s, "Z") {
		return time.Time{}, cmp.Or(err, errText)
	}
	return t.UTC(), nil
}
