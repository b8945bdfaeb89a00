package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	weighedReports = 16  // how many of a reporter's last reports bear on the weight of the next
	recalled       = 256 // how many statements of one pseudonym are looked through
)

// past is what is known of a reporter who spoke before, under any of their pseudonyms.
type past struct {
	present    reputation.Pseudonym
	previous   []reputation.Pseudonym
	statements []reputation.Statement // newest first
	listed     reputation.Pseudonym   // the earliest under which a moderator has nothing count that they say; "" for none
}

func (in *Intake) recall(ctx context.Context, by reputation.Speaker, now time.Time) (past, error) {
	var p past
	if by.Identity == "" {
		return p, nil
	}
	var err error
	if p.present, p.previous, err = in.Keys.Reporter(by.Identity, now); err != nil {
		return past{}, err
	}
	known := append([]reputation.Pseudonym{p.present}, p.previous...)
	for _, pseudonym := range known {
		found, err := in.Store.History(ctx, pseudonym, recalled)
		if err != nil {
			return past{}, err
		}
		p.statements = append(p.statements, found...)
		switch listed, err := in.Store.Distrusted(ctx, pseudonym); {
		case err != nil:
			return past{}, err
		case listed:
			p.listed = pseudonym
		}
	}
	slices.SortStableFunc(p.statements, func(a, b reputation.Statement) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	if p.listed != "" {
		return p, in.shun(ctx, &p, now)
	}
	return p, nil
}

// shun has nothing count that somebody said or says who is distrusted under one of their pseudonyms: only here are several known to be of one
// person. The present one goes on the list too, or who goes on reporting would be trusted again once the other's epoch is over.
func (in *Intake) shun(ctx context.Context, p *past, now time.Time) error {
	if err := in.Store.Distrust(ctx, p.present, reputation.DateOf(now)); err != nil { // who is on the list stays there with their day
		return err
	}
	for i := range p.statements {
		s := &p.statements[i]
		if s.State != reputation.Live {
			continue
		}
		if err := in.Store.Overturn(ctx, s.Subject, s.Report); err != nil {
			return err
		}
		s.Overturn()
	}
	return nil
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
		case before.listed != "": // from the first moment on, and of their own phone too, of which they count as a stranger
			s.State, outcome = reputation.Overturned, NotCounted
			if s.Reporter != "" && s.Person == "" && before.listed != before.present {
				s.Person = before.listed // so that whoever is trusted by this report is under both
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
