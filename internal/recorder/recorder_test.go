package recorder

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

func TestEntriesAreRecordedAndFollowed(t *testing.T) {
	a := newArchive(t)
	b := a.another()
	if size, _ := a.Head(); size != 0 {
		t.Fatal(size)
	}
	first, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts, Object: "20"})
	a.ok(err)
	a.now = a.now.Add(time.Minute + time.Millisecond)
	second, err := b.Record(t.Context(), auditlog.Entry{By: "Wei", Action: auditlog.ReadTexts, Object: "20"})
	a.ok(err)
	if first.Index != 1 || !first.At.Equal(noon) || second.Index != 2 || !second.At.Equal(noon.Add(time.Minute)) || first.Salt == second.Salt || first.Salt == [16]byte{} {
		t.Errorf("%+v, %+v", first, second)
	}
	a.ok(a.CatchUp(t.Context()))
	if n, root := a.Head(); n != 3 {
		t.Errorf("%d entries", n)
	} else if m, other := b.Head(); n != m || root != other {
		t.Error("two processes have two trees")
	}
	all, err := a.Recorder.Entries(t.Context(), 0, 9)
	if err != nil || len(all) != 3 || all[0].Action != auditlog.Began || all[0].Object != "0" || all[1] != first || all[2] != second {
		t.Errorf("%+v, %v", all, err)
	}
	if some, err := a.Recorder.Entries(t.Context(), 2, 1); err != nil || len(some) != 1 || some[0] != second {
		t.Errorf("%+v, %v", some, err)
	}
	if none, err := a.Recorder.Entries(t.Context(), 3, 1); err != nil || len(none) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	if s := a.Status(); s.Size != 3 || !s.Last.Equal(second.At) || !s.AsOf.Equal(a.now) || s.Damaged != nil {
		t.Errorf("%+v", s)
	}
}

// TestManyRecordAtOnce in several processes: each entry has a place of its own, and all have one tree.
func TestManyRecordAtOnce(t *testing.T) {
	a := newArchive(t)
	var wait sync.WaitGroup
	const each, processes = 25, 4
	for p := range processes {
		r := a.another()
		wait.Go(func() {
			for n := range each {
				if _, err := r.Record(t.Context(), auditlog.Entry{By: fmt.Sprint(p), Action: auditlog.ReadCase, Object: fmt.Sprint(n)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	a.ok(a.CatchUp(t.Context()))
	all, err := a.Recorder.Entries(t.Context(), 0, 1000)
	a.ok(err)
	seen := map[string]bool{}
	for _, e := range all[1:] {
		seen[e.By+" "+e.Object] = true
	}
	if len(all) != 1+each*processes || len(seen) != each*processes {
		t.Errorf("%d entries, of which %d differ", len(all), len(seen))
	}
	a.finds("after a rush", a.another(), nil)
}

// TestALostAnswer: what was written although the store could not say so counts as recorded, once; what was not is not.
func TestALostAnswer(t *testing.T) {
	a := newArchive(t)
	lost := true
	a.appends = func(at uint64) error {
		if at == 1 && lost {
			lost = false
			return errLost
		}
		return nil
	}
	e, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts})
	if err != nil || e.Index != 1 || len(a.log) != 2 {
		t.Errorf("%+v, %v, %d entries", e, err, len(a.log))
	}
	a.appends = func(uint64) error { return fault.Unavailable }
	if e, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts}); !errors.Is(err, fault.Unavailable) || e != (auditlog.Entry{}) {
		t.Errorf("%+v, %v", e, err)
	}
	a.appends = nil
	if e, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts}); err != nil || e.Index != 2 {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := a.Record(t.Context(), auditlog.Entry{By: "\xd5\xc5"}); err == nil || len(a.log) != 3 {
		t.Error("bytes that are no text were recorded")
	}
}

// TestAStoreThatShowsLess than this process saw is not written to, and nothing is signed; when it shows all again, all goes on.
func TestAStoreThatShowsLess(t *testing.T) {
	for name, tamper := range map[string]func(log [][]byte) [][]byte{
		"put back to an older copy": func(log [][]byte) [][]byte { return log[:2] },
		"emptied":                   func([][]byte) [][]byte { return nil },
		"with another last entry":   func(log [][]byte) [][]byte { return append(log[:3:3], log[2]) },
		"put back and grown anew":   func(log [][]byte) [][]byte { return append(log[:2:2], log[3], log[2], log[2], log[3]) },
		"with a hole":               func(log [][]byte) [][]byte { return append(slices.Clone(log), nil, log[0]) },
		"with an entry twice":       func(log [][]byte) [][]byte { return append(slices.Clone(log), log[3]) },
		"with what is no entry":     func(log [][]byte) [][]byte { return append(slices.Clone(log), []byte("{}")) },
	} {
		a := newArchive(t)
		for n := range 3 {
			a.decide(n)
		}
		whole := a.log
		a.log = tamper(whole)
		shown := len(a.log)
		if err := a.CatchUp(t.Context()); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := a.Record(t.Context(), auditlog.Entry{Action: auditlog.ReadTexts}); !errors.Is(err, fault.Damaged) || len(a.log) != shown {
			t.Errorf("%s: recorded, %v", name, err)
		}
		if _, err := a.Checkpoint(a.now); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: signed, %v", name, err)
		}
		if s := a.Status(); !errors.Is(s.Damaged, fault.Damaged) || s.Size < 4 {
			t.Errorf("%s: %+v", name, s)
		}
		a.log = whole
		if err := a.CatchUp(t.Context()); err != nil || a.Status().Damaged != nil {
			t.Errorf("%s: it goes on with %v", name, err)
		}
	}
}

func TestCheckpointsAndProofs(t *testing.T) {
	a := newArchive(t)
	keys, err := a.ring.Verifiers(a.now)
	a.ok(err)
	var seen []auditlog.Checkpoint
	for n := range 9 {
		signed, err := a.Checkpoint(a.now)
		a.ok(err)
		c, err := auditlog.Open(signed, keys...)
		a.ok(err)
		if c.Origin != a.ring.Signer() {
			t.Errorf("of %q", c.Origin)
		}
		seen = append(seen, c)
		a.decide(n)
	}
	last := seen[len(seen)-1]
	for _, before := range seen {
		proof, err := a.Consistency(before.Size, last.Size)
		if err != nil || auditlog.CheckConsistency(proof, before, last) != nil {
			t.Errorf("%d does not begin with %d: %v", last.Size, before.Size, err)
		}
	}
	place, ok := a.OfDecision("decision-05")
	leaf, path, err := a.Inclusion(place.Index, last.Size)
	if !ok || err != nil || leaf != place.Leaf || auditlog.CheckInclusion(path, place.Index, leaf, last) != nil {
		t.Errorf("%+v, %v, %v", place, ok, err)
	}
	if given, err := a.Leaves(t.Context(), place.Index, 1); err != nil || len(given) != 1 || auditlog.LeafHash(given[0]) != leaf {
		t.Errorf("%s, %v", given, err)
	}
	if _, ok := a.OfDecision("x"); ok {
		t.Error("an unknown decision has an entry")
	}
	if _, _, err := a.Inclusion(99, 99); !errors.Is(err, auditlog.ErrRange) {
		t.Error(err)
	}
	if s := a.Status(); s.Size != 10 {
		t.Errorf("%+v", s)
	}
}

// TestWhoOpenedADocumentIsKnown, to each process that follows the log.
func TestWhoOpenedADocumentIsKnown(t *testing.T) {
	a := newArchive(t)
	_, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadDocument, Kind: "1", Subject: a.about(1), Object: "c1"})
	a.ok(err)
	other := a.another()
	a.ok(other.CatchUp(t.Context()))
	for _, r := range []*Recorder{a.Recorder, other} {
		if !r.Opened("c1", "1", "Ling") || r.Opened("c1", "1", "Wei") || r.Opened("c1", "2", "Ling") || r.Opened("c2", "1", "Ling") {
			t.Error("who opened which document is not known")
		}
	}
}

// TestWhatStandsForADecision: an entry that says all of it.
func TestWhatStandsForADecision(t *testing.T) {
	a := newArchive(t)
	a.decide(1)
	all, err := a.Decisions(t.Context(), a.about(1))
	a.ok(err)
	other := all[0]
	other.By = "Wei"
	unknown := all[0]
	unknown.ID = "mine"
	for d, want := range map[reputation.Decision]bool{all[0]: true, other: false, unknown: false} {
		if stands, err := a.another().Stands(t.Context(), d); err != nil || stands != want {
			t.Errorf("%+v: %v, %v", d, stands, err)
		}
	}
}
