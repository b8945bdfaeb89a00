package transparency

import (
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
)

var march = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// closed is a case that was proved in March, and answered so many days later.
func closed(outcome casefile.Outcome, by string, wait int) *casefile.Case {
	return &casefile.Case{State: casefile.Closed, Outcome: outcome, By: by, OpenedAt: march, ProvedAt: march.Add(time.Hour), ClosedAt: march.Add(time.Hour + days(wait))}
}

// TestCasesAreCountedInTheMonthsOfTheirSteps.
func TestCasesAreCountedInTheMonthsOfTheirSteps(t *testing.T) {
	y := NewTally(march.AddDate(0, 2, 0)) // May
	for _, c := range []*casefile.Case{
		closed(casefile.Cleared, "ada", 1), closed(casefile.Upheld, "ada", 3), closed(casefile.Cleared, "bo", 30), // the last in April
		closed(casefile.Lapsed, "", 2), // by a rule: nobody was waited for
		{State: casefile.Closed, Outcome: casefile.Unproved, By: "ada", OpenedAt: march, ClosedAt: march.Add(days(9))}, // never proved
		{State: casefile.Waiting, OpenedAt: march.AddDate(0, 2, 0)},
		{State: casefile.Submitted, OpenedAt: march.AddDate(0, 1, 0)},
		{State: casefile.InForce, OpenedAt: march, ProvedAt: march.AddDate(0, 1, 5)},
	} {
		y.Case(c)
	}
	f := y.Figures()
	if len(f.Months) != 3 {
		t.Fatalf("%d months", len(f.Months))
	}
	m, april, may := f.Months[0], f.Months[1], f.Months[2]
	if !m.Begins.Equal(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)) || m.Opened != 6 || m.Proved != 4 || m.Closed != 4 {
		t.Errorf("March: %+v", m)
	}
	if m.Outcomes[casefile.Cleared] != 1 || m.Outcomes[casefile.Upheld] != 1 || m.Outcomes[casefile.Lapsed] != 1 || m.Outcomes[casefile.Unproved] != 1 {
		t.Errorf("outcomes in March: %v", m.Outcomes)
	}
	if m.Answered != 3 || m.Median != days(3) {
		t.Errorf("%d answered in March, median %v", m.Answered, m.Median)
	}
	if april.Opened != 1 || april.Proved != 1 || april.Closed != 1 || april.Answered != 1 || april.Median != days(30) {
		t.Errorf("April: %+v", april)
	}
	if may.Opened != 1 || may.Closed != 0 || may.Median != 0 {
		t.Errorf("May: %+v", may)
	}
	if f.Median != days(6) {
		t.Errorf("median of all: %v", f.Median)
	}
	if want := (Pending{Waiting: 1, Submitted: 1, InForce: 1, Oldest: march.AddDate(0, 1, 0)}); f.Pending != want {
		t.Errorf("pending %+v, want %+v", f.Pending, want)
	}
}

// TestWhoComesWithDocumentsWaitsFromTheBeginning: what proves it is the answer, which is no wait of nothing.
func TestWhoComesWithDocumentsWaitsFromTheBeginning(t *testing.T) {
	y := NewTally(march.AddDate(0, 0, 20))
	answered := march.AddDate(0, 0, 20) // which proved it
	y.Case(&casefile.Case{State: casefile.Closed, Proof: casefile.Documents, Outcome: casefile.Cleared, By: "ada", OpenedAt: march, ProvedAt: answered, ClosedAt: answered})
	if m := y.Figures().Months[0]; m.Answered != 1 || m.Median != days(20) {
		t.Errorf("%d answered, median %v", m.Answered, m.Median)
	}
	y = NewTally(march)
	y.Case(&casefile.Case{State: casefile.Closed, Outcome: casefile.Upheld, By: "ada", OpenedAt: march, ProvedAt: march, ClosedAt: march})
	if m := y.Figures().Months[0]; m.Median <= 0 {
		t.Error("an answer at once is told as none")
	}
}

// TestTheMedianForgetsWhatIsLongAgo: that of all is of twelve months.
func TestTheMedianForgetsWhatIsLongAgo(t *testing.T) {
	y := NewTally(march.AddDate(1, 0, 0))
	y.Case(closed(casefile.Cleared, "ada", 1))
	if f := y.Figures(); f.Median != 0 || len(f.Months) != 13 || f.Months[0].Median != days(1) {
		t.Errorf("median %v of %d months", f.Median, len(f.Months))
	}
}

// TestDecisionsAreCountedByKind: what takes a number off the registry is told apart from other undoing.
func TestDecisionsAreCountedByKind(t *testing.T) {
	y := NewTally(march)
	at := func(id string, kind reputation.DecisionKind, undoes string) reputation.Decision {
		return reputation.Decision{ID: id, Kind: kind, At: march, Undoes: undoes}
	}
	y.Decisions([]reputation.Decision{at("1", reputation.Register, ""), at("2", reputation.Undo, "1"), at("3", reputation.Clear, ""), at("4", reputation.Undo, "3"), at("5", reputation.Clear, "")})
	got := y.Figures().Months[0].Decisions
	for kind, want := range map[reputation.DecisionKind]int{reputation.Register: 1, Unregister: 1, reputation.Undo: 1, reputation.Clear: 2, reputation.Confirm: 0} {
		if got[kind] != want {
			t.Errorf("%d of %s, want %d", got[kind], kind, want)
		}
	}
}

// TestTheLogAndErasuresAreCounted, and of the log what is no decision.
func TestTheLogAndErasuresAreCounted(t *testing.T) {
	y := NewTally(march)
	y.Log(5)
	y.Did(auditlog.Began, march.AddDate(0, -1, 0), 1)
	y.Did(auditlog.ReadTexts, march, 1)
	y.Did(auditlog.Overturned, march, 1)
	y.Did(auditlog.Overturned, march, 1)
	y.Did(auditlog.Decided, march, 1)
	y.Erasure(erasure.Account{Day: reputation.DateOf(march), Texts: 5, Documents: 1, Links: 2, Conversations: 3, Keys: 1})
	y.Erasure(erasure.Account{Day: reputation.DateOf(march) - 1, Texts: 2, Keys: 1})
	f := y.Figures()
	m := f.Months[len(f.Months)-1]
	if f.Logged != 5 || len(m.Actions) != 2 || m.Actions[auditlog.ReadTexts] != 1 || m.Actions[auditlog.Overturned] != 2 {
		t.Errorf("%d entries, %v", f.Logged, m.Actions)
	}
	if want := (erasure.Account{Texts: 7, Documents: 1, Links: 2, Conversations: 3, Keys: 2}); m.Erased != want {
		t.Errorf("erased %+v, want %+v", m.Erased, want)
	}
}

// TestWrongClocksMakeNoMonths: neither of the future nor of long ago.
func TestWrongClocksMakeNoMonths(t *testing.T) {
	y := NewTally(march)
	y.Case(&casefile.Case{State: casefile.Waiting, OpenedAt: march.AddDate(5, 0, 0)})
	y.Case(&casefile.Case{State: casefile.Waiting})
	f := y.Figures()
	if len(f.Months) != 1 || f.Months[0].Opened != 1 {
		t.Errorf("%d months, %+v", len(f.Months), f.Months[0])
	}
}
