// Package intake is the one place where a report is accepted, whatever way it came. It redacts every
// string, hides who reports behind keyed hashes, stores, projects, and hands out the receipt. A report for
// which Accept returned nil is on disk.
package intake

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// Store is what intake needs kept; see the package store for the contract of each method.
type Store interface {
	File(ctx context.Context, t reputation.SealedTestimony) error
	Complete(ctx context.Context, receipt report.ReceiptHash) error
	Testimony(ctx context.Context, receipt report.ReceiptHash) (reputation.SealedTestimony, error)
	Withdraw(ctx context.Context, receipt report.ReceiptHash) error
	Vouch(ctx context.Context, receipt report.ReceiptHash, by []reputation.Statement) error
	History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error)
	Distrust(ctx context.Context, d transfer.Distrusted) error
	Trust(ctx context.Context, by reputation.Pseudonym) error
	Distrusted(ctx context.Context, by ...reputation.Pseudonym) ([]transfer.Distrusted, error)
	Overturn(ctx context.Context, about subject.Key, by report.ID) error
	Reinstate(ctx context.Context, about subject.Key, by report.ID) error
}

// Projector brings what is shown of subjects up to date with what was said about them.
type Projector interface {
	Project(ctx context.Context, about ...subject.Key) error    // soon
	ProjectNow(ctx context.Context, about ...subject.Key) error // before it returns

	// Introduce stores statements without testimony and shows new subjects in the same stroke.
	Introduce(ctx context.Context, statements []reputation.Statement) (added int, err error)
}

// ErrReused means that an idempotency key was used before with another report.
var ErrReused = errors.New("that idempotency key was used with another report")

// ErrWithdrawn means that a report was withdrawn and cannot be corrected any more.
var ErrWithdrawn = errors.New("that report was withdrawn")

// ErrConfirmed means that a report is confirmed by a phone, which a visitor's correction would not be.
var ErrConfirmed = errors.New("that report is confirmed by phone")

// Config is what an Intake is made of.
type Config struct {
	Store     Store
	Projector Projector
	Keys      *keyring.Ring
	Campuses  *campus.Directory // in whose words universities are kept; nil knows none
	Clock     func() time.Time
	Within    time.Duration            // how long the store has for what one report asks; 0 is as long as the caller waits
	Withdrawn func(report.ReceiptHash) // told of every report that was withdrawn or replaced; may be nil

	// Replaced is told which report stands in the place of which, before Replace returns; its error is that of Replace. May be nil.
	Replaced func(ctx context.Context, old, by report.ReceiptHash) error

	// Reinstated reports whether a moderator put this very report back into the count, on a day or after it: it counts though its
	// reporter is distrusted since then. May be nil, for none ever was.
	Reinstated func(ctx context.Context, about subject.Key, id report.ID, since reputation.Date) (bool, error)
}

// Intake accepts reports.
type Intake struct{ Config }

// New returns an Intake.
func New(c Config) *Intake { return &Intake{c} }

// bounded ends ctx in time.
func (in *Intake) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if in.Within <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, in.Within)
}

// Outcome says what became of a report's statement about one subject.
type Outcome string

const (
	Counted       Outcome = "counted"
	ReplacedYours Outcome = "replaced_yours" // and an earlier one of the same reporter no longer counts
	NotCounted    Outcome = "not_counted"    // a moderator has nothing count that this reporter says; it is kept all the same
)

// Accepted is the answer to a report.
type Accepted struct {
	Receipt  report.Receipt
	Subjects []AcceptedSubject
}

// AcceptedSubject is one subject of an accepted report.
type AcceptedSubject struct {
	Key     subject.Key
	Outcome Outcome
}

// Retry lets a caller send a report again without its counting twice: the same report under the same key
// gets the same receipt, another one ErrReused. Scope keeps callers apart who choose the same Key. The
// zero Retry is a report of its own.
type Retry struct{ Scope, Key string }

// Accept stores a report.
func (in *Intake) Accept(ctx context.Context, r report.Report, by reputation.Speaker, retry Retry) (Accepted, error) {
	told, err := newTold(r, by)
	if err != nil {
		return Accepted{}, err
	}
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	if retry.Key == "" {
		_, _ = rand.Read(told.ID[:])
		told.Receipt = in.Keys.Receipt(told.ID)
	} else if told.Filed, err = in.filed(ctx, retry); err != nil {
		return Accepted{}, err
	}
	return in.accept(ctx, told)
}

// ReceiptOf returns the receipt that a report gets under a Retry, whether or not it was ever sent.
func (in *Intake) ReceiptOf(ctx context.Context, retry Retry) (report.Receipt, error) {
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	of, err := in.filed(ctx, retry)
	return of.Receipt, err
}

// filed returns what a report is known by under a Retry. What came before the keys were rotated has what it was given then.
func (in *Intake) filed(ctx context.Context, retry Retry) (keyring.Filed, error) {
	id := in.Keys.ReportID(retry.Scope, retry.Key)
	return in.before(ctx, in.Keys.Retried(retry.Scope, retry.Key), keyring.Filed{ID: id, Receipt: in.Keys.Receipt(id)})
}

// before returns which of these reports is kept, or what a report is given now.
func (in *Intake) before(ctx context.Context, formerly []keyring.Filed, now keyring.Filed) (keyring.Filed, error) {
	for _, f := range formerly {
		if _, err := in.Store.Testimony(ctx, f.Receipt.Hash()); err == nil {
			return f, nil
		} else if !errors.Is(err, fault.NotFound) {
			return keyring.Filed{}, err
		}
	}
	return now, nil
}

// Replace accepts r in the place of the report with this receipt, which is withdrawn in the same stroke:
// never both count, and never neither. Trying again returns the same receipt. A visitor's takes no place of one that is
// confirmed by a phone, even if it is only while this happens: that is ErrConfirmed.
func (in *Intake) Replace(ctx context.Context, old report.Receipt, r report.Report, by reputation.Speaker) (Accepted, error) {
	told, err := newTold(r, by)
	if err != nil {
		return Accepted{}, err
	}
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	before, err := in.Store.Testimony(ctx, old.Hash())
	if err != nil {
		return Accepted{}, err
	}
	if by.Identity == "" && verified(before) {
		return Accepted{}, ErrConfirmed
	}
	told.replaces = old.Hash()
	if told.Filed, err = in.successor(ctx, before, told.submission); err != nil {
		return Accepted{}, err
	}
	if before.Withdrawn {
		if _, err := in.Store.Testimony(ctx, told.Receipt.Hash()); errors.Is(err, fault.NotFound) {
			return Accepted{}, ErrWithdrawn
		}
	}
	accepted, err := in.accept(ctx, told)
	if errors.Is(err, fault.NotFound) { // withdrawn since we looked, or confirmed
		return Accepted{}, in.unreplaced(ctx, old)
	}
	if err != nil {
		return Accepted{}, err
	}
	in.withdrawn(ctx, before)
	if in.Replaced != nil {
		if err := in.Replaced(ctx, old.Hash(), accepted.Receipt.Hash()); err != nil {
			return Accepted{}, err
		}
	}
	return accepted, nil
}

// successor returns what the report that replaces another is known by, as filed does.
func (in *Intake) successor(ctx context.Context, old reputation.SealedTestimony, submission []byte) (keyring.Filed, error) {
	id, err := in.Keys.Successor(old.Report, submission, old.ReceivedAt, in.Clock())
	if err != nil {
		return keyring.Filed{}, err
	}
	formerly, err := in.Keys.Succeeded(old.Report, submission, old.ReceivedAt, in.Clock())
	if err != nil {
		return keyring.Filed{}, err
	}
	return in.before(ctx, formerly, keyring.Filed{ID: id, Receipt: in.Keys.Receipt(id)})
}

// unreplaced says why a report that was there cannot be replaced.
func (in *Intake) unreplaced(ctx context.Context, old report.Receipt) error {
	now, err := in.Store.Testimony(ctx, old.Hash())
	switch {
	case err == nil && !now.Withdrawn:
		return ErrConfirmed
	case err == nil, errors.Is(err, fault.NotFound):
		return ErrWithdrawn
	}
	return err
}

// verified reports whether a report counts as that of a phone that was proved.
func verified(t reputation.SealedTestimony) bool {
	return !t.Withdrawn && slices.ContainsFunc(t.Statements, func(s reputation.Statement) bool { return s.Tier == reputation.Verified })
}

// told is a report on its way in.
type told struct {
	report.Report
	submission []byte // the whole of it, to tell it from another
	by         reputation.Speaker
	replaces   report.ReceiptHash
	keyring.Filed
}

func newTold(r report.Report, by reputation.Speaker) (told, error) {
	submission, err := json.Marshal(r)
	if err != nil {
		return told{}, fmt.Errorf("intake: %w", err)
	}
	return told{Report: r, submission: submission, by: by}, nil
}

func (in *Intake) accept(ctx context.Context, r told) (Accepted, error) {
	t := reputation.SealedTestimony{
		Receipt: r.Receipt.Hash(), Replaces: r.replaces, Unvouched: r.by.Identity == "", Report: r.ID, ReceivedAt: in.Clock().UTC().Truncate(time.Minute),
	}
	a := Accepted{Receipt: r.Receipt}
	var err error
	if t.Statements, a.Subjects, err = in.statements(ctx, r.Report, r.by, t); err != nil {
		return Accepted{}, err
	}
	testimony, err := in.testimony(r, t)
	if err != nil {
		return Accepted{}, err
	}
	if t.SealedOn, t.Sealed, err = in.Keys.Seal(testimony, t.Receipt, t.ReceivedAt); err != nil {
		return Accepted{}, err
	}
	if t.Digest, err = in.Keys.Digest(r.submission, t.ReceivedAt); err != nil {
		return Accepted{}, err
	}
	if err := in.Store.File(ctx, t); errors.Is(err, fault.Exists) {
		return in.again(ctx, r, a)
	} else if err != nil {
		return Accepted{}, err
	}
	crashpoint.Reach(crashpoint.ReportStored)
	shunned, err := in.shunned(ctx, r.by, t.ReceivedAt, t.Statements)
	if err == nil && !shunned {
		err = in.reinstate(ctx, t.Statements...)
	}
	if err != nil {
		return Accepted{}, err
	}
	for i := range a.Subjects {
		about := &a.Subjects[i]
		switch {
		case shunned:
			about.Outcome = NotCounted
		case about.Outcome == NotCounted:
			about.Outcome = Counted
		}
	}
	in.project(ctx, t)
	return a, nil
}

// projecting is how long showing a report may take before the sweeper is left to do it. It goes on when the
// reporter hangs up: the numbers beside the reported one must learn of it too. But it does not keep the reporter
// waiting beyond the time there is for the answer.
const projecting = 5 * time.Second

func aside(ctx context.Context) (context.Context, context.CancelFunc) {
	end := time.Now().Add(projecting)
	if at, ok := ctx.Deadline(); ok && at.Before(end) {
		end = at
	}
	return context.WithDeadline(context.WithoutCancel(ctx), end)
}

// project shows the report's subjects anew. The report is on disk whatever happens here: the sweeper makes
// up for a failure.
func (in *Intake) project(ctx context.Context, t reputation.SealedTestimony) {
	ctx, cancel := aside(ctx)
	defer cancel()
	_ = in.Projector.Project(ctx, subjects(t)...)
}

// projectNow does so at once: who takes a report back looks whether it is gone.
func (in *Intake) projectNow(ctx context.Context, t reputation.SealedTestimony) {
	ctx, cancel := aside(ctx)
	defer cancel()
	_ = in.Projector.ProjectNow(ctx, subjects(t)...)
}

// withdrawn has everybody know that a report no longer counts.
func (in *Intake) withdrawn(ctx context.Context, t reputation.SealedTestimony) {
	if in.Withdrawn != nil {
		in.Withdrawn(t.Receipt)
	}
	in.projectNow(ctx, t)
}

func subjects(t reputation.SealedTestimony) []subject.Key {
	about := make([]subject.Key, len(t.Statements))
	for i := range t.Statements {
		about[i] = t.Statements[i].Subject
	}
	return about
}
