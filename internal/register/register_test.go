package register

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// town is a store with a register, and a bench that decides.
type town struct {
	*testing.T
	register *Register
	store    *mem.Store
	now      time.Time
	lines    []string
	entries  map[string]auditlog.Entry // proposals, by ID and who made them
	unready  bool                      // the log
	away     bool                      // the bench
	cut      bool                      // it decides, and nobody learns of it
	made     int                       // decisions
}

func newTown(t *testing.T) *town {
	w := &town{T: t, store: mem.New(), now: noon, entries: map[string]auditlog.Entry{}}
	w.register = New(Config{Store: w.store, Rulings: bench{w}, Recorder: w, Clock: func() time.Time { return w.now }})
	return w
}

func (w *town) Record(_ context.Context, e auditlog.Entry) (auditlog.Entry, error) {
	if w.unready {
		return e, fault.Unavailable
	}
	w.lines = append(w.lines, e.By+" "+string(e.Action)+" "+e.Kind+" "+e.Subject.String())
	e.At = w.now
	w.entries[e.Object+e.By] = e
	return e, nil
}

func (w *town) Proposed(_ context.Context, id, by string) (auditlog.Entry, error) {
	if w.unready {
		return auditlog.Entry{}, fault.Unavailable
	}
	e, ok := w.entries[id+by]
	if !ok || e.Action != auditlog.Proposed {
		return e, fault.NotFound
	}
	return e, nil
}

// bench makes decisions.
type bench struct{ *town }

func (b bench) decides(ctx context.Context, p registry.Proposal, d reputation.Decision) (reputation.Decision, error) {
	if b.away {
		return d, fault.Unavailable
	}
	d.ID, d.Subject, d.At, d.By, d.Reason = "of "+p.ID, p.Subject, b.now, p.By+" + "+p.DecidedBy, p.Evidence
	b.made++
	if err := b.store.Decide(ctx, d); err != nil || !b.cut {
		return d, err
	}
	return d, fault.Unavailable
}

// Register enters.
func (b bench) Register(ctx context.Context, p registry.Proposal) (reputation.Decision, error) {
	return b.decides(ctx, p, reputation.Decision{Kind: reputation.Register, Name: p.Name})
}

// Unregister takes back.
func (b bench) Unregister(ctx context.Context, p registry.Proposal) (reputation.Decision, error) {
	return b.decides(ctx, p, reputation.Decision{Kind: reputation.Undo, Undoes: p.Remove})
}

func (w *town) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func about(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var bank = registry.Proposal{Name: " Ming Bank ", Sector: registry.Bank, Evidence: "https://bank.example/contact"}

// decision returns the one that was made of a proposal.
func (w *town) decision(p registry.Proposal) reputation.Decision {
	w.Helper()
	all, err := w.store.Decisions(w.Context(), p.Subject)
	w.ok(err)
	i := slices.IndexFunc(all, func(d reputation.Decision) bool { return d.ID == p.Decision })
	if i < 0 {
		w.Fatalf("%+v led to no decision", p)
	}
	return all[i]
}

// proposes proposes an entry for a number.
func (w *town) proposes(number, by string) registry.Proposal {
	w.Helper()
	p := bank
	p.Subject = about(w.T, number)
	p, err := w.register.Propose(w.Context(), p, by)
	w.ok(err)
	return p
}

// waits expects so many proposals to wait, and so many entries to stand.
func (w *town) waits(when string, waiting, entered int) {
	w.Helper()
	some, err := w.register.Waiting(w.Context())
	w.ok(err)
	entries, err := w.register.Entries(w.Context())
	w.ok(err)
	if len(some) != waiting || len(entries) != entered {
		w.Errorf("%s: %d wait and %d stand, want %d and %d", when, len(some), len(entries), waiting, entered)
	}
}

// TestANumberComesOntoTheRegistryAndOff goes through all of it.
func TestANumberComesOntoTheRegistryAndOff(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p := w.proposes("+12025550143", "Ling")
	if p.Name != "Ming Bank" || p.By != "Ling" || p.State != registry.Open || !p.At.Equal(noon) || p.DecidedBy != "" {
		t.Errorf("%+v", p)
	}
	w.waits("proposed", 1, 0)
	again := bank
	again.Subject = p.Subject
	if _, err := w.register.Propose(ctx, again, "Wei"); !errors.Is(err, ErrProposed) {
		t.Errorf("proposed again: %v", err)
	}
	if _, err := w.register.Approve(ctx, p.ID, "Ling"); !errors.Is(err, ErrSelf) {
		t.Errorf("approved by who proposed it: %v", err)
	}
	if w.waits("still", 1, 0); w.made != 0 {
		t.Error("one moderator made an entry")
	}
	w.now = w.now.Add(time.Hour)
	entered, err := w.register.Approve(ctx, p.ID, "Wei")
	d := w.decision(entered)
	if err != nil || entered.State != registry.Approved || d.By != "Ling + Wei" || d.Name != "Ming Bank" || d.Reason != bank.Evidence {
		t.Errorf("%+v, %v", d, err)
	}
	w.waits("approved", 0, 1)
	for what, do := range map[string]func() error{
		"approved again": func() error { _, err := w.register.Approve(ctx, p.ID, "Xu"); return err },
		"declined then":  func() error { return w.register.Decline(ctx, p.ID, "Xu") },
	} {
		if err := do(); !errors.Is(err, ErrDecided) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := w.register.Propose(ctx, again, "Wei"); !errors.Is(err, ErrEntered) {
		t.Errorf("entered already: %v", err)
	}
	if _, err := w.register.Remove(ctx, about(t, "+12025550144"), "it moved", "Wei"); !errors.Is(err, ErrNone) {
		t.Errorf("removal of nothing: %v", err)
	}
	gone, err := w.register.Remove(ctx, p.Subject, "the bank gave it up", "Wei")
	if err != nil || gone.Remove != d.ID || gone.Name != "Ming Bank" || gone.Sector != registry.Bank {
		t.Errorf("%+v, %v", gone, err)
	}
	if _, err := w.register.Approve(ctx, gone.ID, "Wei"); !errors.Is(err, ErrSelf) {
		t.Errorf("removed by one: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	gone, err = w.register.Approve(ctx, gone.ID, "Ling")
	if d := w.decision(gone); err != nil || d.Kind != reputation.Undo || d.By != "Wei + Ling" {
		t.Errorf("%+v, %v", d, err)
	}
	w.waits("removed", 0, 0)
	w.now = w.now.Add(time.Hour)
	w.proposes("+12025550143", "Ling")
	want := []string{"Ling proposed bank +12025550143", "Wei proposed removal +12025550143", "Ling proposed bank +12025550143"}
	if !slices.Equal(w.lines, want) {
		t.Errorf("the log says %q", w.lines)
	}
}

func TestWhatIsDeclinedIsNone(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p := w.proposes("+12025550143", "Ling")
	w.ok(w.register.Decline(ctx, p.ID, "Ling")) // a slip
	w.waits("taken back", 0, 0)
	if _, err := w.register.Approve(ctx, p.ID, "Wei"); !errors.Is(err, ErrDecided) {
		t.Errorf("approved then: %v", err)
	}
	for _, id := range []string{"", "none"} {
		if _, err := w.register.Approve(ctx, id, "Wei"); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if w.made != 0 {
		t.Error("an entry was made")
	}
}

func TestNothingIsProposedThatIsNotWrittenDown(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p := w.proposes("+12025550143", "Ling")
	w.unready = true
	other := bank
	other.Subject = about(t, "+12025550144")
	if _, err := w.register.Propose(ctx, other, "Ling"); !errors.Is(err, fault.Unavailable) {
		t.Errorf("proposed: %v", err)
	}
	if err := w.register.Decline(ctx, p.ID, "Ling"); !errors.Is(err, fault.Unavailable) {
		t.Errorf("declined: %v", err)
	}
	w.waits("as before", 1, 0)
}
