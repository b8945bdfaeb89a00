package dispute_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

const (
	shop     = "+12025550150"
	stranger = "+12025550151"
	desk     = "+1 202-555-0199" // that people text to
)

// world is an office with all that it needs in memory: the real store, keys and bench, and a DNS, a gateway and an audit log of its own.
type world struct {
	*testing.T
	*dispute.Office
	Store *mem.Store
	log   *recorder.Recorder

	mu         sync.Mutex
	now        time.Time
	records    map[string][]string
	dnsErr     error
	sent       []string // digits
	allowed    bool     // more texts
	entries    []auditlog.Entry
	unlogged   error        // of the audit log
	beforeSave func() error // before each writing of a case
	putBack    map[string]casefile.Case
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, Store: mem.New(), now: time.Date(2026, 11, 30, 9, 0, 30, 5e8, time.UTC), records: map[string][]string{}, allowed: true}
	w.log = recorder.New(recorder.Config{Store: w.Store, Keys: ring, Clock: func() time.Time { return w.now }}) // who records has the lock
	projector := projection.New(projection.Config{Store: w.Store, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
	bench := ruling.New(ruling.Config{Store: w.Store, Projector: projector, Recorder: w, Clock: w.clock})
	w.Office = dispute.New(dispute.Config{
		Store: kept{w.Store, w}, Keys: ring, Rulings: dispute.Bench{Bench: bench}, Lookups: w, Recorder: w, Resolver: w, Texts: texts{w}, TextTo: []string{desk}, Clock: w.clock,
	})
	return w
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) pass(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

// kept is the store, which a test can have fail.
type kept struct {
	*mem.Store
	w *world
}

func (k kept) SaveCase(ctx context.Context, c casefile.Case) (bool, error) {
	if k.w.beforeSave != nil {
		if err := k.w.beforeSave(); err != nil {
			return false, err
		}
	}
	return k.Store.SaveCase(ctx, c)
}

func (k kept) Case(ctx context.Context, id string) (casefile.Case, error) {
	if older, is := k.w.putBack[id]; is {
		return older, nil
	}
	return k.Store.Case(ctx, id)
}

func (k kept) Pending(ctx context.Context, n int) ([]casefile.Case, error) {
	if k.w.putBack != nil {
		return slices.Collect(maps.Values(k.w.putBack)), nil
	}
	return k.Store.Pending(ctx, n)
}

func (w *world) Lookup(about subject.Key) (index.Answer, error) {
	readings, err := w.Store.Tally(context.Background(), []subject.Key{about}, w.clock())
	if err != nil {
		return index.Answer{}, err
	}
	return index.Answer{Subject: about, Judgement: reputation.Judge(&readings[0].Tally, reputation.Around(about, 0), w.clock())}, nil
}

func (w *world) LookupTXT(_ context.Context, name string) ([]string, error) {
	values, ok := w.records[name]
	if w.dnsErr == nil && !ok {
		return nil, &net.DNSError{IsNotFound: true}
	}
	return values, w.dnsErr
}

func (w *world) Reaches(to subject.Key) bool { return to.CallingCode() == 1 }

func (w *world) Voices(to subject.Key) []string {
	return []string{reputation.ByUnsignedGateway("alibaba", to).Identity, reputation.ByPhone(to).Identity}
}

func (w *world) Allow(context.Context, subject.Key) bool { return w.allowed }

// Send is of dispute.Texts; the office's is called with a code.
type texts struct{ *world }

func (t texts) Send(_ context.Context, _ subject.Key, digits, _ string) error {
	t.sent = append(t.sent, digits)
	return nil
}

func (w *world) Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unlogged != nil {
		return auditlog.Entry{}, w.unlogged
	}
	w.entries = append(w.entries, e)
	return w.log.Record(ctx, e)
}

func (w *world) Stands(ctx context.Context, d reputation.Decision) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Stands(ctx, d)
}

// sound expects that whoever compares the audit log with what was done finds nothing.
func (w *world) sound() {
	w.Helper()
	if found, err := w.log.Verify(w.Context()); err != nil || !found.Sound() {
		w.Errorf("the log: %v, %v, %v", found.Wrong, found.Undone, err)
	}
}

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// reported has n people, each on a network of their own, report a subject over eight hours that end now.
func (w *world) reported(about string, n int) {
	w.Helper()
	k := key(w.T, about)
	all := make([]reputation.Statement, n)
	for i := range all {
		at := w.clock().Add(-8 * time.Hour * time.Duration(n-1-i) / time.Duration(max(n-1, 1))).Truncate(time.Minute)
		id := report.ID{byte(i), byte(w.clock().Unix()), byte(w.clock().Unix() >> 8), byte(w.clock().Unix() >> 16), byte(w.clock().Unix() >> 24)}
		all[i] = reputation.Statement{
			Subject: k, Report: id, ReceivedAt: at, At: reputation.EventTime(at, at), Mass: reputation.Mass(reputation.Verified.Weight(), report.Bad, reputation.EventTime(at, at)),
			Polarity: report.Bad, Category: "investment", Tier: reputation.Verified, Own: uint8(i), Block: uint8(i),
			Reporter: reputation.Pseudonym(fmt.Sprintf("%032x", i+1)), State: reputation.Live, Version: 1,
		}
	}
	if _, err := w.Store.Add(w.Context(), all); err != nil {
		w.Fatal(err)
	}
}

func (w *world) opens(about string, claim casefile.Claim, proof casefile.Proof) dispute.Opened {
	w.Helper()
	opened, err := w.Open(w.Context(), dispute.Request{Subject: key(w.T, about), Claim: claim, Proof: proof, Words: "We mend bicycles.", Lang: "en"})
	if err != nil {
		w.Fatal(err)
	}
	return opened
}

// refuses expects that a case cannot be opened.
func (w *world) refuses(about string, claim casefile.Claim, proof casefile.Proof, want error) {
	w.Helper()
	if _, err := w.Open(w.Context(), dispute.Request{Subject: key(w.T, about), Claim: claim, Proof: proof, Lang: "en"}); !errors.Is(err, want) {
		w.Errorf("opening %s, %s of %s: %v, want %v", claim, proof, about, err, want)
	}
}

// texted has digits come from a phone.
func (w *world) texted(digits, from string, want bool) {
	w.Helper()
	if found, err := w.Hear(w.Context(), digits, key(w.T, from)); err != nil || found != want {
		w.Errorf("digits from %s: %v, %v, want %v", from, found, err, want)
	}
}

// is expects where a case is.
func (w *world) is(code dispute.Code, want casefile.State, outcome casefile.Outcome, notes ...dispute.Note) dispute.Standing {
	w.Helper()
	s, err := w.Case(w.Context(), code)
	if err != nil || s.Case.State != want || s.Case.Outcome != outcome || !slices.Equal(s.Notes, notes) {
		w.Errorf("the case is %q, %q, %v, %v, want %q, %q, %v", s.Case.State, s.Case.Outcome, s.Notes, err, want, outcome, notes)
	}
	if s.Case.Sealed != nil {
		w.Error("what is sealed leaves the office")
	}
	return s
}

// shown is what the public is told of a subject.
func (w *world) shown(about string) reputation.Judgement {
	w.Helper()
	known, err := w.Lookup(key(w.T, about))
	if err != nil {
		w.Fatal(err)
	}
	return known.Judgement
}

// made counts the decisions of a kind about a subject.
func (w *world) made(about string, kind reputation.DecisionKind) (n int) {
	w.Helper()
	decisions, err := w.Store.Decisions(w.Context(), key(w.T, about))
	if err != nil {
		w.Fatal(err)
	}
	for _, d := range decisions {
		if d.Kind == kind {
			n++
		}
	}
	return n
}

// tends expects how many cases the chore moves.
func (w *world) tends(want int) {
	w.Helper()
	if moved, err := w.Tend(w.Context()); err != nil || moved != want {
		w.Errorf("the chore moved %d, %v, want %d", moved, err, want)
	}
}

var errDown = fmt.Errorf("down: %w", fault.Unavailable)
