package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	signin "ringfence/handlers/campus"

	"ringfence/handlers/control"
	"ringfence/internal/accounts"
	"ringfence/internal/campus"
	"ringfence/internal/delivery"
	"ringfence/internal/dispute"
	"ringfence/internal/examples"
	"ringfence/internal/fault"
	"ringfence/internal/holders"
	"ringfence/internal/importer"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/lease"
	"ringfence/internal/noticeboard"
	"ringfence/internal/projection"
	"ringfence/internal/publication"
	"ringfence/internal/recorder"
	"ringfence/internal/register"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/retention"
	"ringfence/internal/rollup"
	"ringfence/internal/ruling"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/internal/ties"
	"ringfence/internal/watch"
	"ringfence/ratelimit"
	"ringfence/store"
)

// house is an opened store with its workers.
type house struct {
	at          place
	store       store.Store
	projector   *projection.Projector
	lookups     *index.Index
	rulings     *ruling.Bench
	audit       *recorder.Recorder // it signs no checkpoint until unlocked
	holders     *holders.Roll
	leases      *lease.Keeper
	retention   *retention.Retention
	erased      *prometheus.CounterVec   // what was erased here because its time was over
	ties        *ties.Ties               // nil until unlocked
	publication *publication.Publication // nil until unlocked
	trends      *rollup.Trends           // nil until unlocked
	examples    *examples.Desk           // nil until unlocked
	courier     *delivery.Courier        // nil until unlocked
	notices     *noticeboard.Board
	disputes    *dispute.Office    // nil until unlocked
	accounts    *accounts.Roll     // nil until unlocked
	register    *register.Register // nil until unlocked
	watch       *watch.Watch       // nil until unlocked
	sanctions   *sanction.Bench    // nil until unlocked
	ring        *keyring.Ring      // nil until unlocked
	campuses    *campus.Directory  // nil where no report is taken
	signIns     []signin.Provider  // of universities
	shared      *ratelimit.Redis   // in which limits are counted; nil where this process counts alone
	clock       func() time.Time
	began       time.Time
	visitors    *crowd       // nil where nobody is served
	expired     atomic.Int64 // second in which no key was left whose time is over

	importing     sync.Mutex // an import takes much memory: one at a time
	demonstration atomic.Bool
	restoring     atomic.Bool // the store holds part of an archive, from which nobody may be served
}

// unlock opens the keys that the store's data belong to, making them when both are new.
func (h *house) unlock(ctx context.Context, path string) error {
	if err := h.whole(ctx); err != nil {
		return err
	}
	file := keyring.InFile(path)
	bound, err := h.store.Bound(ctx)
	if err != nil {
		return err
	}
	if bound != "" && !file.Exists() {
		return fmt.Errorf("the keys file %s is missing, but the data in %s belong to it: %w: put it back, or name it with --keys; without it no receipt can be used and no testimony read", path, h.at, fault.WrongKeys)
	}
	ring, err := keyring.OpenAt(file, h.clock())
	if err != nil {
		return err
	}
	if err := h.store.Bind(ctx, ring.Fingerprint()); err != nil {
		return fmt.Errorf("keys file %s, data in %s: %w: name the right ones with --keys and %s", path, h.at, err, h.at.flag())
	}
	h.furnish(ring)
	demonstration, err := h.store.Demonstration(ctx)
	h.demonstration.Store(demonstration)
	return err
}

// furnish adds the workers that need keys.
func (h *house) furnish(ring *keyring.Ring) {
	h.ring, h.audit.Keys = ring, ring
	h.ties = ties.New(ties.Config{Store: h.store, Keys: ring, Clock: h.clock, Listed: h.listed})
	h.publication = publication.New(publication.Config{Store: h.store, Lookups: h.lookups, Keys: ring, Clock: h.clock, Demo: h.demonstration.Load})
	h.trends = h.newTrends()
	h.examples = examples.New(examples.Config{Store: h.store, Keys: ring, Recorder: h.audit, Clock: h.clock, Pages: h.trends})
	h.courier = h.newCourier()
	h.notices = noticeboard.New(noticeboard.Config{Store: h.store, Log: h.audit, Clock: h.clock, Official: h.official})
	h.accounts, h.register = h.newAccounts(), h.newRegister()
	h.watch = watch.New(watch.Config{Store: h.store, Clock: h.clock})
	h.sanctions = sanction.New(sanction.Config{Store: h.store, Brigades: h.watch, Projector: h.projector, Recorder: h.audit, Keys: ring, Clock: h.clock, Texts: h.trends})
	h.disputes = dispute.New(dispute.Config{
		Store: h.store, Keys: ring, Rulings: dispute.Bench{Bench: h.rulings}, Lookups: h.lookups, Recorder: h.audit, Resolver: net.DefaultResolver, Clock: h.clock,
	})
}

// demonstrate marks the data as a demonstration, which every page then says. Data that are none, and not
// empty, stay what they are: dates that were moved would make them false, for good.
func (h *house) demonstrate(ctx context.Context) error {
	is, err := h.store.Demonstration(ctx)
	if err != nil {
		return err
	}
	if empty, err := h.empty(ctx); err != nil {
		return err
	} else if !is && !empty {
		return fmt.Errorf("--shift-to moves dates, and the reports that are there are real: give a %s without reports with %s", h.at.kind(), h.at.flag())
	}
	err = h.store.Demonstrate(ctx)
	if err == nil {
		h.demonstration.Store(true)
	}
	return err
}

// empty returns whether nothing was said or decided about anybody.
func (h *house) empty(ctx context.Context) (bool, error) {
	said, err := h.store.Subjects(ctx, subject.Key{}, 1)
	return len(said) == 0, err
}

// mayMix refuses dates as they are among those that were moved.
func (h *house) mayMix(order importer.Order) error {
	if h.demonstration.Load() && order.ShiftTo.IsZero() {
		return fmt.Errorf("the data that are there are a demonstration, made up or with dates that were moved: give --shift-to, or another %s with %s", h.at.kind(), h.at.flag())
	}
	return nil
}

// answerWithin is how long MongoDB has to do what a report asks before the reporter is told to try again: a little
// less than the 2 s that reporters are promised, and as long as one round trip may take. The embedded store knows
// at once what it can keep.
const answerWithin = 1500 * time.Millisecond

// intake returns the house's one door for reports. The house must be unlocked.
func (h *house) intake() *intake.Intake {
	c := intake.Config{Store: h.store, Projector: h.projector, Keys: h.ring, Campuses: h.campuses, Clock: h.clock, Withdrawn: h.forget, Reinstated: h.sanctions.Reinstated}
	if !h.at.embedded() {
		c.Within = answerWithin
	}
	return intake.New(c)
}

// forget has nothing told of a report that was withdrawn or replaced, at once.
func (h *house) forget(receipt report.ReceiptHash) {
	h.ties.Forget(receipt)
	h.trends.Forget(receipt)
}

// Import imports files into the house's store. Dates that were moved make the data a demonstration.
func (h *house) Import(ctx context.Context, order importer.Order, progress projection.Progress) (importer.Counts, error) {
	if h.ring == nil {
		return importer.Counts{}, errLocked
	}
	if !h.importing.TryLock() {
		return importer.Counts{}, errors.New("another import is under way: begin this one when it is done")
	}
	defer h.importing.Unlock()
	if err := h.mayMix(order); err != nil {
		return importer.Counts{}, err
	}
	in := importer.New(importer.Config{Intake: h.intake(), Projector: h.projector, Clock: h.clock})
	defer h.showAll(ctx)
	return in.FTC(ctx, order, func() error { return h.demonstrate(ctx) }, progress)
}

// showAll lets lookups know of all that a command wrote before the command ends, where there are any. They follow
// within a second in any case.
func (h *house) showAll(ctx context.Context) {
	if !h.lookups.AsOf().IsZero() {
		_ = h.lookups.CatchUp(ctx)
	}
}

// Fingerprint, Rebuild, Verify, Rule and Import make a house a control.Operator.

func (h *house) Fingerprint(ctx context.Context) (string, error) { return h.store.Bound(ctx) }

func (h *house) Rebuild(ctx context.Context, progress projection.Progress) (int, error) {
	defer h.showAll(ctx)
	return h.projector.Rebuild(ctx, progress)
}

func (h *house) Verify(ctx context.Context, progress projection.Progress) (projection.Findings, error) {
	return h.projector.Verify(ctx, progress)
}

func (h *house) Rule(ctx context.Context, order control.Order) (control.Ruled, error) {
	about, err := subject.ParseKey(order.About)
	if err != nil {
		return control.Ruled{}, err
	}
	d, err := h.rulings.Rule(ctx, order.Kind, about, order.By, order.Reason)
	if err != nil {
		return control.Ruled{}, err
	}
	ruled, err := h.shownNow(ctx, about)
	ruled.Until = d.At.Add(reputation.RulingLasts)
	return ruled, err
}

// shownNow returns what is shown of a subject after a decision.
func (h *house) shownNow(ctx context.Context, about subject.Key) (control.Ruled, error) {
	if h.lookups.AsOf().IsZero() { // a command of its own has no index yet
		if err := h.load(ctx, h.projector.Log); err != nil {
			return control.Ruled{}, err
		}
	}
	answer, err := h.lookups.Lookup(about)
	if err != nil {
		return control.Ruled{}, err
	}
	return control.Ruled{Verdict: answer.Judgement.Verdict.String(), Score: answer.Judgement.Score}, nil
}
