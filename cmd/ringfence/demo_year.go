package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"ringfence/internal/campus"
	"ringfence/internal/demo"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/rollup"
	"ringfence/internal/subject"
	"ringfence/internal/watch"
)

const (
	atOnce   = 512              // reports on their way at a time, so that they share a wait for the disk
	daily    = 22               // of the last days each has its figures and bursts made, of those before the first of a week
	midnight = 15 * time.Minute // after midnight, when what was received before it is in the store
)

// rehearsal lives through a year that is made up, in the rooms of a house, with a clock that is set forward. Reports of one day
// are taken at the same time; what is done about them afterwards comes after.
type rehearsal struct {
	house *house
	year  demo.Year
	clock atomic.Int64 // Unix nanoseconds

	projector *projection.Projector
	lookups   *index.Index
	trends    *rollup.Trends
	watch     *watch.Watch
	desk      *troupe
	campuses  *campus.Directory
	receipts  []report.Receipt // by the number of their report

	reports, subjects int
}

// rehearse lives through it and returns what became of it.
func rehearse(ctx context.Context, h *house, year demo.Year, told func(done, total int)) (*rehearsal, error) {
	r := &rehearsal{house: h, year: year}
	known, err := campus.New()
	if err != nil {
		return nil, err
	}
	r.campuses = h.peopled(known)
	r.projector = projection.New(projection.Config{Store: h.store, Clock: r.now, Log: slog.New(slog.DiscardHandler)})
	r.lookups = index.New(index.Config{Store: h.store, Clock: r.now, Crowded: r.projector.Notice})
	r.trends = rollup.New(rollup.Config{Store: h.store, Keys: h.noisy(), Open: r.lookups.Open, Clock: r.now, Campuses: r.campuses})
	r.watch = watch.New(watch.Config{Store: h.store, Clock: r.now})
	r.desk = r.newTroupe(overnight{})
	if _, err := r.lookups.Load(ctx); err != nil {
		return nil, err
	}
	events := year.Events()
	for i := range events {
		if events[i].Act == demo.Tell {
			r.reports++
		}
	}
	r.receipts = make([]report.Receipt, r.reports)
	all := len(events)
	for len(events) > 0 {
		day := events[0].At.Truncate(24 * time.Hour)
		end := day.Add(24 * time.Hour)
		n, _ := slices.BinarySearchFunc(events, end, func(e demo.Event, end time.Time) int { return e.At.Compare(end) })
		if err := r.day(ctx, events[:n]); err != nil {
			return nil, err
		}
		events = events[n:]
		told(all-len(events), all)
		if end.After(year.Until) {
			break
		}
		if err := r.night(ctx, end); err != nil {
			return nil, err
		}
	}
	return r, r.close(ctx)
}

func (r *rehearsal) now() time.Time { return time.Unix(0, r.clock.Load()).UTC() }

// day does what happens in a day. The first comes alone: the keys of the day are made for it, which all others would wait for.
func (r *rehearsal) day(ctx context.Context, events []demo.Event) error {
	if len(events) > 0 && events[0].Act == demo.Tell {
		if err := r.happens(ctx, &events[0]); err != nil {
			return err
		}
		events = events[1:]
	}
	for part, atOnce := range []int{atOnce, atOnce, 1} {
		all, ctx := errgroup.WithContext(ctx)
		all.SetLimit(atOnce)
		for i := range events {
			if e := &events[i]; partOf(e.Act) == part {
				all.Go(func() error { return r.happens(ctx, e) })
			}
		}
		if err := all.Wait(); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// partOf is when in a day something is done: reports come first, then what their reporters do about them, and last, one after the other, what
// is decided, so that the audit log has its entries in their order.
func partOf(a demo.Act) int {
	switch a {
	case demo.Tell:
		return 0
	case demo.Confirm, demo.Correct, demo.Withdraw:
		return 1
	case demo.Publish, demo.Rule, demo.Contest, demo.Submit, demo.Answer, demo.Propose, demo.Enter:
	}
	return 2
}

// happens has one thing happen, at its moment.
func (r *rehearsal) happens(ctx context.Context, e *demo.Event) (err error) {
	at := func() time.Time { return e.At }
	in := intake.New(intake.Config{Store: r.house.store, Projector: overnight{}, Keys: r.house.ring, Campuses: r.campuses, Clock: at})
	var a intake.Accepted
	switch e.Act {
	case demo.Tell:
		a, err = in.Accept(ctx, e.Report, e.By, intake.Retry{})
		r.receipts[e.Number] = a.Receipt
	case demo.Confirm:
		err = in.Vouch(ctx, r.receipts[e.Number].Hash(), e.By)
	case demo.Correct:
		_, err = in.Replace(ctx, r.receipts[e.Number], e.Report, e.By)
	case demo.Withdraw:
		err = in.Withdraw(ctx, r.receipts[e.Number])
	default:
		r.clock.Store(e.At.UnixNano())
		err = r.desk.decides(ctx, e)
	}
	if err != nil {
		return fmt.Errorf("demo: %s: %w", e.Act, err)
	}
	return nil
}

// night does what a service does when a day is over. Figures of a week that nobody can see any more are made when it is over alone.
func (r *rehearsal) night(ctx context.Context, end time.Time) error {
	r.clock.Store(end.Add(midnight).UnixNano())
	if _, err := r.house.ring.Expire(r.now()); err != nil {
		return err
	}
	if end.Weekday() != time.Monday && r.year.Until.Sub(end) > daily*24*time.Hour {
		return nil
	}
	return r.count(ctx)
}

// count shows what was said and makes the figures that are due.
func (r *rehearsal) count(ctx context.Context) error {
	if err := r.shows(ctx); err != nil {
		return err
	}
	if err := r.watch.Look(ctx); err != nil {
		return err
	}
	if _, err := r.desk.office.Tend(ctx); err != nil {
		return err
	}
	return r.trends.Count(ctx)
}

// shows brings everything up to date that is shown.
func (r *rehearsal) shows(ctx context.Context) error {
	if err := r.projector.Settle(ctx, func(int) {}); err != nil {
		return err
	}
	if err := r.projector.Sweep(ctx); err != nil { // of what time and neighbours alone change
		return err
	}
	return r.lookups.CatchUp(ctx)
}

// close brings all up to date at the end of the year. Where that is long ago, no text of it can be read now.
func (r *rehearsal) close(ctx context.Context) error {
	r.clock.Store(r.year.Until.UnixNano())
	if err := r.count(ctx); err != nil {
		return err
	}
	r.subjects = r.lookups.Size().Subjects
	_, err := r.house.ring.Expire(r.house.clock())
	return err
}

// overnight is the projector of a day on which nobody looks: what is said is shown when it is over.
type overnight struct{}

func (overnight) Project(context.Context, ...subject.Key) error { return nil }

func (overnight) ProjectNow(context.Context, ...subject.Key) error { return nil }

func (overnight) Introduce(context.Context, []reputation.Statement) (int, error) {
	return 0, errors.New("nothing is imported into a demonstration")
}
