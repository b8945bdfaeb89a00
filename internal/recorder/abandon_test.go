package recorder

import (
	"errors"
	"fmt"
	"testing"

	"ringfence/internal/auditlog"
	"ringfence/internal/reputation"
)

// TestWhatCameToNothingIsExplainedOnce has a process end between an entry and its decision: Verify asks for it until somebody writes down
// why it is not there, and tells both from then on.
func TestWhatCameToNothingIsExplainedOnce(t *testing.T) {
	a := newArchive(t)
	a.decide(1)
	late := reputation.Decision{ID: "late", Subject: a.about(8), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}
	e, err := a.Record(t.Context(), auditlog.OfDecision(auditlog.Decided, late))
	a.ok(err)
	missing := `a decision (clear about +12025550108, by "Wei") was about to be made`
	a.finds("before", a.another(), nil, missing)

	for _, other := range []uint64{0, e.Index - 1, e.Index + 1} {
		if err := a.Abandon(t.Context(), other, "Ling", "killed"); !errors.Is(err, ErrNotMissing) {
			t.Errorf("entry %d is abandoned: %v", other, err)
		}
	}
	a.ok(a.Abandon(t.Context(), e.Index, "Ling", "the server was killed"))
	f := a.finds("after", a.another(), nil)
	if len(f.Abandoned) != 1 || f.Abandoned[0].Entry != e.Index || f.Abandoned[0].By != "Ling" || f.Abandoned[0].Why != "the server was killed" {
		t.Errorf("told of it: %+v", f.Abandoned)
	}
	if err := a.Abandon(t.Context(), e.Index, "Ling", "again"); !errors.Is(err, ErrNotMissing) {
		t.Errorf("it is abandoned twice: %v", err)
	}

	// Nobody explains in advance: an entry by which somebody with the keys abandons one that comes later is not believed.
	a.ok(a.Decide(t.Context(), late))
	if f := a.finds("made after all", a.another(), nil); len(f.Abandoned) != 0 {
		t.Errorf("what is there is told to be missing: %+v", f.Abandoned)
	}
	next, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts, Object: "20"})
	a.ok(err)
	_, err = a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.Abandoned, Object: fmt.Sprint(next.Index + 2)})
	a.ok(err)
	late.ID = "later"
	if e, err = a.Record(t.Context(), auditlog.OfDecision(auditlog.Decided, late)); err != nil || e.Index != next.Index+2 {
		t.Fatalf("the entry lies at %d: %v", e.Index, err)
	}
	a.finds("in advance", a.another(), nil, missing)
}

// TestAnExplanationIsOfWhatWasMissingThen: one entry may come to lack more, and an honest reason covers no later tampering.
func TestAnExplanationIsOfWhatWasMissingThen(t *testing.T) {
	a := newArchive(t)
	id := a.says(1, 1, "somebody")
	for _, did := range []auditlog.Action{auditlog.Distrusted, auditlog.Trusted} {
		a.record(auditlog.Entry{By: "Ling", Action: did, Subject: a.about(1), Object: id.String(), Reason: "copied"})
	}
	a.ok(a.Overturn(t.Context(), a.about(1), id))
	first := "entry 2: since somebody is trusted again, the report 01000000000000000000000000000000 about +12025550101 was about to count again"
	a.finds("cut off", a.another(), nil, first)
	a.ok(a.Abandon(t.Context(), 2, "Ling", "the server was killed"))
	a.finds("explained", a.another(), nil)
	a.ok(a.Overturn(t.Context(), a.about(2), a.says(2, 2, "another")))
	a.finds("overturned past the log", a.another(), nil, first, "the report 02000000000000000000000000000000 about +12025550102")
}
