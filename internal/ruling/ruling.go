// Package ruling is where people with the right to it decide about a subject: each ruling is a Decision
// that is kept for ever, takes effect at once, and is taken back only by another.
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

	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store is what ruling needs kept; see the package store for the contract.
type Store interface {
	Decide(ctx context.Context, d reputation.Decision) error
}

// Projector brings what is shown of subjects up to date.
type Projector interface {
	ProjectNow(ctx context.Context, about ...subject.Key) error
}

// Lengths of a reason and of the name of who decides, in runes.
const (
	MaxReason = 500
	MaxBy     = 100
)

// Refusals. Their texts are written for the moderator.
var (
	ErrNoReason   = errors.New("give the reason: the owner of the number has a right to it")
	ErrLongReason = fmt.Errorf("the reason is longer than %d characters", MaxReason)
	ErrControl    = errors.New("the reason holds bytes that are no text: type it again")
	ErrBy         = fmt.Errorf("the name of who rules is text of at most %d characters", MaxBy)
	ErrKind       = errors.New("a moderator can confirm or clear")
	ErrSample     = errors.New("that number is a sample for developers and cannot be ruled on")
)

// Config is what a Bench is made of.
type Config struct {
	Store     Store
	Projector Projector
	Clock     func() time.Time
}

// Bench makes rulings.
type Bench struct{ Config }

// New returns a Bench.
func New(c Config) *Bench { return &Bench{c} }

// Rule decides that a subject is a scam (Confirm) or is none (Clear), for 180 days. by is the name of
// who decides, reason is shown to the public without the personal data in it.
func (b *Bench) Rule(ctx context.Context, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error) {
	reason = redact.Text(strings.TrimSpace(reason), about)
	switch _, sample := report.Sample(about); {
	case reason == "":
		return reputation.Decision{}, ErrNoReason
	case utf8.RuneCountInString(reason) > MaxReason:
		return reputation.Decision{}, ErrLongReason
	case !plain(reason):
		return reputation.Decision{}, ErrControl
	case !plain(by) || utf8.RuneCountInString(by) > MaxBy:
		return reputation.Decision{}, ErrBy
	case kind != reputation.Confirm && kind != reputation.Clear:
		return reputation.Decision{}, ErrKind
	case sample:
		return reputation.Decision{}, ErrSample
	}
	id, err := uuid.NewV7() // ordered by time
	if err != nil {
		return reputation.Decision{}, fmt.Errorf("ruling: %w", err)
	}
	d := reputation.Decision{ID: id.String(), Subject: about, Kind: kind, At: b.Clock().UTC().Truncate(time.Second), By: by, Reason: reason}
	if err := b.Store.Decide(ctx, d); err != nil {
		return reputation.Decision{}, err
	}
	_ = b.Projector.ProjectNow(ctx, about) // the decision is kept; the sweeper makes up for a failure
	return d, nil
}

// plain reports whether s can be kept and shown as it is.
func plain(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl) }
