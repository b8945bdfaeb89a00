package confirmation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/report"
)

// note is what is kept under a code. Under the name of a report it is the Code alone.
type note struct {
	Form   *public            `json:"form,omitempty"`  // to which the phone is sealed; nil where the report was there first
	Report report.ReceiptHash `json:"report,omitzero"` // that is to be raised, once it is known
	By     conversation.Name  `json:"by,omitempty"`    // who texted the code; "" while nobody did
	Phone  []byte             `json:"phone,omitempty"` // whose phone it was, sealed to Form; empty again once Report is raised
	Code   Code               `json:"code,omitempty"`
	Ends   time.Time          `json:"ends"` // when the note is no longer good
}

// of reports whether the note is kept for the form with this secret.
func (p place) of(secret Secret) bool { return p.live && p.Form != nil && *p.Form == *secret.public() }

// lifetime is how long the note is kept from now on.
func (n note) lifetime() time.Duration {
	if n.By != "" {
		return HeardFor
	}
	return CodeFor
}

// place is where a note is kept.
type place struct {
	note
	name     conversation.Name
	revision uint64 // of what is kept there; 0 for nothing
	live     bool   // the note is still good
}

// find returns what is kept under a code, which is not live when there is nothing. Near the turn of an epoch, or a rotation, that may be
// under a key from before.
func (c *Codes) find(ctx context.Context, code Code) (place, error) {
	present, previous, err := c.Keys.ConversationCode(string(code), c.Clock())
	if err != nil {
		return place{}, err
	}
	p, err := c.at(ctx, present)
	if err != nil || p.live {
		return p, err
	}
	for _, name := range previous {
		if before, err := c.at(ctx, name); err != nil || before.live {
			return before, err
		}
	}
	return p, nil
}

func (c *Codes) at(ctx context.Context, name conversation.Name) (place, error) {
	r, err := c.Store.Conversation(ctx, name)
	if errors.Is(err, fault.NotFound) {
		return place{name: name}, nil
	}
	if err != nil {
		return place{}, err
	}
	p := place{name: name, revision: r.Revision}
	if !c.Clock().Before(r.Until) { // the key of its day may be gone
		return p, nil
	}
	plain, err := c.Keys.OpenNote(r.SealedOn, r.Sealed, name)
	if err != nil {
		return place{}, err
	}
	if err := json.Unmarshal(plain, &p.note); err != nil {
		return place{}, fmt.Errorf("confirmation: note: %w", fault.Damaged)
	}
	p.live = c.Clock().Before(p.Ends)
	return p, nil
}

// write keeps the note of p for a while, unless something else was written there since p was found.
func (c *Codes) write(ctx context.Context, p place, lasting time.Duration) (won bool, err error) {
	now := c.Clock()
	p.Ends = now.UTC().Add(lasting)
	plain, err := json.Marshal(p.note)
	if err != nil {
		return false, fmt.Errorf("confirmation: note: %w", err)
	}
	r := conversation.Record{Name: p.name, Revision: p.revision + 1, Until: conversation.Ending(p.Ends)}
	if r.SealedOn, r.Sealed, err = c.Keys.SealNote(plain, p.name, now); err != nil {
		return false, err
	}
	return c.Store.Converse(ctx, r)
}

// rounds bounds how often something is tried that others may have changed or taken in between.
const rounds = 16

// errBusy ends what others kept changing in between.
var errBusy = fmt.Errorf("confirmation: others change the same code: %w", fault.Unavailable)

// change writes what edit makes of what is kept under a code, and does so anew where others changed that in between. It returns what is
// kept then. edit returns how long that is to last; 0 leaves it as it is.
func (c *Codes) change(ctx context.Context, code Code, edit func(*place) (lasting time.Duration, err error)) (place, error) {
	for range rounds {
		p, err := c.find(ctx, code)
		if err != nil {
			return place{}, err
		}
		lasting, err := edit(&p)
		if err != nil || lasting == 0 {
			return p, err
		}
		if won, err := c.write(ctx, p, lasting); won || err != nil {
			return p, err
		}
	}
	return place{}, errBusy
}
