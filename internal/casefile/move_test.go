package casefile_test

import (
	"slices"
	"testing"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
)

var monday = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

// waiting is a case as it is opened.
func waiting(p casefile.Proof) casefile.Case {
	return casefile.Case{ID: "a", Revision: 1, Proof: p, State: casefile.Waiting, OpenedAt: monday, Sealed: []byte("codes"), SealedOn: reputation.DateOf(monday)}
}

func TestTheWayOfACase(t *testing.T) {
	c, ok := waiting(casefile.CodeTo).Prove("d1", monday.Add(time.Hour+time.Millisecond))
	if !ok || c.Revision != 2 || !c.Unsettled() || c.Decision != "d1" || !c.ProvedAt.Equal(monday.Add(time.Hour)) {
		t.Fatalf("proved: %+v", c)
	}
	if _, again := c.Prove("d2", monday); again {
		t.Error("a case was proved twice")
	}
	if c.Answers() != nil {
		t.Error("a moderator may answer what is not settled")
	}
	c, ok = c.Enforce("d1")
	if !ok || c.State != casefile.InForce || c.Unsettled() || c.Revision != 3 {
		t.Fatalf("in force: %+v", c)
	}
	if c.MayAnswer(casefile.Unproved) || !c.MayAnswer(casefile.Upheld) || c.MayAnswer(casefile.Lapsed) {
		t.Errorf("answers %v", c.Answers())
	}
	c, ok = c.Answer(casefile.Upheld, "Wei", "It rang many.", monday.Add(48*time.Hour))
	if !ok || c.State != casefile.InForce || !c.Answered() || c.Revision != 4 || c.Answers() != nil || c.Public().Outcome != "" {
		t.Fatalf("answered: %+v", c)
	}
	if _, again := c.Answer(casefile.Cleared, "Ling", "no", monday); again {
		t.Error("a case was answered twice")
	}
	if _, closed := c.Close(casefile.Withdrawn, "", monday); closed {
		t.Error("a case was withdrawn that is answered")
	}
	if open, ok := c.Reopen(); !ok || open.Answered() || !open.MayAnswer(casefile.Cleared) || open.Revision != 5 {
		t.Errorf("reopened: %+v", open)
	}
	c, ok = c.End()
	if !ok || c.State != casefile.Closed || c.Outcome != casefile.Upheld || c.Revision != 5 || c.Answers() != nil || c.Answered() {
		t.Fatalf("closed: %+v", c)
	}
	if _, again := c.Close(casefile.Cleared, "", monday); again {
		t.Error("a case was closed twice")
	}
	if _, again := c.Prove("d3", monday); again {
		t.Error("a closed case was proved")
	}
}

func TestDocumentsGoToAModerator(t *testing.T) {
	if _, ok := waiting(casefile.DNS).Submit(1); ok {
		t.Error("documents were taken for a case that a record proves")
	}
	c, ok := waiting(casefile.Documents).Submit(reputation.DateOf(monday) + 3)
	if !ok || c.State != casefile.Submitted || !slices.Contains(c.Answers(), casefile.Unproved) {
		t.Fatalf("submitted: %+v", c)
	}
	c.Words = "We mend bicycles."
	a, _ := c.Answer(casefile.Unproved, "Wei", "no name in it", monday)
	if a, ok = a.End(); !ok || a.Proved() || a.Words != "" {
		t.Errorf("documents that prove nothing: %+v", a)
	}
	a, _ = c.Answer(casefile.Cleared, "Wei", "a shop", monday)
	if a.Unsettled() {
		t.Error("what is answered is to be settled too")
	}
	if a, ok = a.End(); !ok || !a.Proved() || a.State != casefile.Closed || a.Words == "" {
		t.Errorf("documents that cleared it: %+v", a)
	}
	if _, ok := c.Answer(casefile.Lapsed, "Wei", "", monday); ok {
		t.Error("a moderator answered what only a rule says")
	}
	last := time.Date(2027, 1, 3, 0, 0, 0, 0, time.UTC) // 3 December and 30 days more are over then
	if c.Expired(last.Add(-time.Second)) || !c.Expired(last) {
		t.Errorf("ends %v, want %v", c.Ends(), last)
	}
	if c, _ = c.Prove("d", monday); !c.Unsettled() || c.Expired(last.AddDate(1, 0, 0)) {
		t.Error("a proved case expires")
	}
}

func TestACaseWaitsSevenDaysForItsProof(t *testing.T) {
	c := waiting(casefile.TextFrom)
	if c.Expired(monday.Add(casefile.ProveWithin-time.Second)) || !c.Expired(monday.Add(casefile.ProveWithin)) {
		t.Errorf("ends %v", c.Ends())
	}
	if c.Public().Sealed != nil || c.Sealed == nil {
		t.Error("the public case holds what is sealed")
	}
}

func TestWhatNobodyCanReadIsTakenOut(t *testing.T) {
	c := waiting(casefile.TextFrom)
	c.Words = "We mend bicycles."
	if _, ok := c.Forget(reputation.DateOf(monday) + casefile.ReadWithin); ok {
		t.Error("codes are taken out while their key is there")
	}
	c, ok := c.Forget(reputation.DateOf(monday) + casefile.ReadWithin + 1)
	if !ok || c.Sealed != nil || c.Revision != 2 || c.Words == "" {
		t.Errorf("after 30 days: %+v", c)
	}
	documents := waiting(casefile.Documents)
	documents.State = casefile.Submitted
	documents, _ = documents.Answer(casefile.Accepted, "Wei", "Others show it.", monday)
	if _, ok := documents.Forget(reputation.DateOf(monday) + 2*casefile.ReadWithin); ok {
		t.Error("a case that waits to be ended as it was answered is changed before")
	}
	if _, ok := documents.Submit(1); ok {
		t.Error("an answered case takes documents")
	}
	if _, ok := documents.Prove("d", monday); ok {
		t.Error("an answered case is proved")
	}
	if c, ok = c.Close(casefile.Unproved, "", monday); !ok || c.Words != "" {
		t.Errorf("words of a case that nobody proved: %+v", c)
	}
}
