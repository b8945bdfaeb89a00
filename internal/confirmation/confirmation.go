// Package confirmation lets a visitor of the site prove a phone: a page shows six digits, the visitor texts them to a gateway that
// proves whose phone a message is from, and the visitor's one report counts as that of the phone. The code may be asked for before the
// report is sent or after, and the text may come at any moment of it: whichever comes last finds the other and raises the report.
//
// It promises: a code serves one report and one phone; the same text delivered again, or the same form sent again, is answered alike; once
// Hear or Attach told that a phone is proved, its report says so on disk. Of a phone only a keyed hash is kept, and where the report is still
// to come its number as well, in a box that the form alone can open: the key to it is in the form, and nowhere here.
//
// Six digits can be guessed, and guessing helps nobody. Whoever texts the code of somebody else gives the voice of their own phone to a report
// that they have not seen, and can give it but once; and a page learns that a phone was proved, never which. Whoever types the code of
// somebody else into a form gets nothing without the secret of the form that it was made for. What remains is that a code is used up before its
// owner texts it: then the report has a voice already, and the owner can ask for another code.
package confirmation

import (
	"context"
	"errors"
	"slices"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// How long a code lives.
const (
	CodeFor  = time.Hour             // from when it was last shown
	HeardFor = conversation.TurnsFor // from when it was texted, so that the same text is known when it is delivered again
)

// Store keeps what waits for a text or a form; see the package store for the contract of each method.
type Store interface {
	Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error)
	Converse(ctx context.Context, r conversation.Record) (won bool, err error)
}

// Keys name and seal what is kept; see keyring.Ring.
type Keys interface {
	Conversation(who string, now time.Time) (present conversation.Name, previous []conversation.Name, err error)
	ConversationCode(code string, now time.Time) (present conversation.Name, previous []conversation.Name, err error)
	SealNote(note []byte, name conversation.Name, now time.Time) (reputation.Date, []byte, error)
	OpenNote(day reputation.Date, box []byte, name conversation.Name) ([]byte, error)
}

// Reports raises reports; see intake.Intake.
type Reports interface {
	Vouch(ctx context.Context, receipt report.ReceiptHash, by reputation.Speaker) error
}

// Config is what Codes are made of.
type Config struct {
	Store   Store
	Keys    Keys
	Reports Reports
	Clock   func() time.Time
	Within  time.Duration // how long the store has for what one page or text asks; 0 is as long as the caller waits
}

// Codes are the codes by which phones are proved.
type Codes struct{ Config }

// New returns Codes.
func New(c Config) *Codes { return &Codes{c} }

// bounded ends ctx in time.
func (c *Codes) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.Within <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, c.Within)
}

// State says what became of a code.
type State string

// The states.
const (
	Gone    State = ""        // there is no such code, or no longer, or it is that of another form or report
	Waiting State = "waiting" // for the text
	Proved  State = "proved"  // it was texted
)

// Offer makes a code for a form that is still to be sent, and the secret that the form alone holds.
func (c *Codes) Offer(ctx context.Context) (Code, Secret, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	secret := newSecret()
	code, err := c.issue(ctx, note{Form: secret.public()})
	return code, secret, err
}

// OfferFor returns a code for a report that was sent: the one that waits already, if there is one, with a fresh hour.
func (c *Codes) OfferFor(ctx context.Context, receipt report.ReceiptHash) (Code, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	code, err := c.waiting(ctx, receipt)
	if err != nil || code != "" {
		return code, err
	}
	if code, err = c.issue(ctx, note{Report: receipt}); err != nil {
		return "", err
	}
	return code, c.remember(ctx, receipt, code)
}

// Hear takes a code that a phone texted through a signed gateway. It is not found when it is none, or no longer, or another phone used it
// up, or the report that it was for is withdrawn. From the same phone again it is found again.
func (c *Codes) Hear(ctx context.Context, code string, phone subject.Key) (found bool, err error) {
	digits, ok := ParseCode(code)
	if !ok {
		return false, nil
	}
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	by := reputation.ByPhone(phone)
	present, previous, err := c.Keys.Conversation(by.Identity, c.Clock())
	if err != nil {
		return false, err
	}
	p, err := c.change(ctx, digits, func(p *place) (lasting time.Duration, err error) {
		if !p.live || p.By != "" {
			return 0, nil
		}
		if p.By = present; p.Form != nil {
			p.Phone, err = p.Form.seal(phone)
		}
		return HeardFor, err
	})
	if err != nil || !p.live || p.By != present && !slices.Contains(previous, p.By) {
		return false, err
	}
	return c.heard(ctx, digits, p, by)
}

// Speaker returns who sends the form with this code and secret, once the code was texted: Proved. A code that serves a report already says
// nothing of the next: Gone.
func (c *Codes) Speaker(ctx context.Context, code Code, secret Secret) (reputation.Speaker, State, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	p, err := c.find(ctx, code)
	switch {
	case err != nil || !p.of(secret) || p.Report != report.ReceiptHash{}:
		return reputation.Speaker{}, Gone, err
	case p.By == "":
		return reputation.Speaker{}, Waiting, nil
	}
	phone, err := secret.open(p.Phone)
	if err != nil {
		return reputation.Speaker{}, Gone, err
	}
	return reputation.ByPhone(phone), Proved, nil
}

// Attach says that the report with this receipt is the one that the form with this code and secret was sent for. When the code was texted
// already, the report is raised now, and else as soon as it is: there is a fresh hour for it. Again it does the same again.
func (c *Codes) Attach(ctx context.Context, code Code, secret Secret, receipt report.ReceiptHash) (State, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	p, err := c.attach(ctx, code, secret, receipt)
	switch {
	case err != nil || !p.live:
		return Gone, err
	case p.By == "":
		return Waiting, c.remember(ctx, receipt, code)
	case len(p.Phone) == 0:
		return Proved, nil // and vouched for
	}
	phone, err := secret.open(p.Phone)
	if err != nil {
		return Gone, err
	}
	if found, err := c.heard(ctx, code, p, reputation.ByPhone(phone)); err != nil || !found {
		return Gone, err
	}
	return Proved, nil
}

// attach writes down for which report a code is, and returns what is kept then: not live when the code is not that of the form, or is
// another report's.
func (c *Codes) attach(ctx context.Context, code Code, secret Secret, receipt report.ReceiptHash) (place, error) {
	p, err := c.change(ctx, code, func(p *place) (time.Duration, error) {
		if !p.of(secret) || p.Report != receipt && p.Report != (report.ReceiptHash{}) {
			return 0, nil
		}
		p.Report = receipt
		return p.lifetime(), nil
	})
	if err != nil || !p.of(secret) || p.Report != receipt {
		return place{}, err
	}
	return p, nil
}

// heard raises the report that a code is for, if one is known yet. Then the phone is needed no longer.
func (c *Codes) heard(ctx context.Context, code Code, p place, by reputation.Speaker) (found bool, err error) {
	if found, err = c.vouch(ctx, p.Report, by); !found || err != nil {
		return false, err
	}
	if len(p.Phone) == 0 || p.Report == (report.ReceiptHash{}) {
		return true, nil
	}
	_, err = c.change(ctx, code, func(p *place) (time.Duration, error) {
		if len(p.Phone) == 0 {
			return 0, nil
		}
		p.Phone = nil
		return p.Ends.Sub(c.Clock()), nil
	})
	return err == nil, err
}

// vouch raises the report that a code is for, if one is known yet. It is false for a report that is withdrawn.
func (c *Codes) vouch(ctx context.Context, receipt report.ReceiptHash, by reputation.Speaker) (bool, error) {
	if receipt == (report.ReceiptHash{}) {
		return true, nil
	}
	err := c.Reports.Vouch(ctx, receipt, by)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
