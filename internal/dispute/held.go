package dispute

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ringfence/internal/casefile"
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
	case !o.tells(c):
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
	since, err := o.countedSince(ctx, c.Subject)
	if err != nil {
		return Held{}, err
	}
	h.Said = said(statements, since, o.Clock())
	decisions, err := o.Store.Decisions(ctx, c.Subject)
	if err != nil {
		return Held{}, err
	}
	h.Decisions = decided(decisions, c)
	if h.Flagged, err = o.flagged(ctx, c.Subject); err != nil {
		return Held{}, err
	}
	cases, err := o.about(ctx, c.Subject)
	h.Cases = contested(cases, c)
	return h, err
}

// decided returns decisions as the owner of a case is told of them.
func decided(all []reputation.Decision, c casefile.Case) []Decided {
	told := make([]Decided, len(all))
	for i, d := range all {
		others := d.By == owner && (c.Decision == "" || d.ID != c.Decision && d.Undoes != c.Decision)
		if others {
			d.Reason, d.At = "", month(d.At)
		}
		told[i] = Decided{d, others}
	}
	return told
}

// contested returns cases as the owner of one is told of them. Who tried and proved nothing is nobody's business.
func contested(all []casefile.Case, c casefile.Case) (told []Contested) {
	for _, one := range all {
		switch {
		case one.ID == c.ID:
			one = one.Public()
		case one.Proved():
			one = outline(one)
		default:
			continue
		}
		told = append(told, Contested{one, one.ID != c.ID})
		told[len(told)-1].ID = ""
	}
	return told
}

// tells reports whether a case was proved so lately that the subject is still its owner's.
func (o *Office) tells(c casefile.Case) bool {
	return c.Proved() && o.Clock().Before(c.ProvedAt.Add(HeldFor))
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

// outline is what the owner of a case is told of another about the same subject. It may be of somebody else, who had the number before, or has it
// since: that it was, and what became of it. A moderator's reason may quote them.
func outline(c casefile.Case) casefile.Case {
	c = c.Public()
	c.Words, c.Lang, c.Decision, c.By, c.Reason = "", "", "", "", ""
	for _, at := range []*time.Time{&c.OpenedAt, &c.ProvedAt, &c.ClosedAt} {
		if !at.IsZero() {
			*at = month(*at)
		}
	}
	return c
}

// countedSince returns the moment until which what was said does not count: there is a new owner, or it was to be forgotten.
func (o *Office) countedSince(ctx context.Context, about subject.Key) (time.Time, error) {
	readings, err := o.Store.Tally(ctx, []subject.Key{about}, o.Clock())
	if err != nil || len(readings) != 1 {
		return time.Time{}, err
	}
	s := &readings[0].Tally.Standing
	if s.ForgottenAt.After(s.RecycledAt) {
		return s.ForgottenAt, nil
	}
	return s.RecycledAt, nil
}

// tellable is how many statements are told together: whoever rang one person must not learn what that one said, nor that anybody spoke.
const tellable = 3

// said returns statements as the owner of their subject is told of them, ordered by what is told, so that their order tells nothing. They are
// told in batches of whole months that are over. A batch has at least tellable of them, and a later one never changes an earlier one: so
// whoever asks again and again, and compares, never finds one alone. What does not fill a batch yet is not told.
func said(statements []reputation.Statement, since, now time.Time) []Said {
	ordered := slices.Clone(statements)
	slices.SortFunc(ordered, func(a, b reputation.Statement) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	all, told := []Said{}, 0
	for i, s := range ordered {
		last := month(s.ReceivedAt)
		if !last.Before(month(now)) {
			break
		}
		if i+1 < len(ordered) && month(ordered[i+1].ReceivedAt).Equal(last) || i+1-told < tellable {
			continue
		}
		for _, s := range ordered[told : i+1] {
			one := Said{Month: last, Polarity: string(s.Polarity), Category: string(s.Category), Tier: s.Tier, State: reputation.Live}
			if s.State != reputation.Live || !s.ReceivedAt.After(since) {
				one.State = reputation.Closed
			}
			all = append(all, one)
		}
		told = i + 1
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
