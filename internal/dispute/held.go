package dispute

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Held returns all that is held about the subject of a case, to whoever proved that it is theirs in the last 30 days; to anybody else it
// is ErrUnproved.
func (o *Office) Held(ctx context.Context, code Code) (Held, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	c, err := o.find(ctx, code)
	switch {
	case err != nil:
		return Held{}, err
	case !c.Proved() || !o.Clock().Before(c.ProvedAt.Add(HeldFor)):
		return Held{}, ErrUnproved
	}
	known, err := o.Lookups.Lookup(c.Subject)
	if err != nil {
		return Held{}, err
	}
	h := Held{Subject: c.Subject, AsOf: o.Clock().UTC().Truncate(time.Second), Shown: known.Judgement}
	statements, err := o.Store.Statements(ctx, c.Subject)
	if err != nil {
		return Held{}, err
	}
	h.Said = said(statements)
	if h.Decisions, err = o.Store.Decisions(ctx, c.Subject); err != nil {
		return Held{}, err
	}
	if h.Flagged, err = o.flagged(ctx, c.Subject); err != nil {
		return Held{}, err
	}
	cases, err := o.Store.CasesAbout(ctx, c.Subject)
	for _, other := range cases {
		if other.Proved() || other.ID == c.ID { // others may have tried, and are nobody's business
			other = other.Public()
			other.ID = ""
			h.Cases = append(h.Cases, other)
		}
	}
	return h, err
}

func (o *Office) flagged(ctx context.Context, about subject.Key) (time.Time, error) {
	flag, err := o.Store.Flag(ctx, about)
	switch {
	case errors.Is(err, fault.NotFound):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, err
	}
	return month(flag.FoundAt), nil
}

// tellable is from how many statements on more is told than everybody is: whoever rang one person must not learn what that one said.
const tellable = 3

// said returns statements as the owner of their subject is told of them, ordered by what is told, so that their order tells nothing.
func said(statements []reputation.Statement) []Said {
	all := make([]Said, 0, len(statements))
	for _, s := range statements {
		one := Said{Month: month(s.ReceivedAt), Polarity: string(s.Polarity)}
		if len(statements) >= tellable {
			one.Category, one.Tier, one.State = string(s.Category), s.Tier, s.State
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Said) int {
		return cmp.Or(a.Month.Compare(b.Month), cmp.Compare(a.Polarity, b.Polarity), cmp.Compare(a.Category, b.Category),
			cmp.Compare(a.Tier, b.Tier), cmp.Compare(a.State, b.State))
	})
	return all
}

func month(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// Contested returns the words of an owner whose dispute of a subject is in force, as everybody reads them, and since when; false where
// none is.
func (o *Office) Contested(ctx context.Context, about subject.Key) (words string, since time.Time, inForce bool, err error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	readings, err := o.Store.Tally(ctx, []subject.Key{about}, o.Clock())
	if err != nil || len(readings) != 1 || readings[0].Tally.Standing.DisputedAt.IsZero() {
		return "", time.Time{}, false, err
	}
	since = readings[0].Tally.Standing.DisputedAt
	decisions, err := o.Store.Decisions(ctx, about)
	for _, d := range decisions {
		if d.Kind == reputation.Dispute && d.At.Equal(since) {
			words = d.Reason
		}
	}
	return words, since, err == nil, err
}
