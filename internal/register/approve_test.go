package register

import (
	"errors"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/registry"
)

// TestACrashBetweenAnApprovalAndItsDecisionIsMadeUpFor, and never by two decisions.
func TestACrashBetweenAnApprovalAndItsDecisionIsMadeUpFor(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p := w.proposes("+12025550143", "Ling")
	w.away = true
	if _, err := w.register.Approve(ctx, p.ID, "Wei"); !errors.Is(err, fault.Unavailable) {
		t.Errorf("nobody can decide: %v", err)
	}
	w.waits("approved without a decision", 1, 0)
	w.away = false
	if _, err := w.register.Approve(ctx, p.ID, "Xu"); !errors.Is(err, ErrUnderWay) {
		t.Errorf("while Wei may be about to decide: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	if _, err := w.register.Approve(ctx, p.ID, "Ling"); !errors.Is(err, ErrSelf) {
		t.Errorf("who proposed it makes up for it: %v", err)
	}
	p, err := w.register.Approve(ctx, p.ID, "Xu")
	if d := w.decision(p); err != nil || d.By != "Ling + Xu" || w.made != 1 {
		t.Errorf("%+v, %v, %d made", d, err, w.made)
	}
	w.waits("done", 0, 1)

	// The decision was made, and its proposal does not know.
	q := w.proposes("+12025550144", "Ling")
	w.cut = true
	if _, err := w.register.Approve(ctx, q.ID, "Wei"); !errors.Is(err, fault.Unavailable) || w.made != 2 {
		t.Fatalf("%v, %d made", err, w.made)
	}
	w.cut = false
	if q, err = w.register.Approve(ctx, q.ID, "Xu"); err != nil || w.made != 2 || q.DecidedBy != "Wei" {
		t.Errorf("%+v, %v, %d made", q, err, w.made)
	}
	w.waits("both done", 0, 2)
}

// TestAnApprovalThatCameToNothingCanBeDeclined, and one of which a Decision was made cannot.
func TestAnApprovalThatCameToNothingCanBeDeclined(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p, q := w.proposes("+12025550143", "Ling"), w.proposes("+12025550144", "Ling")
	w.away = true
	if _, err := w.register.Approve(ctx, p.ID, "Wei"); !errors.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	w.away, w.cut = false, true
	if _, err := w.register.Approve(ctx, q.ID, "Wei"); !errors.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	if err := w.register.Decline(ctx, p.ID, "Ling"); !errors.Is(err, ErrUnderWay) {
		t.Errorf("while Wei may be about to decide: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	w.ok(w.register.Decline(ctx, p.ID, "Ling"))
	if err := w.register.Decline(ctx, q.ID, "Ling"); !errors.Is(err, ErrDecided) {
		t.Errorf("what was made: %v", err)
	}
	w.waits("one is declined", 1, 0)
}

// TestWhatTheStoreSaysAloneIsNotBelieved: whoever can write to it, and approves at the desk, puts nothing on the registry alone.
func TestWhatTheStoreSaysAloneIsNotBelieved(t *testing.T) {
	evil := about(t, "+12025550199")
	for name, c := range map[string]struct {
		change func(*registry.Proposal)
		want   error
	}{
		"by somebody else":        {func(p *registry.Proposal) { p.By = "Mei" }, ErrAltered},
		"by the operator":         {func(p *registry.Proposal) { p.By = registry.Shell + "root" }, ErrAltered},
		"of another number":       {func(p *registry.Proposal) { p.Subject = evil }, ErrAltered},
		"of another body":         {func(p *registry.Proposal) { p.Name = "Bank of evil" }, ErrAltered},
		"of another sector":       {func(p *registry.Proposal) { p.Sector = registry.Police }, ErrAltered},
		"with other evidence":     {func(p *registry.Proposal) { p.Evidence = "https://evil.example" }, ErrAltered},
		"to remove":               {func(p *registry.Proposal) { p.Remove = "x" }, ErrAltered},
		"never written down":      {func(p *registry.Proposal) { p.ID = "0" }, ErrAltered},
		"and approved by a third": {func(p *registry.Proposal) { p.State, p.DecidedBy, p.DecidedAt = registry.Approved, "Mei", noon }, nil},
	} {
		w := newTown(t)
		p := w.proposes("+12025550143", "Ling")
		w.now = w.now.Add(time.Hour)
		p.Revision++
		if c.change(&p); p.ID == "0" {
			w.ok(w.store.PutProposal(t.Context(), p))
		} else if won, err := w.store.SaveProposal(t.Context(), p); !won || err != nil {
			t.Fatal(name, won, err)
		}
		p, err := w.register.Approve(t.Context(), p.ID, "Wei")
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil && w.decision(p).By != "Ling + Wei" || err != nil && w.made != 0 {
			t.Errorf("%s: %+v, %d made", name, p, w.made)
		}
	}
}

// TestNobodyBringsBackWhatIsDone: what was declined, or entered and removed since, is not approved again by whoever opens it in the store.
func TestNobodyBringsBackWhatIsDone(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	reopen := func(p registry.Proposal) {
		t.Helper()
		p.State, p.Decision, p.DecidedBy = registry.Open, "", ""
		p.Revision++
		if won, err := w.store.SaveProposal(ctx, p); !won || err != nil {
			t.Fatal(won, err)
		}
	}
	p := w.proposes("+12025550143", "Ling")
	entered, err := w.register.Approve(ctx, p.ID, "Wei")
	w.ok(err)
	w.now = w.now.Add(time.Hour)
	gone, err := w.register.Remove(ctx, p.Subject, "the bank gave it up", "Ling")
	w.ok(err)
	_, err = w.register.Approve(ctx, gone.ID, "Wei")
	w.ok(err)
	reopen(entered)
	again, err := w.register.Approve(ctx, p.ID, "Wei")
	if err != nil || again.Decision != entered.Decision || w.made != 2 {
		t.Errorf("%+v, %v, %d made", again, err, w.made)
	}
	if official, err := w.register.official(ctx, p.Subject); err != nil || official != "" {
		t.Errorf("it is official again by %q, %v", official, err)
	}
	q := w.proposes("+12025550144", "Ling")
	w.ok(w.register.Decline(ctx, q.ID, "Ling"))
	q.Revision++
	reopen(q)
	if _, err := w.register.Approve(ctx, q.ID, "Wei"); !errors.Is(err, ErrAltered) || w.made != 2 {
		t.Errorf("what was taken back is approved: %v, %d made", err, w.made)
	}
}

// TestWhatTheOperatorProposesTakesTwoModerators, whoever they are.
func TestWhatTheOperatorProposesTakesTwoModerators(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p := w.proposes("+12025550143", registry.Shell+"root")
	p, err := w.register.Approve(ctx, p.ID, "Ling")
	if err != nil || p.State != registry.Open || p.By != "Ling" || w.made != 0 {
		t.Errorf("%+v, %v, %d made", p, err, w.made)
	}
	if _, err := w.register.Approve(ctx, p.ID, "Ling"); !errors.Is(err, ErrSelf) {
		t.Errorf("one moderator is two: %v", err)
	}
	p, err = w.register.Approve(ctx, p.ID, "Wei")
	if d := w.decision(p); err != nil || d.By != "Ling + Wei" || p.State != registry.Approved {
		t.Errorf("%+v, %+v, %v", d, p, err)
	}
}

// TestOfTwoProposalsOneIsEntered, which were made of a number at once.
func TestOfTwoProposalsOneIsEntered(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	p := w.proposes("+12025550143", "Ling")
	q := w.proposes("+12025550144", "Wei")
	q.Subject, q.Revision = p.Subject, q.Revision+1
	if won, err := w.store.SaveProposal(ctx, q); !won || err != nil {
		t.Fatal(won, err)
	}
	e := w.entries[q.ID+"Wei"]
	e.Subject = p.Subject
	w.entries[q.ID+"Wei"] = e
	_, err := w.register.Approve(ctx, p.ID, "Wei")
	w.ok(err)
	if _, err := w.register.Approve(ctx, q.ID, "Ling"); !errors.Is(err, ErrEntered) || w.made != 1 {
		t.Errorf("%v, %d made", err, w.made)
	}
	w.ok(w.register.Decline(ctx, q.ID, "Ling"))
	w.now = w.now.Add(time.Hour)
	gone, err := w.register.Remove(ctx, p.Subject, "the bank gave it up", "Ling")
	w.ok(err)
	twice := gone
	twice.ID, twice.By = "twice", "Wei"
	w.entries[twice.ID+twice.By] = auditlog.OfProposal(twice)
	w.ok(w.store.PutProposal(ctx, twice))
	_, err = w.register.Approve(ctx, gone.ID, "Wei")
	w.ok(err)
	if _, err := w.register.Approve(ctx, twice.ID, "Ling"); !errors.Is(err, ErrNone) || w.made != 2 {
		t.Errorf("removed twice: %v, %d made", err, w.made)
	}
	w.ok(w.register.Decline(ctx, twice.ID, "Wei"))
	w.waits("all is done", 0, 0)
}
