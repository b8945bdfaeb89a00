// Package sanction is where a moderator takes what was said out of the count, and puts it back: one statement, all that a brigade said, or
// all that somebody says who abuses the service. Nobody learns by it who that is: a moderator points at a report by a handle that is good
// for one subject, and what leads from it to others stays here. That a sender is distrusted is said where it was decided, and nowhere else.
// One thing cannot be hidden: what no longer counts is seen not to, on every page. Who looks at a number before and after a distrust can
// guess; the log then has both readings and the distrust in between, with its reason. Each act stands in the audit log before it is done;
// where that cannot be written, nothing is done.
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
	"ringfence/internal/transfer"
)

// Store is what sanctions need kept; see the package store for the contract of each method.
type Store interface {
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error)
	Overturn(ctx context.Context, about subject.Key, by report.ID) error
	Reinstate(ctx context.Context, about subject.Key, by report.ID) error
	Distrust(ctx context.Context, d transfer.Distrusted) error
	Trust(ctx context.Context, by reputation.Pseudonym) error
	DistrustedAll(ctx context.Context) ([]transfer.Distrusted, error)
	Distrusted(ctx context.Context, by ...reputation.Pseudonym) ([]transfer.Distrusted, error)
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
	// Entries returns up to n entries from an index on, of those that this process knows.
	Entries(ctx context.Context, from uint64, n int) ([]auditlog.Entry, error)
	// CatchUp learns of every entry that was appended before it was called, wherever.
	CatchUp(ctx context.Context) error
}

// Keys make what moderators are shown in place of the ID of a report, by which they could find it among what was said of other subjects.
type Keys interface {
	Handle(about subject.Key, id report.ID) string
}

// Refusals. Their texts are written for the moderator; those of a reason and of a name are of package ruling.
var (
	ErrNoReport  = errors.New("there is no such report about it")
	ErrGone      = errors.New("that report was withdrawn, or no longer counts for another reason")
	ErrNobody    = errors.New("nobody can be recognised by that report: it came from a visitor without proof, was withdrawn, or is older than 180 days; overturn it alone")
	ErrTrusted   = errors.New("nobody was distrusted by that report: point at the one by which it was done")
	ErrForgotten = errors.New("nobody can be recognised by that report any more, since it is older than 180 days or was withdrawn: reinstate what no longer counts one by one; the distrust ends by itself, at most 270 days after it was decided")
	ErrNoFlag    = errors.New("no flag waits on it: nothing was found, or a moderator was done with it")
	ErrNoCrowd   = errors.New("what was flagged is not found any more: its reports were withdrawn or overturned, or are older than a week; overturn them one by one")
)

// all is how many statements of one pseudonym are looked at: more than anybody can have said.
const all = 10_000

// Brigades looks for a brigade in what was said about a subject; see watch.Watch.
type Brigades interface {
	Find(ctx context.Context, about subject.Key) (brigade.Finding, bool, error)
}

// Texts are those of reports that this process shows to everybody, as far as the reports count; see rollup.Trends.
type Texts interface {
	// Show has what the store says now be shown, or else what it says within a minute.
	Show(ctx context.Context)
}

// Config is what a Bench is made of.
type Config struct {
	Store     Store
	Brigades  Brigades
	Projector Projector
	Recorder  Recorder
	Keys      Keys
	Clock     func() time.Time
	Texts     Texts // nil where none are shown
}

// Bench is where sanctions are made.
type Bench struct {
	Config
	ledger *ledger
}

// New returns a Bench.
func New(c Config) *Bench { return &Bench{c, newLedger()} }

// Overturn takes one report about a subject out of the count. The others that its sender made stay; those made later weigh less.
func (b *Bench) Overturn(ctx context.Context, about subject.Key, handle, by, reason string) error {
	return b.one(ctx, about, handle, auditlog.Overturned, b.Store.Overturn, by, reason)
}

// Reinstate puts a report that was overturned back into the count.
func (b *Bench) Reinstate(ctx context.Context, about subject.Key, handle, by, reason string) error {
	return b.one(ctx, about, handle, auditlog.Reinstated, b.Store.Reinstate, by, reason)
}

// one has one report count or not.
func (b *Bench) one(ctx context.Context, about subject.Key, handle string, did auditlog.Action, how change, by, reason string) error {
	s, err := b.find(ctx, about, handle)
	switch {
	case err != nil:
		return err
	case s.State != reputation.Live && s.State != reputation.Overturned:
		return ErrGone
	}
	if err := b.record(ctx, did, about, s.Report.String(), by, reason); err != nil {
		return err
	}
	return b.change(ctx, how, s)
}

// Distrust takes all that the sender of a report said out of the count, about whatever subject, and has all that they go on to say not
// count, for 270 days at most. How much that is nobody is told. Doing it again does what a crash left undone, and has it last from then on.
func (b *Bench) Distrust(ctx context.Context, about subject.Key, handle, by, reason string) error {
	s, err := b.find(ctx, about, handle)
	if err != nil {
		return err
	}
	who, err := b.sender(ctx, &s)
	switch {
	case err != nil:
		return err
	case len(who) == 0:
		return ErrNobody
	}
	if err := b.record(ctx, auditlog.Distrusted, about, s.Report.String(), by, reason); err != nil {
		return err
	}
	for _, p := range who { // first, so that what comes meanwhile is not missed: intake looks again when it has filed
		if err := b.Store.Distrust(ctx, transfer.Distrusted{By: p, On: reputation.DateOf(b.Clock())}); err != nil {
			return err
		}
	}
	return b.changeAll(ctx, who, b.Store.Overturn, func(s *reputation.Statement) bool { return s.State == reputation.Live })
}

// Trust takes back that the sender of a report was distrusted by it: what that took out of the count counts again, and so does what they go
// on to say. What a moderator took out by itself, or as a brigade's, stays out. Not found are reports older than 180 days, which nothing
// links to their sender, and a visitor's that turned out to be theirs: those can be reinstated one by one.
func (b *Bench) Trust(ctx context.Context, about subject.Key, handle, by, reason string) error {
	s, err := b.find(ctx, about, handle)
	if err != nil {
		return err
	}
	if err := b.ledger.catchUp(ctx, b.Recorder); err != nil {
		return err
	}
	who, err := b.sender(ctx, &s)
	switch {
	case err != nil:
		return err
	case b.ledger.sender(about, s.Report) == "":
		return ErrTrusted
	case len(who) == 0:
		return ErrForgotten
	}
	if err := b.record(ctx, auditlog.Trusted, about, s.Report.String(), by, reason); err != nil {
		return err
	}
	if err := b.ledger.catchUp(ctx, b.Recorder); err != nil {
		return err
	}
	if err := b.trust(ctx, who...); err != nil { // first, so that intake, which puts further names there, sees it or is seen
		return err
	}
	further, err := b.further(ctx, who)
	if err != nil {
		return err
	}
	if err := b.trust(ctx, further...); err != nil {
		return err
	}
	return b.changeAll(ctx, append(who, further...), b.Store.Reinstate, func(s *reputation.Statement) bool {
		return s.State == reputation.Overturned && !b.ledger.overturned(s.Subject, s.Report)
	})
}

// distrusted returns whether the sender of a report was distrusted by this very report, and is still.
func (b *Bench) distrusted(ctx context.Context, s *reputation.Statement) (bool, error) {
	who := pseudonyms(s)
	if len(who) == 0 || b.ledger.sender(s.Subject, s.Report) != auditlog.Distrusted {
		return false, nil
	}
	listed, err := b.Store.Distrusted(ctx, who...)
	return len(listed) > 0, err
}

// trust takes names off the list.
func (b *Bench) trust(ctx context.Context, who ...reputation.Pseudonym) error {
	for _, p := range who {
		if err := b.Store.Trust(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// Reinstated reports whether a moderator put this very report back into the count, on a day or after it, and none took it out since.
func (b *Bench) Reinstated(ctx context.Context, about subject.Key, id report.ID, since reputation.Date) (bool, error) {
	if err := b.Recorder.CatchUp(ctx); err != nil { // another instance may have put it back a moment ago
		return false, err
	}
	if err := b.ledger.catchUp(ctx, b.Recorder); err != nil {
		return false, err
	}
	return b.ledger.reinstated(about, id, since), nil
}

// find returns what the report with a handle says about a subject.
func (b *Bench) find(ctx context.Context, about subject.Key, handle string) (reputation.Statement, error) {
	said, err := b.Store.Statements(ctx, about)
	if err != nil {
		return reputation.Statement{}, err
	}
	at := slices.IndexFunc(said, func(s reputation.Statement) bool { return b.Keys.Handle(about, s.Report) == handle })
	if at < 0 {
		return reputation.Statement{}, ErrNoReport
	}
	return said[at], nil
}

// sender returns the pseudonyms of whoever made a report, as far as what they said tells that they are of one person; none for nobody.
func (b *Bench) sender(ctx context.Context, s *reputation.Statement) ([]reputation.Pseudonym, error) {
	who := pseudonyms(s)
	for i := 0; i < len(who); i++ {
		history, err := b.Store.History(ctx, who[i], all)
		if err != nil {
			return nil, err
		}
		for j := range history {
			for _, p := range pseudonyms(&history[j]) {
				if !slices.Contains(who, p) {
					who = append(who, p)
				}
			}
		}
	}
	return who, nil
}

// further returns the names of somebody that intake put on the list as they went on to report.
func (b *Bench) further(ctx context.Context, who []reputation.Pseudonym) (further []reputation.Pseudonym, err error) {
	listed, err := b.Store.DistrustedAll(ctx)
	for _, d := range listed {
		if slices.Contains(who, d.Of) && !slices.Contains(who, d.By) {
			further = append(further, d.By)
		}
	}
	return further, err
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

// change is how a statement changes.
type change func(ctx context.Context, about subject.Key, by report.ID) error

// changeAll changes those statements of somebody that are so, all before anything is shown anew.
func (b *Bench) changeAll(ctx context.Context, who []reputation.Pseudonym, how change, so func(*reputation.Statement) bool) error {
	var said []reputation.Statement
	for _, p := range who {
		history, err := b.Store.History(ctx, p, all)
		if err != nil {
			return err
		}
		said = append(said, slices.DeleteFunc(history, func(s reputation.Statement) bool { return !so(&s) })...)
	}
	return b.change(ctx, how, said...)
}

// change changes statements, and has their subjects and the texts shown anew: what is kept the sweeper shows, should that fail.
func (b *Bench) change(ctx context.Context, how change, statements ...reputation.Statement) error {
	var about []subject.Key
	for i := range statements {
		if err := how(ctx, statements[i].Subject, statements[i].Report); err != nil {
			return fmt.Errorf("sanction: %w", err)
		}
		if !slices.Contains(about, statements[i].Subject) {
			about = append(about, statements[i].Subject)
		}
	}
	if len(about) == 0 {
		return nil
	}
	_ = b.Projector.ProjectNow(ctx, about...)
	if b.Texts != nil {
		b.Texts.Show(ctx)
	}
	return nil
}
