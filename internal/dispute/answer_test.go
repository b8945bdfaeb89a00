package dispute_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
)

func TestTwoAnswersAtOnceAreOne(t *testing.T) {
	for range 20 {
		w := newWorld(t)
		w.reported(shop, 9)
		c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
		w.texted(c.Digits, shop, true)
		w.pass(time.Minute)
		var both sync.WaitGroup
		var mu sync.Mutex
		given := []casefile.Outcome{}
		for by, outcome := range map[string]casefile.Outcome{"Wei": casefile.Cleared, "Ling": casefile.Upheld} {
			both.Go(func() {
				_, err := w.Answer(t.Context(), c.Code.ID(), outcome, by, "Said by "+by)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					given = append(given, outcome)
				} else if !errors.Is(err, dispute.ErrOutcome) {
					t.Errorf("%s: %v", by, err)
				}
			})
		}
		both.Wait()
		if len(given) != 1 {
			t.Fatalf("of two answers at once %v were given", given)
		}
		w.is(c.Code, casefile.Closed, given[0])
		if n := w.made(shop, reputation.Clear); (n == 1) != (given[0] == casefile.Cleared) {
			t.Errorf("it ended as %s, and was cleared %d times", given[0], n)
		}
		w.sound()
	}
}

// halfAnswered is a case that was answered when the store went away, so that nothing came of the answer yet.
func halfAnswered(t *testing.T) (*world, dispute.Opened) {
	t.Helper()
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.pass(time.Minute)
	saves := 0
	w.beforeSave = func() error {
		if saves++; saves > 1 {
			return errDown
		}
		return nil
	}
	if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Cleared, "Wei", "A shop."); !errors.Is(err, errDown) {
		t.Fatalf("answered: %v", err)
	}
	return w, c
}

// TestACrashBetweenAnAnswerAndItsCase: whoever comes next goes on, and decides nothing anew.
func TestACrashBetweenAnAnswerAndItsCase(t *testing.T) {
	for _, goOn := range []string{"the page is loaded", "the chore comes", "it is answered again"} {
		w, c := halfAnswered(t)
		w.beforeSave = nil
		w.pass(time.Minute)
		switch goOn {
		case "the chore comes":
			w.tends(1)
		case "it is answered again":
			if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Cleared, "Wei", "A shop."); !errors.Is(err, dispute.ErrOutcome) {
				t.Errorf("answered again: %v", err)
			}
		}
		w.is(c.Code, casefile.Closed, casefile.Cleared)
		if clears, lifts := w.made(shop, reputation.Clear), w.made(shop, reputation.Undo); clears != 1 || lifts != 1 {
			t.Errorf("%s: cleared %d times, the dispute taken back %d times", goOn, clears, lifts)
		}
		w.sound()
	}
}

func TestAnAnswerThatCannotFollowLeavesTheCaseAsItWas(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Recycled, "Wei", "New."); !errors.Is(err, ruling.ErrNotQuiet) {
		t.Errorf("given to somebody else a moment after it was reported: %v", err)
	}
	w.unlogged = errDown
	if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Upheld, "Wei", "No."); !errors.Is(err, errDown) || w.made(shop, reputation.Undo) != 0 {
		t.Errorf("without a log: %v", err)
	}
	w.unlogged = nil
	w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
	if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Cleared, "Ling", "A shop."); err != nil {
		t.Error(err)
	}
	w.sound()
}

// TestWhatIsRuledElsewhereStandsInTheLogAsTheAnswer: the case is closed by the name of who ruled, and the log says so.
func TestWhatIsRuledElsewhereStandsInTheLogAsTheAnswer(t *testing.T) {
	for kind, want := range map[reputation.DecisionKind]casefile.Outcome{reputation.Confirm: casefile.Upheld, reputation.Clear: casefile.Cleared} {
		w := newWorld(t)
		w.reported(shop, 9)
		c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
		w.texted(c.Digits, shop, true)
		w.pass(time.Minute)
		if _, err := w.Rulings.Rule(t.Context(), "", kind, key(t, shop), "Mei", "We rang it."); err != nil {
			t.Fatal(err)
		}
		w.unlogged = errDown
		if moved, err := w.Tend(t.Context()); err == nil || moved != 0 {
			t.Errorf("closed without a log: %d, %v", moved, err)
		}
		w.unlogged = nil
		w.tends(1)
		if s := w.is(c.Code, casefile.Closed, want); s.Case.By != "Mei" {
			t.Errorf("answered by %q", s.Case.By)
		}
		if w.made(shop, kind) != 1 || w.made(shop, reputation.Undo) != 0 {
			t.Errorf("%s was decided again", kind)
		}
		w.sound()
	}
}

// TestWhatIsConfirmedIsNotForgotten: that is an answer, not something that is tried for ever and stands in the way of all others.
func TestWhatIsConfirmedIsNotForgotten(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 20)
	if _, err := w.Rulings.AcceptClaim(t.Context(), "", key(t, shop), "Wei", "Others show it."); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	if _, err := w.Rulings.Rule(t.Context(), "", reputation.Confirm, key(t, shop), "Wei", "We rang it."); err != nil {
		t.Fatal(err)
	}
	if w.shown(shop).Listed {
		t.Fatal("it is listed")
	}
	c := w.opens(shop, casefile.Erase, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.Closed, casefile.Upheld, dispute.NoteConfirmed)
	w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.sound()
}

func TestCodesOfACaseAreErased(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	unproved, c := w.opens(shop, casefile.Wrong, casefile.CodeTo), w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.pass(casefile.ReadWithin * 24 * time.Hour)
	w.tends(1)
	if n, err := w.Scrub(t.Context()); err != nil || n != 0 {
		t.Errorf("codes were taken out of %d while their keys are there, %v", n, err)
	}
	w.pass(24 * time.Hour)
	if n, err := w.Scrub(t.Context()); err != nil || n != 2 {
		t.Errorf("codes were taken out of %d, %v", n, err)
	}
	for _, code := range []dispute.Code{unproved.Code, c.Code} {
		if kept, err := w.Store.Case(t.Context(), code.ID()); err != nil || kept.Sealed != nil || (kept.Words == "") == kept.Proved() {
			t.Errorf("kept: %+v, %v", kept, err)
		}
	}
}

// TestAnAnswerThatNoRulingTakesIsRefusedBeforeItIsWrittenDown.
func TestAnAnswerThatNoRulingTakesIsRefusedBeforeItIsWrittenDown(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.pass(time.Minute)
	entries := len(w.entries)
	for _, x := range []struct {
		by, reason string
		want       error
	}{{"Wei", " \n", ruling.ErrNoReason}, {"Wei", "a\x00b", ruling.ErrControl}, {"Wei", strings.Repeat("x", ruling.MaxReason+1), ruling.ErrLongReason},
		{"", "A shop.", ruling.ErrBy}, {strings.Repeat("x", ruling.MaxBy+1), "A shop.", ruling.ErrBy}} {
		if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Cleared, x.by, x.reason); !errors.Is(err, x.want) || len(w.entries) != entries {
			t.Errorf("%.10q by %.10q: %v, want %v, and %d entries", x.reason, x.by, err, x.want, len(w.entries)-entries)
		}
	}
	closed, err := w.Answer(t.Context(), c.Code.ID(), casefile.Cleared, "Wei", " We rang it.\r\nIt is a  shop. ")
	if err != nil || closed.Reason != "We rang it. It is a shop." || w.made(shop, reputation.Clear) != 1 {
		t.Errorf("a reason of two lines: %+v, %v", closed, err)
	}
	w.sound()
}

// TestAnAnswerStandsInOneEntry however often somebody tries to give it.
func TestAnAnswerStandsInOneEntry(t *testing.T) {
	w, c := halfAnswered(t)
	for range 3 { // its page is loaded again
		if _, err := w.Case(t.Context(), c.Code); !errors.Is(err, errDown) {
			t.Errorf("the page: %v", err)
		}
	}
	w.beforeSave = nil
	w.is(c.Code, casefile.Closed, casefile.Cleared)
	size, _ := w.log.Head()
	all, err := w.log.Entries(t.Context(), 0, int(size))
	closes := 0
	for _, e := range all {
		if e.Action == auditlog.ClosedCase {
			closes++
		}
	}
	if err != nil || closes != 1 {
		t.Errorf("the answer stands in %d entries, %v", closes, err)
	}
	w.sound()
}
