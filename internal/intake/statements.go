package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

const (
	weighedReports = 16     // how many of a reporter's last reports bear on the weight of the next
	recalled       = 256    // how many statements of one pseudonym are looked through
	everything     = 10_000 // likewise of whoever is distrusted: more than anybody can have said
)

// past is what is known of a reporter who spoke before, under any of their pseudonyms.
type past struct {
	present    reputation.Pseudonym
	statements []reputation.Statement // newest first
	listed     []transfer.Distrusted  // those of their names that are on the list of the distrusted
	distrusted transfer.Distrusted    // the name under which a moderator distrusts them; the zero Distrusted for none
}

// isDistrusted reports whether a moderator has nothing count that they say.
func (p *past) isDistrusted() bool { return p.distrusted.By != "" }

func (in *Intake) recall(ctx context.Context, by reputation.Speaker, now time.Time) (past, error) {
	if by.Identity == "" {
		return past{}, nil
	}
	present, previous, err := in.Keys.Reporter(by.Identity, now)
	if err != nil {
		return past{}, err
	}
	p, names, most := past{present: present}, append([]reputation.Pseudonym{present}, previous...), recalled
	if p.listed, p.distrusted, err = in.distrusted(ctx, names...); err != nil {
		return past{}, err
	}
	if p.isDistrusted() {
		most = everything
	}
	for _, name := range names {
		found, err := in.Store.History(ctx, name, most)
		if err != nil {
			return past{}, err
		}
		p.statements = append(p.statements, found...)
	}
	slices.SortStableFunc(p.statements, func(a, b reputation.Statement) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	return p, in.shun(ctx, &p, now)
}

// overturned counts a reporter's overturned reports among the last 16.
func (p past) overturned() (n int) {
	seen := make(map[report.ID]bool)
	for _, s := range p.statements {
		if !seen[s.Report] && len(seen) == weighedReports {
			break
		}
		if !seen[s.Report] && s.State == reputation.Overturned {
			n++
		}
		seen[s.Report] = true
	}
	return n
}

// about returns the pseudonym under which the reporter first spoke about a subject, if that is of an earlier
// key, and whether they spoke before: one person counts once, however many epochs go by in between.
func (p past) about(key subject.Key) (person reputation.Pseudonym, spoke bool) {
	for i := range p.statements {
		s := &p.statements[i]
		if s.Subject != key || s.State != reputation.Live {
			continue
		}
		if person = s.Speaks(); person == p.present {
			person = ""
		}
		return person, true
	}
	return "", false
}

// statements returns what a report says about each of its subjects.
func (in *Intake) statements(ctx context.Context, r report.Report, by reputation.Speaker, t reputation.SealedTestimony) ([]reputation.Statement, []AcceptedSubject, error) {
	before, err := in.recall(ctx, by, t.ReceivedAt)
	if err != nil {
		return nil, nil, err
	}
	at := reputation.EventTime(r.OccurredAt, t.ReceivedAt)
	var statements []reputation.Statement
	var outcomes []AcceptedSubject
	for _, key := range r.Subjects {
		s := reputation.Statement{
			Subject: key, Report: t.Report, ReceivedAt: t.ReceivedAt, At: at,
			Polarity: cmp.Or(r.Polarity, report.Bad), Category: r.Category, Province: r.Region, State: reputation.Live, Version: 1,
		}
		spoke, err := in.attribute(&s, by, before, t.ReceivedAt)
		if err != nil {
			return nil, nil, err
		}
		outcome := Counted
		switch {
		case before.isDistrusted(): // from the first moment on, and of their own phone too, of which they count as a stranger
			s.State, outcome = reputation.Overturned, NotCounted
			if s.Reporter != "" && s.Person == "" && before.distrusted.By != before.present {
				s.Person = before.distrusted.By // so that whoever is trusted by this report is under both
			}
		case spoke:
			outcome = ReplacedYours
		}
		statements, outcomes = append(statements, s), append(outcomes, AcceptedSubject{key, outcome})
	}
	return statements, outcomes, nil
}

// attribute gives a statement all that follows from who speaks, and returns whether they spoke about its subject before.
func (in *Intake) attribute(s *reputation.Statement, by reputation.Speaker, before past, now time.Time) (spoke bool, err error) {
	if by = by.About(s.Subject); by.Identity == "" {
		before = past{}
	}
	s.Tier, s.APIKey, s.Reporter = by.Tier, by.APIKey, before.present
	s.Mass = reputation.Mass(reputation.Weigh(by.Weight, before.overturned()), s.Polarity, s.At)
	s.Person, spoke = before.about(s.Subject)
	s.Own, s.Block, err = in.Keys.Buckets(by.Shard(s.Reporter), s.Subject, now)
	return spoke, err
}
