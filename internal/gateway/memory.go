package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/smstext"
)

// rounds is how often a message is heard anew because another process changed the memory in between.
const rounds = 16

var errBusy = fmt.Errorf("other processes hear too much of the same sender: %w", fault.Unavailable)

// hear puts a visit's message into its sender's memory, which is on disk when it returns. It returns false where the sender has
// sent too much: then nothing was kept.
func (d *Desk) hear(ctx context.Context, v *visit) (allowed bool, err error) {
	err = d.change(ctx, v, func(now time.Time) (changed bool, err error) {
		v.lang = v.memory.Answering(v.heard.Message, v.From)
		if v.again = v.memory.Knows(v.heard, now); !v.again {
			if allowed, err = d.check(ctx, v); !allowed || err != nil {
				return false, err
			}
			if v.heard.Undoes, err = d.reporting(ctx, v); err != nil {
				return false, err
			}
		}
		allowed = true
		v.turn, changed = v.memory.Hear(v.heard, v.lang, now)
		return changed, nil
	})
	return allowed && err == nil, err
}

// change keeps what edit makes of the memory of a visit's sender, and does so anew where another process changed it in between.
func (d *Desk) change(ctx context.Context, v *visit, edit func(now time.Time) (changed bool, err error)) error {
	for range rounds {
		now := d.Clock()
		if err := d.recall(ctx, v, now); err != nil {
			return err
		}
		if changed, err := edit(now); !changed || err != nil {
			return err
		}
		if won, err := d.keep(ctx, v, now); won || err != nil {
			return err
		}
	}
	return errBusy
}

// check asks once whether a new message is too much, and hears the code that it may be.
func (d *Desk) check(ctx context.Context, v *visit) (allowed bool, err error) {
	m := &v.heard.Message
	if v.checked || m.Intent == smstext.Stop || m.Intent == smstext.Continue {
		return true, nil
	}
	if !d.Allow(ctx, v.by.Identity) {
		return false, nil
	}
	v.checked = true
	if m.Code != "" && (d.Codes != nil || d.Owners != nil) {
		err = d.prove(ctx, v)
	}
	return err == nil, err
}

// prove hears the code that a message may be, if it proves a phone. Six digits that are none are a number only where a text waits
// for one: else whoever is late with a code, or sends it the wrong way, would accuse somebody.
func (d *Desk) prove(ctx context.Context, v *visit) (err error) {
	m := &v.heard.Message
	if v.Signed {
		if err := d.find(ctx, v); err != nil {
			return err
		}
	}
	if v.heard.Proved || !v.memory.Waits(d.Clock()) {
		m.Intent, m.Subjects, m.Alone, v.refused = smstext.Prove, nil, false, ""
	}
	return nil
}

// find asks those who wait for codes.
func (d *Desk) find(ctx context.Context, v *visit) (err error) {
	code := v.heard.Message.Code
	if d.Codes != nil {
		if v.heard.Proved, err = d.Codes.Hear(ctx, code, v.From); v.heard.Proved || err != nil {
			return err
		}
	}
	if d.Owners != nil {
		v.heard.Owner, err = d.Owners.Hear(ctx, code, v.From)
		v.heard.Proved = v.heard.Owner
	}
	return err
}

// place is where a memory is to be kept: its name now, and the revision of what is kept there.
type place struct {
	name     conversation.Name
	revision uint64
}

// recall reads the memory of a visit's sender, under a name from before when there is none under the present one.
func (d *Desk) recall(ctx context.Context, v *visit, now time.Time) error {
	present, previous, err := d.Keys.Conversation(v.by.Identity, now)
	if err != nil {
		return err
	}
	if v.heard.Scope, err = d.Keys.ConversationScope(v.by.Identity, now); err != nil {
		return err
	}
	kept, err := d.Store.Conversation(ctx, present)
	v.place = place{present, kept.Revision}
	for _, name := range previous {
		if !errors.Is(err, fault.NotFound) {
			break
		}
		kept, err = d.Store.Conversation(ctx, name)
	}
	if errors.Is(err, fault.NotFound) {
		v.memory = conversation.Memory{}
		return nil
	}
	if err != nil {
		return err
	}
	v.memory, err = d.open(kept)
	return err
}

// open returns the memory in a record. One that nobody can read any more begins anew.
func (d *Desk) open(r conversation.Record) (m conversation.Memory, err error) {
	note, err := d.Keys.OpenNote(r.SealedOn, r.Sealed, r.Name)
	if errors.Is(err, fault.NotFound) || errors.Is(err, fault.Damaged) {
		return conversation.Memory{}, nil
	}
	if err != nil {
		return conversation.Memory{}, err
	}
	if err := json.Unmarshal(note, &m); err != nil {
		return conversation.Memory{}, nil //nolint:nilerr // as damaged
	}
	return m, nil
}

// keep writes the memory of a visit's sender, unless another process wrote it since it was read.
func (d *Desk) keep(ctx context.Context, v *visit, now time.Time) (won bool, err error) {
	note, err := json.Marshal(v.memory)
	if err != nil {
		return false, fmt.Errorf("gateway: %w", err)
	}
	r := conversation.Record{Name: v.place.name, Revision: v.place.revision + 1, Until: v.memory.Until(now)}
	if r.SealedOn, r.Sealed, err = d.Keys.SealNote(note, r.Name, now); err != nil {
		return false, err
	}
	if won, err = d.Store.Converse(ctx, r); won {
		v.place.revision = r.Revision
	}
	return won, err
}
