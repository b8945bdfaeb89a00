// Package watch looks out for brigades: of every subject that many report within a day it has package brigade judge whether those are
// newcomers from few networks, and keeps a flag for the desk where they are. It changes no verdict. One process of all does it, every five
// minutes; what it knows is in memory, and a process that begins looks a day back.
//
// A flag that a moderator dismissed stays so until as many newcomers come again after it.
package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	lookEvery  = 5 * time.Minute
	retryEvery = 10 * time.Second // a look that failed
	givesUp    = time.Minute      // a chore that fails for so long is left to another process
	late       = 10 * time.Minute // by as much a report may be seen after the minute that it bears
)

// Store is what watching reads and keeps; see the package store for the contract of each method.
type Store interface {
	Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error)
	Flag(ctx context.Context, about subject.Key) (brigade.Flag, error)
	SaveFlag(ctx context.Context, f brigade.Flag) error
}

// Config is what a Watch is made of.
type Config struct {
	Store Store
	Clock func() time.Time
}

// Watch looks for brigades. It is safe for concurrent use.
type Watch struct {
	Config
	raised       atomic.Int64
	looked       atomic.Int64 // Unix nanoseconds
	acquaintance acquaintance

	looking sync.Mutex // held by whoever looks, and guards what follows
	until   time.Time  // what was received before it was read; zero before the first look
	hours   map[time.Time]map[subject.Key]int
	judged  map[subject.Key]int // how many reports of a day there were when it was judged
}

// New returns a Watch that has seen nothing.
func New(c Config) *Watch {
	return &Watch{Config: c, hours: map[time.Time]map[subject.Key]int{}, judged: map[subject.Key]int{}, acquaintance: acquaintance{first: map[reputation.Pseudonym]time.Time{}}}
}

// Run looks at once, and every five minutes until ctx ends: the chore of one process for all. When that fails for a minute it returns
// why. Two that do it at once do no harm.
func (w *Watch) Run(ctx context.Context) error {
	return follow.Chore{Do: w.Look, Period: func() time.Duration { return lookEvery }, Retry: retryEvery, GivesUp: givesUp}.Run(ctx)
}

// Raised returns how many flags this process has raised or raised again with more in them.
func (w *Watch) Raised() int64 { return w.raised.Load() }

// Looked returns when this process last looked to the end; zero before.
func (w *Watch) Looked() time.Time {
	if n := w.looked.Load(); n != 0 {
		return time.Unix(0, n).UTC()
	}
	return time.Time{}
}

// Look judges the subjects that enough reports came about since the last look. What cannot be judged keeps no other from it, and is
// judged at the next.
func (w *Watch) Look(ctx context.Context) error {
	w.looking.Lock()
	defer w.looking.Unlock()
	now := w.Clock()
	from := now.Add(-brigade.Span).Truncate(time.Hour)
	if since := w.until.Add(-late).Truncate(time.Hour); since.After(from) {
		from = since
	}
	hours, err := w.count(ctx, from, now)
	if err != nil {
		return fmt.Errorf("watch for brigades: %w", err)
	}
	maps.DeleteFunc(w.hours, func(hour time.Time, _ map[subject.Key]int) bool {
		return !hour.Before(from) || hour.Add(time.Hour).Before(now.Add(-brigade.Span))
	})
	maps.Copy(w.hours, hours)
	for _, about := range w.changed(hours) {
		err = errors.Join(err, w.judge(ctx, about, now))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err == nil {
		w.until = now
		w.looked.Store(now.UnixNano())
	}
	return err
}

// Find looks for a brigade in what was said about a subject of late, past what a moderator dismissed. Where it finds none and a flag waits,
// it looks as if it were when that was last found: a flag may wait for longer than brigades are looked for. A moderator who opens a page
// waits for no Look that is under way.
func (w *Watch) Find(ctx context.Context, about subject.Key) (brigade.Finding, bool, error) {
	found, ok, known, err := w.detect(ctx, about, w.Clock())
	if err != nil || ok || known.FoundAt.IsZero() || !known.Dismissed.IsZero() {
		return found, ok, err
	}
	found, ok, _, err = w.detect(ctx, about, known.LastAt.Add(time.Second)) // it is kept to the second
	return found, ok, err
}

// count counts by hour and subject what was received from a moment until now, as far as it counts.
func (w *Watch) count(ctx context.Context, from, now time.Time) (map[time.Time]map[subject.Key]int, error) {
	hours := map[time.Time]map[subject.Key]int{}
	return hours, w.Store.Received(ctx, from, now.Add(time.Minute), func(some []reputation.SealedTestimony) error {
		for i := range some {
			hour := some[i].ReceivedAt.Truncate(time.Hour)
			for _, s := range some[i].Statements {
				if s.State != reputation.Live {
					continue
				}
				if hours[hour] == nil {
					hours[hour] = map[subject.Key]int{}
				}
				hours[hour][s.Subject]++
			}
		}
		return ctx.Err()
	})
}

// changed returns the subjects that came up in some hours, if they have reports enough for a brigade and others than when they were last
// judged. Of those that nobody reports any more nothing is remembered.
func (w *Watch) changed(hours map[time.Time]map[subject.Key]int) (about []subject.Key) {
	touched := map[subject.Key]bool{}
	for _, counts := range hours {
		for key := range counts {
			touched[key] = true
		}
	}
	maps.DeleteFunc(w.judged, func(key subject.Key, _ int) bool { return w.reports(key) == 0 })
	for key := range touched {
		if n := w.reports(key); n >= brigade.Least && n != w.judged[key] {
			about = append(about, key)
		}
	}
	slices.SortFunc(about, func(a, b subject.Key) int { return strings.Compare(a.String(), b.String()) })
	return about
}

// reports returns how many reports of the last day are about a subject.
func (w *Watch) reports(about subject.Key) (n int) {
	for _, counts := range w.hours {
		n += counts[about]
	}
	return n
}

// judge looks at one subject, and keeps what it finds.
func (w *Watch) judge(ctx context.Context, about subject.Key, now time.Time) error {
	found, ok, known, err := w.detect(ctx, about, now)
	if err != nil {
		return err
	}
	if ok {
		if flag, news := found.After(known); news {
			if err := w.Store.SaveFlag(ctx, flag); err != nil {
				return fmt.Errorf("flag: %w", err)
			}
			w.raised.Add(1)
		}
	}
	w.judged[about] = w.reports(about)
	return nil
}

// detect returns what is found on a subject beside the flag that is kept on it, the zero Flag for none.
func (w *Watch) detect(ctx context.Context, about subject.Key, now time.Time) (found brigade.Finding, ok bool, known brigade.Flag, err error) {
	said, err := w.Store.Statements(ctx, about)
	if err != nil {
		return found, false, known, fmt.Errorf("what was said: %w", err)
	}
	known, err = w.Store.Flag(ctx, about)
	switch {
	case errors.Is(err, fault.NotFound):
		known = brigade.Flag{}
	case err != nil:
		return found, false, known, fmt.Errorf("flag: %w", err)
	default:
		said = slices.DeleteFunc(said, func(s reputation.Statement) bool { return !s.ReceivedAt.After(known.Dismissed) })
	}
	heard, err := w.acquaintance.with(ctx, w.Store, said, now)
	if err != nil {
		return found, false, known, err
	}
	found, ok = brigade.Detect(said, heard, now)
	return found, ok, known, nil
}
