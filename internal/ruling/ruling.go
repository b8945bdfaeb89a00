// Package ruling is where people with the right to it decide about a subject: moderators, and its owner. Each ruling is a Decision
// that is kept for ever, takes effect at once, and is taken back only by another. Every Decision is made here, and stands in the
// audit log before it is made: where that cannot be written, nothing is decided.
package ruling

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store is what ruling needs kept; see the package store for the contract of each method.
type Store interface {
	Decide(ctx context.Context, d reputation.Decision) error
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
	Projection(ctx context.Context, about subject.Key) (reputation.Projection, error)
}

// Projector brings what is shown of subjects up to date.
type Projector interface {
	ProjectNow(ctx context.Context, about ...subject.Key) error
}

// Recorder writes the audit log.
type Recorder interface {
	// Record returns nil when the entry is durable. What it is about is not to be done otherwise. Of a decision that was tried before it returns the
	// entry from then.
	Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error)
}

// Lengths of a reason, of the name of who decides, and of the name of a body, in runes.
const (
	MaxReason = 500
	MaxBy     = 100
	MaxName   = 200
)

// Owner is who decides where the owner of a subject does.
const Owner = "owner"

// Refusals. Their texts are written for the moderator.
var (
	ErrNoReason   = errors.New("give the reason: the owner of the number has a right to it")
	ErrLongReason = fmt.Errorf("the reason is longer than %d characters", MaxReason)
	ErrControl    = errors.New("the reason holds bytes that are no text: type it again")
	ErrBy         = fmt.Errorf("the name of who rules is text of at most %d characters", MaxBy)
	ErrKind       = errors.New("a moderator can confirm or clear")
	ErrSample     = errors.New("that number is a sample for developers and cannot be ruled on")
	ErrNoDecision = errors.New("there is no such decision about it: ringfence moderator decisions NUMBER prints them with their IDs")
	ErrUndone     = errors.New("that decision was taken back already")
	ErrForgotten  = errors.New("what the owner of a number had forgotten stays so: what is reported since counts, and a moderator can confirm it")
	ErrTwo        = errors.New("an entry of the registry takes two moderators, also to take it back: one proposes that it be removed and another approves")
	ErrName       = fmt.Errorf("the official name of the body is text of at most %d characters", MaxName)
	ErrNotQuiet   = errors.New("the number was reported too lately to have a new owner: it must have been quiet for 90 days, in the United States for 45")
)

// Refusals of what the owner of a subject asks.
var (
	ErrMayNotContest = errors.New("a number can be disputed once in 180 days, and not while a moderator's confirmation is in force")
	ErrMayNotForget  = errors.New("an owner can have what was said forgotten once in 180 days, a dispute counted too, and not while a moderator's confirmation is in force")
	ErrListed        = errors.New("what is held of a number that is on the lists stays until it is off them")
)

// Config is what a Bench is made of.
type Config struct {
	Store     Store
	Projector Projector
	Recorder  Recorder
	Clock     func() time.Time
}

// Bench makes rulings.
type Bench struct {
	Config
	id string // of the decisions it makes; "" for one of their own each
}

// New returns a Bench.
func New(c Config) *Bench { return &Bench{Config: c} }

// Under returns a Bench whose decision bears an ID that was chosen before, so that one which is tried again after a crash is made once. "" is
// any.
func (b *Bench) Under(id string) *Bench { return &Bench{b.Config, id} }

// Rule decides that a subject is a scam (Confirm) or is none (Clear), for 180 days. by is the name of
// who decides, reason is shown to the public without the personal data in it.
func (b *Bench) Rule(ctx context.Context, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error) {
	if kind != reputation.Confirm && kind != reputation.Clear {
		return reputation.Decision{}, ErrKind
	}
	return b.reasoned(ctx, reputation.Decision{Kind: kind, Subject: about, By: by, Reason: reason})
}

// AcceptClaim decides that others show this number as theirs, as its owner says: with many reports it is then said to be forged.
func (b *Bench) AcceptClaim(ctx context.Context, about subject.Key, by, reason string) (reputation.Decision, error) {
	return b.reasoned(ctx, reputation.Decision{Kind: reputation.AcceptClaim, Subject: about, By: by, Reason: reason})
}

// Recycle decides that a number has a new owner, so that what was said before no longer counts. It must have been quiet for
// long enough, or it is ErrNotQuiet. by is a moderator, or Owner.
func (b *Bench) Recycle(ctx context.Context, about subject.Key, by, reason string) (reputation.Decision, error) {
	p, err := b.now(ctx, about)
	if err != nil {
		return reputation.Decision{}, err
	}
	if !reputation.MayRecycle(&p.Tally, about.CountryRegion(), b.Clock()) {
		return reputation.Decision{}, ErrNotQuiet
	}
	return b.reasoned(ctx, reputation.Decision{Kind: reputation.Recycle, Subject: about, By: by, Reason: reason})
}

// reasoned makes a decision for which a reason is given.
func (b *Bench) reasoned(ctx context.Context, d reputation.Decision) (_ reputation.Decision, err error) {
	if d.Reason, err = Reasoned(d.Subject, d.By, d.Reason); err != nil {
		return reputation.Decision{}, err
	}
	return b.decide(ctx, d)
}

// Reasoned returns the reason of somebody who does something about a subject as it is kept and may be shown to everybody: without the
// personal data in it. It refuses what is none, and what is no name of who gives it.
func Reasoned(about subject.Key, by, reason string) (string, error) {
	reason = redact.Text(strings.TrimSpace(reason), about)
	switch {
	case reason == "":
		return "", ErrNoReason
	case utf8.RuneCountInString(reason) > MaxReason:
		return "", ErrLongReason
	case !plain(reason):
		return "", ErrControl
	case !Named(by):
		return "", ErrBy
	}
	return reason, nil
}

// Named reports whether by can be the name of who does something: text of at most MaxBy characters.
func Named(by string) bool { return by != "" && plain(by) && utf8.RuneCountInString(by) <= MaxBy }

// decide gives a decision its ID and its time, and makes it.
func (b *Bench) decide(ctx context.Context, d reputation.Decision) (reputation.Decision, error) {
	switch _, sample := report.Sample(d.Subject); {
	case utf8.RuneCountInString(d.Reason) > MaxReason:
		return reputation.Decision{}, ErrLongReason
	case !plain(d.Reason):
		return reputation.Decision{}, ErrControl
	case sample:
		return reputation.Decision{}, ErrSample
	}
	if d.ID = b.id; d.ID == "" {
		id, err := uuid.NewV7() // ordered by time
		if err != nil {
			return reputation.Decision{}, fmt.Errorf("ruling: %w", err)
		}
		d.ID = id.String()
	}
	d.At = b.Clock().UTC().Truncate(time.Second)
	written, err := b.Recorder.Record(ctx, auditlog.OfDecision(auditlog.Decided, d))
	if err != nil {
		return reputation.Decision{}, err
	}
	if !written.Made.IsZero() { // by whoever tried it before
		d.At = written.Made
	}
	if err := b.Store.Decide(ctx, d); err != nil {
		return reputation.Decision{}, err
	}
	_ = b.Projector.ProjectNow(ctx, d.Subject) // the decision is kept; the sweeper makes up for a failure
	return d, nil
}

// now returns the projection of a subject as it is now, which is empty where nothing is known.
func (b *Bench) now(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	if err := b.Projector.ProjectNow(ctx, about); err != nil {
		return reputation.Projection{}, err
	}
	p, err := b.Store.Projection(ctx, about)
	if errors.Is(err, fault.NotFound) {
		return reputation.Projection{Subject: about}, nil
	}
	return p, err
}

// plain reports whether s can be kept and shown as it is.
func plain(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl) }
