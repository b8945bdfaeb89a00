package recorder

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
)

// TestWhatATampererLeaves: what a process that starts anew finds, without and with a checkpoint that was saved before.
func TestWhatATampererLeaves(t *testing.T) {
	const gone = "the log has"
	for name, c := range map[string]struct {
		tamper func(a *archive)
		alone  []string // found without a checkpoint
		saved  []string // further, with one
	}{
		"nothing": {func(*archive) {}, nil, nil},
		"an entry says something else": {func(a *archive) {
			a.log[2] = []byte(strings.Replace(string(a.log[2]), "three victims", "two victims", 1))
		},
			[]string{"entry 2 was not written by this service", "the decision decision-01"}, []string{"not those that it stands for"}},
		"an entry of a reading says something else": {func(a *archive) { a.log[5] = []byte(strings.Replace(string(a.log[5]), "Ling", "Wei", 1)) },
			[]string{"entry 5 was not written by this service: it was altered"}, []string{"not those that it stands for"}},
		"an entry is no entry": {func(a *archive) { a.log[5] = []byte(strings.Replace(string(a.log[5]), `"by"`, `"By"`, 1)) },
			[]string{"entry 5 cannot be read"}, []string{"not those that it stands for"}},
		"an entry is gone": {func(a *archive) { a.log[2] = nil },
			[]string{"entry 2 is missing though later ones are kept", "decision-01", "decision-02", "decision-03"}, []string{"it stands for 6 entries, and " + gone + " 2"}},
		"an entry is gone, and all move up": {func(a *archive) { a.log = slices.Delete(a.log, 2, 3) },
			[]string{"entry 2 is the one that was written as entry 3", "entry 3 is the one", "entry 4 is the one", "decision-01"}, []string{gone + " 5"}},
		"entries have changed places": {func(a *archive) { a.log[1], a.log[2] = a.log[2], a.log[1] },
			[]string{"entry 1 is the one that was written as entry 2", "entry 2 is the one that was written as entry 1"}, []string{"not those that it stands for"}},
		"the last entry is cut off": {func(a *archive) { a.log = a.log[:5] }, nil, []string{gone + " 5"}},
		"the last entries are cut off": {func(a *archive) { a.log = a.log[:4] },
			[]string{"the decision decision-03"}, []string{gone + " 4"}},
		"all is as it was before": {func(a *archive) {
			older := newArchive(a.T)
			for n := range 2 {
				older.decide(n)
			}
			a.shelf.Store, a.log = older.shelf.Store, a.log[:3]
		}, nil, []string{"it stands for 6 entries, and " + gone + " 3"}},
		"all was written anew, by one who has the keys": {func(a *archive) {
			anew := newArchive(a.T)
			anew.ring = a.ring
			anew.Recorder = anew.another()
			for n := range 4 {
				anew.decide(n)
			}
			_, err := anew.Record(a.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts, Object: "20"})
			a.ok(err)
			a.shelf.Store, a.log = anew.shelf.Store, anew.log
		}, nil, []string{"not those that it stands for"}},
		"a decision was made past the log": {func(a *archive) {
			a.ok(a.Decide(a.Context(), reputation.Decision{ID: "mine", Subject: a.about(8), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}))
		}, []string{"the decision mine (clear, by \"Wei\") about +12025550108 stands in no entry"}, nil},
		"a process ended before it decided": {func(a *archive) {
			_, err := a.Record(a.Context(), auditlog.OfDecision(auditlog.Decided, reputation.Decision{ID: "late", Subject: a.about(8), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}))
			a.ok(err)
		}, []string{"entry 6: a decision (clear about +12025550108, by \"Wei\") was about to be made at 2026-11-20 12:00:00 UTC and is not there"}, nil},
		"a decision comes with an entry that looks true": {func(a *archive) {
			d := reputation.Decision{ID: "mine", Subject: a.about(8), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}
			a.forge(auditlog.OfDecision(auditlog.Decided, d))
			a.ok(a.Decide(a.Context(), d))
		}, []string{"entry 6 was not written by this service", "the decision mine"}, nil},
		"a decision is taken on as one from before": {func(a *archive) {
			d := reputation.Decision{ID: "mine", Subject: a.about(8), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}
			a.ok(a.Decide(a.Context(), d))
			a.forge(auditlog.Entry{Action: auditlog.Began, Object: "1"})
		}, []string{"entry 6 was not written by this service", "the decision mine"}, nil},
		"the log begins twice, by one who has the keys": {func(a *archive) {
			_, err := a.Record(a.Context(), auditlog.Entry{Action: auditlog.Began, Object: "1"})
			a.ok(err)
			_, err = a.Record(a.Context(), auditlog.OfDecision(auditlog.Adopted, reputation.Decision{ID: "decision-01", Subject: a.about(1), Kind: reputation.Confirm, At: noon, By: "Ling", Reason: "three victims"}))
			a.ok(err)
		}, []string{"entry 6 says that the log begins there", "entry 7 takes on what was done before the log was begun"}, nil},
		"an account was made": {func(a *archive) {
			a.ok(a.PutAccount(a.Context(), moderator.Account{Name: "Mei", Revision: 1, Role: moderator.Moderator, MadeAt: noon, Invite: []byte("x"), InviteTil: noon.Add(time.Hour)}))
		}, []string{`the account "Mei" (moderator) stands in no entry`}, nil},
		"a statement was overturned": {func(a *archive) {
			a.ok(a.Overturn(a.Context(), a.about(0), a.says(0, 1, "")))
		}, []string{"the report 01000000000000000000000000000000 about +12025550100 is overturned, and neither says an entry so"}, nil},
		"a reporter is distrusted": {func(a *archive) {
			a.ok(a.Overturn(a.Context(), a.about(0), a.says(0, 1, "somebody")))
			a.ok(a.Distrust(a.Context(), transfer.Distrusted{By: "somebody", On: reputation.DateOf(noon)}))
		}, []string{"somebody is distrusted since 2026-11-20, and no entry until then says that anybody was"}, nil},
		"a flag is dismissed": {func(a *archive) {
			a.ok(a.SaveFlag(a.Context(), brigade.Flag{Subject: a.about(3), FoundAt: noon, Reports: 9, New: 9, Networks: 1, Dismissed: noon, By: "Ling"}))
		}, []string{`the flag on +12025550103 is dismissed, by "Ling", and no entry says so`}, nil},
		"a proposal was made and approved": {func(a *archive) {
			a.ok(a.PutProposal(a.Context(), registry.Proposal{ID: "1", Revision: 1, Subject: a.about(3), Name: "Bank", Sector: registry.Bank, Evidence: "https://bank.example", By: "Ling", At: noon, State: registry.Approved, DecidedBy: "Wei", DecidedAt: noon}))
		}, []string{`the proposal 1 ("Bank" for +12025550103, by "Ling") stands in no entry`}, nil},
		"a dispute was proved": {func(a *archive) {
			a.ok(a.PutCase(a.Context(), casefile.Case{ID: strings.Repeat("1", 64), Revision: 1, Subject: a.about(3), Claim: casefile.Wrong, Proof: casefile.Documents, Lang: "en", State: casefile.InForce, OpenedAt: noon, ProvedAt: noon}))
		}, []string{"the dispute 111111111111 about +12025550103 was not written by this service", "the dispute 111111111111 about +12025550103 was proved by documents, and no entry says that somebody took them"}, nil},
		"a dispute is answered in somebody's name": {func(a *archive) {
			c := casefile.Case{ID: strings.Repeat("1", 64), Revision: 1, Subject: a.about(3), Claim: casefile.Wrong, Proof: casefile.TextFrom, Lang: "en", State: casefile.InForce, OpenedAt: noon, ProvedAt: noon}
			c = c.Marked(a.ring.MarkCase)
			c.Outcome, c.By, c.Reason, c.ClosedAt = casefile.Cleared, "Ling", "A shop.", noon
			a.ok(a.PutCase(a.Context(), c))
		}, []string{"the dispute 111111111111 about +12025550103 was not written by this service"}, nil},
	} {
		a := newArchive(t)
		for n := range 4 {
			a.decide(n)
		}
		_, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts, Object: "20"})
		a.ok(err)
		saved, err := a.Checkpoint(a.now)
		a.ok(err)
		c.tamper(a)
		a.finds(name, a.another(), nil, c.alone...)
		f := a.finds(name+", with a checkpoint", a.another(), [][]byte{saved}, append(slices.Clone(c.alone), c.saved...)...)
		if len(f.Saved) != 1 || f.Saved[0].Size != 6 || !f.Saved[0].Signed {
			t.Errorf("%s: %+v", name, f.Saved)
		}
	}
}

// TestARunningServerFindsWhatWasAltered since it read, though nobody saved a checkpoint.
func TestARunningServerFindsWhatWasAltered(t *testing.T) {
	a := newArchive(t)
	for n := range 3 {
		a.decide(n)
	}
	_, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts, Object: "20"})
	a.ok(err)
	a.finds("before", a.Recorder, nil)
	whole := slices.Clone(a.log)
	a.log[4] = []byte(strings.Replace(string(a.log[4]), "Ling", "Wei", 1))
	a.finds("altered", a.Recorder, nil, "entry 4 is not the one that this server read before")
	if _, err := a.Recorder.Entries(t.Context(), 4, 1); !errors.Is(err, fault.Damaged) {
		t.Errorf("an altered entry is shown: %v", err)
	}
	a.log = whole[:4]
	a.finds("cut off", a.Recorder, nil, "the log ends after 4 entries, and this server read 5 before")
	if _, err := a.Recorder.Entries(t.Context(), 4, 1); !errors.Is(err, fault.Damaged) {
		t.Errorf("a missing entry is passed over: %v", err)
	}
}

func TestCheckpointsOfOthers(t *testing.T) {
	a, b := newArchive(t), newArchive(t)
	a.decide(1)
	theirs, err := b.Checkpoint(noon)
	a.ok(err)
	a.finds("of another log", a.another(), [][]byte{theirs}, "it is of another log")
	mine, err := a.Checkpoint(noon)
	a.ok(err)
	forged := []byte(strings.Replace(string(mine), "\n2\n", "\n1\n", 1))
	a.finds("forged", a.another(), [][]byte{forged, []byte("hello")}, "checkpoint 1 of 2: it is no checkpoint, or its signature is forged", "checkpoint 2 of 2: it is no checkpoint")
	a.ok(a.ring.ReplaceSigning(noon.Add(time.Hour)))
	if f := a.finds("after its key is gone", a.another(), [][]byte{mine}); f.Saved[0].Signed || f.Saved[0].Wrong != "" {
		t.Errorf("%+v", f.Saved)
	}
}

// TestDisputesAndTextsHaveTheirEntries.
func TestDisputesAndTextsHaveTheirEntries(t *testing.T) {
	a := newArchive(t)
	closed := func(n int, by string) casefile.Case {
		return casefile.Case{
			ID: strings.Repeat(fmt.Sprint(n), 64), Revision: 1, Subject: a.about(n), Claim: casefile.Wrong, Proof: casefile.Documents, Lang: "en", State: casefile.Closed,
			OpenedAt: noon, ClosedAt: noon, Outcome: casefile.Upheld, By: by, Reason: "eight victims",
		}
	}
	entry := func(c casefile.Case) auditlog.Entry {
		return auditlog.Entry{By: c.By, Action: auditlog.ClosedCase, Kind: string(c.Outcome), Subject: c.Subject, Object: c.ID, Reason: c.Reason}
	}
	record := func(e auditlog.Entry) {
		t.Helper()
		_, err := a.Record(t.Context(), e)
		a.ok(err)
	}
	good, past, altered, lapsed, open := closed(1, "Ling"), closed(2, "Wei"), closed(3, "Ling"), closed(4, ""), closed(5, "Ling")
	record(entry(good))
	record(entry(altered))
	record(entry(open))
	altered.Outcome = casefile.Cleared
	open.State, open.By = casefile.InForce, ""
	for _, c := range []casefile.Case{good, past, altered, lapsed, open} {
		a.ok(a.PutCase(t.Context(), c.Marked(a.ring.MarkCase)))
	}
	if place, ok := a.OfCase(good.ID); !ok || place.Index != 1 {
		t.Errorf("%+v, %v", place, ok)
	}
	approved := func(e trend.Example) {
		t.Helper()
		record(auditlog.Entry{By: "Ling", Action: auditlog.Approved, Object: nameOf(&e), Words: auditlog.WordsOf("hello")})
	}
	approved(trend.Example{}) // withdrawn since
	approved(a.approve(6))
	a.approve(7)
	taken := a.approve(8)
	approved(taken)
	record(auditlog.Entry{By: "Ling", Action: auditlog.TookBack, Object: taken.ID, Undoes: nameOf(&taken)})
	again := a.approve(9)
	approved(again)
	record(auditlog.Entry{By: "Ling", Action: auditlog.TookBack, Object: again.ID, Undoes: nameOf(&again)})
	a.ok(a.DropExample(t.Context(), again.ID))
	again.ID = "text-9-again"
	a.ok(a.PutExample(t.Context(), again))
	other := a.approve(5)
	approved(other)
	a.ok(a.DropExample(t.Context(), other.ID))
	other.Text = "call me"
	a.ok(a.PutExample(t.Context(), other))
	f := a.finds("disputes and texts", a.another(), nil,
		"the dispute 222222222222 about +12025550102 was closed (upheld, by \"Wei\"), and no entry says so",
		"entry 2 says that the dispute 333333333333 ended otherwise",
		"entry 3: the dispute 555555555555 about +12025550105 was about to be closed (upheld, by \"Ling\") and is not",
		"the text text-7 is shown to everybody, and no entry says that somebody approved it",
		"entry 7: the text text-8 was about to be taken back and is shown",
		"the text text-9-again is shown to everybody, and no entry says that somebody approved it",
		"the text text-5 is shown in other words than were approved")
	if f.Cases != 3 || f.Texts != 5 || f.Decisions != 0 || f.Sound() {
		t.Errorf("%+v", f)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	a := newArchive(t)
	a.decide(1)
	for n := range mostTold + 5 {
		a.ok(a.Decide(t.Context(), reputation.Decision{ID: fmt.Sprint(n), Subject: a.about(9), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}))
	}
	if f, err := a.Verify(t.Context()); err != nil || len(f.Wrong) != mostTold || f.More != 5 || f.Sound() {
		t.Errorf("%d told, %d more, %v", len(f.Wrong), f.More, err)
	}
}
