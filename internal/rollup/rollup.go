// Package rollup makes the figures of trends and hands them out. One process of all counts the reports of each week, finds bursts and
// stores both; every process follows what is stored and answers from memory, also while the store is away. Texts that were approved it shows
// for minutes only then: they may have been withdrawn elsewhere.
//
// # When a week is counted
//
// What a report tells beside its category and its province can be read for 30 days only, so that a week is counted while it goes on and
// in the week after: at each of trend.Week's stages, of the reports received before, and for the last time when it closes. What was
// withdrawn by then is not in it, and whoever withdraws later stays in figures from which nobody can tell him. As of one moment a week is
// counted once, so that it does no harm when a process is killed in the middle of it, or when two are at it. A week that nobody could
// count while it could be read is missing, and one that was counted but never closed stays as it was last counted. The weeks of a service
// begin with that of its first report.
//
// # What it takes
//
// The reports of one week at a time, opened, about 270 bytes each: 300,000 reports take 80 MB while they are counted, 140 MB with what is not
// collected yet, and nothing afterwards. Bursts take as much again, after it. What is held is the figures and the bursts of ten years.
package rollup

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// Store keeps reports and figures; see the package store for the contract of each method.
type Store interface {
	Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error
	SaveWeek(ctx context.Context, r trend.Rollup) (kept bool, err error)
	Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error)
	SaveBurst(ctx context.Context, b trend.Burst) error
	Bursts(ctx context.Context, since time.Time) ([]trend.Burst, error)
	ShownExamples(ctx context.Context) ([]trend.Example, error)
	Restoring(ctx context.Context) (archive string, err error)
}

// Keys opens testimony and has the noise of cells; see keyring.Ring.
type Keys interface {
	Unseal(day reputation.Date, sealed []byte, receipt report.ReceiptHash) (report.Testimony, error)
	Noise(name string) uint64
}

// Config is what Trends are made of.
type Config struct {
	Store Store
	Keys  Keys
	Open  func() ([]index.Open, error) // the blocks that callers rotate through
	Clock func() time.Time

	Campuses *campus.Directory // of which there are figures; nil knows none
}

// Trends are the figures as this process knows them. They are safe for concurrent use.
type Trends struct {
	Config
	now     atomic.Pointer[view] // never nil; guarded by showing for those who change it
	counted atomic.Int64         // nanoseconds since 1970 of the last time that this process counted all there was to count; 0 before

	looked atomic.Int64 // nanoseconds since 1970 as of which this process looked for bursts last; 0 before

	following sync.Mutex // held by whoever reads what is stored; guards what follows
	weeks     []trend.Rollup
	whole     time.Time // when all weeks were read

	learning sync.Mutex // held by whoever reads texts

	showing sync.Mutex                  // guards what follows, and who changes now
	gone    map[report.ReceiptHash]bool // forgotten since the last reading began
}

// view is what is handed out at a moment. It never changes.
type view struct {
	book   *trend.Book
	bursts []trend.Burst // that are shown
	past   []trend.Burst // that no longer are
	asOf   time.Time     // of the figures

	examples     []trend.Example
	approvedAsOf time.Time
}

// New returns Trends that know nothing before CatchUp.
func New(c Config) *Trends {
	t := &Trends{Config: c, gone: map[report.ReceiptHash]bool{}}
	t.now.Store(&view{book: trend.NewBook(nil)})
	return t
}

// Book returns the figures of the last ten years. While they stay the same it is the same Book.
func (t *Trends) Book() *trend.Book { return t.now.Load().book }

// Bursts returns the bursts that are shown: those that were seen to go on within 14 days, the newest first. They belong to everybody.
func (t *Trends) Bursts() []trend.Burst { return t.now.Load().bursts }

// BurstsIn returns the bursts of a week, also of one of the last ten years, the newest first.
func (t *Trends) BurstsIn(w trend.Week) (all []trend.Burst) {
	now := t.now.Load()
	for _, known := range [][]trend.Burst{now.bursts, now.past} {
		for _, b := range known {
			if b.In(w) {
				all = append(all, b)
			}
		}
	}
	return all
}

// Examples returns the texts that moderators approved and that are shown, by category and the newest first; none, and that they are not
// known, when they could not be read for five minutes. They belong to everybody.
func (t *Trends) Examples() (texts []trend.Example, known bool) {
	now := t.now.Load()
	if t.Clock().Sub(now.approvedAsOf) > shownWithin {
		return nil, false
	}
	return now.examples, true
}

// AsOf returns when the figures that are handed out were last read; the zero time before they were.
func (t *Trends) AsOf() time.Time { return t.now.Load().asOf }
