// Package ties knows what was reported together: which name of an employer offers were reported under, and which
// numbers and accounts were named in the same reports.
//
// It reads the reports of the last 30 days at start and every hour, and in between every minute those that came
// since. What was opened once is not opened again. A report that is withdrawn or replaced is forgotten at once where
// that happened, by Forget; other instances forget it when they next read all, within the hour. Nothing of it is
// stored.
//
// Nothing is told of fewer than three reports, each by somebody else as far as can be known: a reporter with a
// pseudonym counts once, and so do all without one whose network lies in the same bucket. For a name that is the
// bucket for the name, which intake seals with the report: what an offer names beside it makes nobody else of its
// reporter. An offer of somebody without a pseudonym that has no such bucket does not count. For two subjects it is
// the bucket for the first of them in the order of keys. Two subjects are told to belong together only when both are
// listed, so that whoever rang one person learns nothing of who told.
//
// At most 100,000 reports are held, the newest ones. So many take 60 MB as people write them and 140 MB at the most,
// and half as much again while all are read anew. Of what was said of one subject the newest 1,000 reports are looked
// at, and of all the newest 500,000.
package ties

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/employer"
	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	followEvery = time.Minute
	reread      = time.Hour           // all is read anew after this
	remembered  = 30 * 24 * time.Hour // as long as testimony can be read
	late        = 10 * time.Minute    // by as much a report may be seen after the minute that it bears

	maxReports  = 100_000
	maxLooked   = 500_000 // reports that one reading looks at, most of which may tell nothing
	readAtOnce  = time.Hour
	perSubject  = 1000
	fewest      = 3 // reports of which something is told
	maxTold     = 20
	suggestions = 10
)

// Store keeps reports; see the package store for the contract.
type Store interface {
	Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error
}

// Keys opens testimony; see keyring.Ring.
type Keys interface {
	Unseal(day reputation.Date, sealed []byte, receipt report.ReceiptHash) (report.Testimony, error)
}

// Config is what Ties are made of.
type Config struct {
	Store  Store
	Keys   Keys
	Clock  func() time.Time
	Listed func(subject.Key) bool // whether everybody may know what was said of a subject
}

// Ties are what was reported together. They are safe for concurrent use.
type Ties struct {
	Config
	now atomic.Pointer[view]

	reading sync.Mutex // held by whoever reads
	whole   time.Time  // when all was read; guarded by reading

	publishing sync.Mutex // guards what follows, and who changes now
	kept       map[report.ReceiptHash]*told
	gone       map[report.ReceiptHash]bool // forgotten since the last reading began
}

// New returns Ties that know nothing before CatchUp.
func New(c Config) *Ties {
	t := &Ties{Config: c, gone: map[report.ReceiptHash]bool{}}
	t.now.Store(&view{})
	return t
}

// AsOf returns when the reports were last read; the zero time before they were.
func (t *Ties) AsOf() time.Time { return t.now.Load().asOf }

// Run catches up at once and every minute until ctx ends. say is told when that begins to fail and when it works again.
func (t *Ties) Run(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, t.CatchUp, say)
}

// CatchUp learns of the reports that were filed before it was called, and an hour after all were read, reads all anew.
// After an error what was known stays.
func (t *Ties) CatchUp(ctx context.Context) error {
	t.reading.Lock()
	defer t.reading.Unlock()
	now, known := t.Clock(), t.begin()
	if t.whole.IsZero() || now.Sub(t.whole) >= reread {
		return t.readAll(ctx, now, known)
	}
	fresh := maps.Clone(known)
	if _, err := t.read(ctx, t.AsOf().Add(-late), now.Add(followEvery), known, fresh, maxLooked); err != nil {
		return err
	}
	t.publish(fresh, now)
	return nil
}

// Forget takes a report that was withdrawn or replaced out of what is told, at once.
func (t *Ties) Forget(receipt report.ReceiptHash) {
	t.publishing.Lock()
	defer t.publishing.Unlock()
	t.gone[receipt] = true
	if one, ok := t.kept[receipt]; ok {
		t.kept = maps.Clone(t.kept) // a reading may look into the other
		delete(t.kept, receipt)
		t.now.Store(t.now.Load().without(one))
	}
}

// begin returns what is known when a reading begins. What was forgotten before, the store has no more.
func (t *Ties) begin() map[report.ReceiptHash]*told {
	t.publishing.Lock()
	defer t.publishing.Unlock()
	clear(t.gone)
	return t.kept
}

// readAll reads everything anew, the newest hours first, until there is no room for more or enough were looked at.
func (t *Ties) readAll(ctx context.Context, now time.Time, known map[report.ReceiptHash]*told) error {
	fresh := map[report.ReceiptHash]*told{}
	left := maxLooked
	for before := now.Add(followEvery); before.After(now.Add(-remembered)) && len(fresh) < maxReports && left > 0; before = before.Add(-readAtOnce) {
		looked, err := t.read(ctx, before.Add(-readAtOnce), before, known, fresh, left)
		if err != nil {
			return err
		}
		left -= looked
	}
	t.whole = now
	t.publish(fresh, now)
	return nil
}

// errEnough ends a reading that has looked at as many reports as it may.
var errEnough = errors.New("enough reports")

// read brings fresh up to date with the reports received in a span, and returns how many it looked at, at most most.
// What is known is not opened again. Of more than twice those that there is room for the newest stay.
func (t *Ties) read(ctx context.Context, from, before time.Time, known, fresh map[report.ReceiptHash]*told, most int) (looked int, err error) {
	err = t.Store.Received(ctx, from, before, func(some []reputation.SealedTestimony) error {
		some = some[:min(len(some), most-looked)]
		looked += len(some)
		for i := range some {
			one, ok, err := t.open(&some[i], known[some[i].Receipt])
			if err != nil {
				return err
			}
			if ok {
				fresh[some[i].Receipt] = one
			} else {
				delete(fresh, some[i].Receipt)
			}
			if len(fresh) > 2*maxReports {
				newest(fresh)
			}
		}
		if looked == most {
			return errEnough
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errEnough) {
		return looked, fmt.Errorf("what was reported together: %w", err)
	}
	return looked, nil
}

// newest drops reports for which there is no room, and returns the others, the newest first.
func newest(reports map[report.ReceiptHash]*told) []report.ReceiptHash {
	order := slices.SortedFunc(maps.Keys(reports), func(a, b report.ReceiptHash) int {
		return cmp.Or(cmp.Compare(reports[b].minute, reports[a].minute), bytes.Compare(a[:], b[:]))
	})
	for _, receipt := range order[min(len(order), maxReports):] {
		delete(reports, receipt)
	}
	return order[:len(reports)]
}

// open returns what is remembered of a report, and false when that is nothing. What it says of an employer is taken
// from before, if that is not nil. Of testimony that nobody can read any more the subjects remain.
func (t *Ties) open(r *reputation.SealedTestimony, before *told) (*told, bool, error) {
	statements := live(r)
	if len(statements) == 0 {
		return nil, false, nil
	}
	one := &told{minute: r.ReceivedAt.Unix() / 60, by: speaker(statements)}
	for i := range statements {
		one.about = append(one.about, named{statements[i].Subject, statements[i].Own})
	}
	switch {
	case before != nil && before.by == one.by && slices.Equal(before.about, one.about):
		one = before // held once
	case before != nil:
		one.employer, one.spelling, one.bucket = before.employer, before.spelling, before.bucket
	case len(r.Sealed) > 0:
		if err := t.unseal(r, one); err != nil {
			return nil, false, err
		}
	}
	return one, one.employer != "" || len(one.about) > 1, nil
}

// unseal reads the employer that testimony names, if it counts.
func (t *Ties) unseal(r *reputation.SealedTestimony, into *told) error {
	opened, err := t.Keys.Unseal(r.SealedOn, r.Sealed, r.Receipt)
	switch {
	case errors.Is(err, fault.NotFound) || errors.Is(err, fault.Damaged):
		return nil
	case err != nil:
		return err
	case into.by != "" || opened.EmployerBucket != 0:
		into.employer, into.spelling = employer.Of(&opened)
		into.bucket = opened.EmployerBucket
	}
	return nil
}

// publish makes what was read, as far as there is room for it and it is not too old, what is answered from.
func (t *Ties) publish(known map[report.ReceiptHash]*told, now time.Time) {
	t.publishing.Lock()
	defer t.publishing.Unlock()
	oldest := now.Add(-remembered).Unix() / 60
	maps.DeleteFunc(known, func(receipt report.ReceiptHash, r *told) bool { return r.minute < oldest || t.gone[receipt] })
	reports := make([]*told, 0, min(len(known), maxReports))
	for _, receipt := range newest(known) {
		reports = append(reports, known[receipt])
	}
	t.kept = known
	t.now.Store(newView(reports, now))
}
