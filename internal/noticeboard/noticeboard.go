// Package noticeboard has in memory what everybody may know of how the service decides: what owners say whose disputes are in force, the
// registry of official numbers, where a decision stands in the audit log, and figures of all that was contested, decided, read and erased.
//
// Pages and answers read it without waiting for the store. What is said and registered follows within half a minute, and what changes at once
// (whether a dispute is in force, whether a number is official) is asked of the index by whoever shows it. Figures are counted anew every hour,
// by reading all cases and decisions. While the store is away everything stays as it was.
package noticeboard

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/erasure"
	"ringfence/internal/follow"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
)

const (
	followEvery = 30 * time.Second
	countEvery  = time.Hour
	page        = 500    // that are read at once
	mostPending = 10_000 // cases of which the words are known: those that wait longest
)

// Store is what a Board reads; see the package store for the contract.
type Store interface {
	Pending(ctx context.Context, limit int) ([]casefile.Case, error)
	Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error)
	Decided(ctx context.Context, after subject.Key, limit int) ([]reputation.Decision, error)
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
	Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error)
	Erasures(ctx context.Context, from reputation.Date) ([]erasure.Account, error)
}

// Log is the audit log as this process follows it: with no entry but those that the service wrote; see recorder.Recorder.
type Log interface {
	// CatchUp learns of every entry that was written before it was called; after what is no entry of the service, of none.
	CatchUp(ctx context.Context) error
	// Entries returns up to n entries from an index on, of those that this process knows.
	Entries(ctx context.Context, from uint64, n int) ([]auditlog.Entry, error)
}

// Config is what a Board is made of.
type Config struct {
	Store    Store
	Log      Log
	Clock    func() time.Time
	Official func(subject.Key) bool // whether a number is on the registry at this moment, as the index knows
}

// Board is safe for concurrent use.
type Board struct {
	Config
	now atomic.Pointer[view]

	reading sync.Mutex // held by whoever reads; guards what follows
	counted time.Time  // when figures were last counted
	alone   []registry.Entry
	decided map[string]reputation.Decision     // that proposals led to, by ID
	said    map[subject.Key]casefile.Objection // by decisions: where there is no case
	figures transparency.Figures
	log     ledger
}

// view is what is answered from. It never changes.
type view struct {
	asOf       time.Time
	entries    []registry.Entry
	official   map[subject.Key]registry.Entry
	objections map[subject.Key]casefile.Objection
	figures    transparency.Figures
	recorded   map[subject.Key]Recorded
}

// New returns a Board with nothing on it before CatchUp.
func New(c Config) *Board {
	b := &Board{Config: c, decided: map[string]reputation.Decision{}}
	b.now.Store(&view{})
	return b
}

// Run catches up at once and every half a minute until ctx ends. say is told when that begins to fail and when it works again.
func (b *Board) Run(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, b.CatchUp, say)
}

// AsOf returns when the board was last what is kept; the zero time before it was.
func (b *Board) AsOf() time.Time { return b.now.Load().asOf }

// Figures returns what was counted in the last hour.
func (b *Board) Figures() transparency.Figures { return b.now.Load().figures }

// Registered returns the registry, in the order of sectors, names and numbers.
func (b *Board) Registered() []registry.Entry {
	all := b.now.Load().entries
	standing := make([]registry.Entry, 0, len(all))
	for _, e := range all {
		if b.Official(e.Subject) {
			standing = append(standing, e)
		}
	}
	return standing
}

// Entry returns what the registry has of a number, and false where it has nothing, or nothing yet.
func (b *Board) Entry(about subject.Key) (registry.Entry, bool) {
	e, ok := b.now.Load().official[about]
	return e, ok
}

// Objection returns what the owner says of a subject that is disputed, and false where that is not known, or not yet.
func (b *Board) Objection(about subject.Key) (casefile.Objection, bool) {
	o, ok := b.now.Load().objections[about]
	return o, ok
}

// CatchUp learns of what was said, registered and recorded before it was called, and when an hour has passed, counts all anew. After an error
// everything stays as it was.
func (b *Board) CatchUp(ctx context.Context) error {
	b.reading.Lock()
	defer b.reading.Unlock()
	now := b.Clock()
	if err := b.log.read(ctx, b.Log); err != nil {
		return fmt.Errorf("notices: audit log: %w", err)
	}
	pending, err := b.Store.Pending(ctx, mostPending)
	if err != nil {
		return fmt.Errorf("notices: disputes: %w", err)
	}
	proposals, err := b.proposals(ctx)
	if err != nil {
		return fmt.Errorf("notices: registry: %w", err)
	}
	if proposals, err = b.made(ctx, proposals); err != nil {
		return fmt.Errorf("notices: registry: %w", err)
	}
	if b.counted.IsZero() || now.Sub(b.counted) >= countEvery || now.Before(b.counted) {
		if err := b.count(ctx, now); err != nil {
			return fmt.Errorf("notices: figures: %w", err)
		}
	}
	if err := b.log.look(ctx, b.Store, now); err != nil {
		return fmt.Errorf("notices: decisions: %w", err)
	}
	v := &view{asOf: now, figures: b.figures, objections: objections(pending, b.said), official: map[subject.Key]registry.Entry{}, recorded: maps.Clone(b.log.last)}
	v.entries = registry.Entries(proposals, b.alone...)
	for _, e := range v.entries {
		v.official[e.Subject] = e
	}
	b.now.Store(v)
	return nil
}

// objections are those of cases that are in force, and where there is no such case, what was said when it was decided.
func objections(pending []casefile.Case, said map[subject.Key]casefile.Objection) map[subject.Key]casefile.Objection {
	all := make(map[subject.Key]casefile.Objection, len(said))
	for about, o := range said {
		all[about] = o
	}
	for _, c := range pending {
		if c.State == casefile.InForce {
			all[c.Subject] = casefile.Objection{Words: c.Words, Lang: c.Lang, Since: c.ProvedAt}
		}
	}
	return all
}

func (b *Board) proposals(ctx context.Context) (all []registry.Proposal, err error) {
	for after := ""; ; after = all[len(all)-1].ID {
		some, err := b.Store.Proposals(ctx, after, page)
		if all = append(all, some...); err != nil || len(some) == 0 {
			return all, err
		}
	}
}

// count reads everything that figures are made of.
func (b *Board) count(ctx context.Context, now time.Time) error {
	t := transparency.NewTally(now)
	for after := ""; ; {
		some, err := b.Store.Cases(ctx, after, page)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for i := range some {
			t.Case(&some[i])
		}
		after = some[len(some)-1].ID
	}
	alone, said, err := b.decisions(ctx, t)
	if err != nil {
		return err
	}
	erased, err := b.Store.Erasures(ctx, 0)
	if err != nil {
		return err
	}
	for _, a := range erased {
		t.Erasure(a)
	}
	b.log.count(t)
	b.counted, b.figures, b.alone, b.said = now, t.Figures(), alone, said
	return nil
}

// decisions counts all decisions, and returns what those say of the registry and of disputes.
func (b *Board) decisions(ctx context.Context, t *transparency.Tally) (alone []registry.Entry, said map[subject.Key]casefile.Objection, err error) {
	said = map[subject.Key]casefile.Objection{}
	for after := (subject.Key{}); ; {
		some, err := b.Store.Decided(ctx, after, page)
		if err != nil || len(some) == 0 {
			return alone, said, err
		}
		t.Decisions(some)
		for rest := some; len(rest) > 0; {
			about := rest[0].Subject
			n := slices.IndexFunc(rest, func(d reputation.Decision) bool { return d.Subject != about })
			if n < 0 {
				n = len(rest)
			}
			b.log.made(about, rest[:n], b.Clock())
			rest = rest[n:]
		}
		for _, d := range some {
			switch d.Kind {
			case reputation.Register:
				alone = append(alone, entryOf(d))
			case reputation.Dispute:
				said[d.Subject] = casefile.Objection{Words: d.Reason, Since: d.At} // the last one: they are in their order
			}
		}
		after = some[len(some)-1].Subject
	}
}

// entryOf returns what a decision alone tells of an entry of the registry.
func entryOf(d reputation.Decision) registry.Entry {
	proposed, approved, _ := strings.Cut(d.By, " + ")
	return registry.Entry{Subject: d.Subject, Name: d.Name, Sector: registry.Other, Evidence: d.Reason, Proposed: proposed, Approved: approved, Since: d.At, Decision: d.ID}
}

// Recorded returns what was decided last about a subject, as the audit log has it; false where nothing was, or it is not known yet. An entry of a
// decision that was not made in the end is none.
func (b *Board) Recorded(about subject.Key) (Recorded, bool) {
	r, ok := b.now.Load().recorded[about]
	return r, ok
}
