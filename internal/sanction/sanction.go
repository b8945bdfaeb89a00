// Package sanction is where a moderator takes what was said out of the count, and puts it back: one statement, all that a brigade said, or
// all that somebody says who abuses the service. Nobody learns by it who that is: a moderator points at a report, and what leads from it to
// others stays here. Each act stands in the audit log before it is done; where that cannot be written, nothing is done.
//
// What is taken out is not deleted. Its reporter sees by the receipt that a moderator does not count it.
package sanction

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// Store is what sanctions need kept; see the package store for the contract of each method.
type Store interface {
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error)
	Overturn(ctx context.Context, about subject.Key, by report.ID) error
	Reinstate(ctx context.Context, about subject.Key, by report.ID) error
	Distrust(ctx context.Context, by reputation.Pseudonym, on reputation.Date) error
	Trust(ctx context.Context, by reputation.Pseudonym) error
	Distrusted(ctx context.Context, by ...reputation.Pseudonym) (bool, error)
	Flag(ctx context.Context, about subject.Key) (brigade.Flag, error)
	SaveFlag(ctx context.Context, f brigade.Flag) error
}

// Projector brings what is shown of subjects up to date.
type Projector interface {
	ProjectNow(ctx context.Context, about ...subject.Key) error
}

// Recorder writes the audit log.
type Recorder interface {
	// Record returns nil when the entry is durable. What it is about is not to be done otherwise.
	Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error)
}

// Refusals. Their texts are written for the moderator; those of a reason and of a name are of package ruling.
var (
	ErrNoReport = errors.New("there is no such report about it")
	ErrGone     = errors.New("that report was withdrawn, or no longer counts for another reason")
	ErrNobody   = errors.New("nobody can be recognised by that report: it came from a visitor without proof, was withdrawn, or is older than 180 days; overturn it alone")
	ErrNoFlag   = errors.New("no flag waits on it: nothing was found, or a moderator was done with it")
	ErrNoCrowd  = errors.New("what was flagged is not found any more: its reports were withdrawn or overturned, or are older than a week; overturn them one by one")
)

// all is how many statements of one pseudonym are overturned or reinstated: more than anybody can have said.
const all = 10_000

// Brigades looks for a brigade in what was said about a subject; see watch.Watch.
type Brigades interface {
	Find(ctx context.Context, about subject.Key) (brigade.Finding, bool, error)
}

// Config is what a Bench is made of.
type Config struct {
	Store     Store
	Brigades  Brigades
	Projector Projector
	Recorder  Recorder
	Clock     func() time.Time
}

// Bench is where sanctions are made.
type Bench struct{ Config }

// New returns a Bench.
func New(c Config) *Bench { return &Bench{c} }

// Overturn takes one report about a subject out of the count. The others that its sender made stay; those made later weigh less.
func (b *Bench) Overturn(ctx context.Context, about subject.Key, id report.ID, by, reason string) error {
	s, err := b.find(ctx, about, id)
	switch {
	case err != nil:
		return err
	case s.State != reputation.Live && s.State != reputation.Overturned:
		return ErrGone
	}
	if err := b.record(ctx, auditlog.Overturned, about, id.String(), by, reason); err != nil {
		return err
	}
	return b.change(ctx, b.Store.Overturn, s)
}

// Reinstate puts a report that was overturned back into the count.
func (b *Bench) Reinstate(ctx context.Context, about subject.Key, id report.ID, by, reason string) error {
	s, err := b.find(ctx, about, id)
	switch {
	case err != nil:
		return err
	case s.State != reputation.Live && s.State != reputation.Overturned:
		return ErrGone
	}
	if err := b.record(ctx, auditlog.Reinstated, about, id.String(), by, reason); err != nil {
		return err
	}
	return b.change(ctx, b.Store.Reinstate, s)
}

// Distrust takes all that the sender of a report said out of the count, about whatever subject, and has all that they go on to say not
// count. It returns how many statements those were. Doing it again does what a crash left undone.
func (b *Bench) Distrust(ctx context.Context, about subject.Key, id report.ID, by, reason string) (overturned int, err error) {
	who, err := b.sender(ctx, about, id)
	if err != nil {
		return 0, err
	}
	if err := b.record(ctx, auditlog.Distrusted, about, id.String(), by, reason); err != nil {
		return 0, err
	}
	for _, p := range who { // first, so that what comes meanwhile is not missed
		if err := b.Store.Distrust(ctx, p, reputation.DateOf(b.Clock())); err != nil {
			return 0, err
		}
	}
	return b.changeAll(ctx, who, reputation.Live, b.Store.Overturn)
}

// Trust takes back that the sender of a report is distrusted: all of theirs that was overturned counts again. It returns how many
// statements those were.
func (b *Bench) Trust(ctx context.Context, about subject.Key, id report.ID, by, reason string) (reinstated int, err error) {
	who, err := b.sender(ctx, about, id)
	if err != nil {
		return 0, err
	}
	if err := b.record(ctx, auditlog.Trusted, about, id.String(), by, reason); err != nil {
		return 0, err
	}
	for _, p := range who {
		if err := b.Store.Trust(ctx, p); err != nil {
			return 0, err
		}
	}
	return b.changeAll(ctx, who, reputation.Overturned, b.Store.Reinstate)
}

// Distrusted returns whether the sender of a report is distrusted; nobody who cannot be recognised is.
func (b *Bench) Distrusted(ctx context.Context, s *reputation.Statement) (bool, error) {
	who := pseudonyms(s)
	if len(who) == 0 {
		return false, nil
	}
	return b.Store.Distrusted(ctx, who...)
}

// find returns what a report says about a subject.
func (b *Bench) find(ctx context.Context, about subject.Key, id report.ID) (reputation.Statement, error) {
	said, err := b.Store.Statements(ctx, about)
	if err != nil {
		return reputation.Statement{}, err
	}
	at := slices.IndexFunc(said, func(s reputation.Statement) bool { return s.Report == id })
	if at < 0 {
		return reputation.Statement{}, ErrNoReport
	}
	return said[at], nil
}

// sender returns the pseudonyms of whoever made a report.
func (b *Bench) sender(ctx context.Context, about subject.Key, id report.ID) ([]reputation.Pseudonym, error) {
	s, err := b.find(ctx, about, id)
	if err != nil {
		return nil, err
	}
	who := pseudonyms(&s)
	if len(who) == 0 {
		return nil, ErrNobody
	}
	return who, nil
}

func pseudonyms(s *reputation.Statement) (who []reputation.Pseudonym) {
	for _, p := range []reputation.Pseudonym{s.Reporter, s.Person} {
		if p != "" {
			who = append(who, p)
		}
	}
	return who
}

// record has what is to be done stand in the audit log.
func (b *Bench) record(ctx context.Context, did auditlog.Action, about subject.Key, object, by, reason string) error {
	reason, err := ruling.Reasoned(about, by, reason)
	if err != nil {
		return err
	}
	_, err = b.Recorder.Record(ctx, auditlog.Entry{By: by, Action: did, Subject: about, Object: object, Reason: reason})
	return err
}

// changeAll changes the statements of somebody that are in a state.
func (b *Bench) changeAll(ctx context.Context, who []reputation.Pseudonym, in reputation.State, how func(context.Context, subject.Key, report.ID) error) (n int, err error) {
	for _, p := range who {
		history, err := b.Store.History(ctx, p, all)
		if err != nil {
			return n, err
		}
		history = slices.DeleteFunc(history, func(s reputation.Statement) bool { return s.State != in })
		if err := b.change(ctx, how, history...); err != nil {
			return n, err
		}
		n += len(history)
	}
	return n, nil
}

// change changes statements, and has their subjects shown anew: what is kept the sweeper shows, should that fail.
func (b *Bench) change(ctx context.Context, how func(context.Context, subject.Key, report.ID) error, statements ...reputation.Statement) error {
	var about []subject.Key
	for i := range statements {
		if err := how(ctx, statements[i].Subject, statements[i].Report); err != nil {
			return fmt.Errorf("sanction: %w", err)
		}
		if !slices.Contains(about, statements[i].Subject) {
			about = append(about, statements[i].Subject)
		}
	}
	if len(about) > 0 {
		_ = b.Projector.ProjectNow(ctx, about...)
	}
	return nil
}
