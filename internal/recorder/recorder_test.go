package recorder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/store/mem"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// shelf is a store whose log somebody can get at.
type shelf struct {
	*mem.Store
	mu      sync.Mutex
	log     [][]byte
	appends func(at uint64) error // what becomes of an append: errLost writes it and does not say so
}

var errLost = errors.New("the answer was lost")

func (s *shelf) Append(_ context.Context, at uint64, entry []byte) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.appends != nil {
		err = s.appends(at)
	}
	if err != nil && !errors.Is(err, errLost) || at != uint64(len(s.log)) {
		return false, err
	}
	s.log = append(s.log, slices.Clone(entry))
	return err == nil, err
}

func (s *shelf) Logged(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint64(len(s.log)), nil
}

func (s *shelf) Entries(_ context.Context, from uint64, limit int) (some [][]byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, leaf := range s.log[min(from, uint64(len(s.log))):] {
		if leaf == nil {
			return some, fault.Damaged
		}
		if len(some) < limit {
			some = append(some, slices.Clone(leaf))
		}
	}
	return some, nil
}

// archive is a shelf with those who write to it.
type archive struct {
	*testing.T
	*shelf
	ring *keyring.Ring
	now  time.Time
	*Recorder
}

func newArchive(t *testing.T) *archive {
	ring, err := keyring.OpenAt(&keyring.Memory{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{T: t, shelf: &shelf{Store: mem.New()}, ring: ring, now: noon}
	a.Recorder = a.another()
	return a
}

// another returns another process's Recorder of the same log, which knows nothing of it yet.
func (a *archive) another() *Recorder {
	return New(Config{Store: a.shelf, Keys: a.ring, Clock: func() time.Time { return a.now }})
}

func (a *archive) ok(err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}

func (a *archive) about(n int) subject.Key {
	a.Helper()
	key, err := subject.ParseKey(fmt.Sprintf("+120255501%02d", n))
	a.ok(err)
	return key
}

// decide has a decision made as it should be.
func (a *archive) decide(n int) reputation.Decision {
	a.Helper()
	d := reputation.Decision{ID: fmt.Sprintf("decision-%02d", n), Subject: a.about(n), Kind: reputation.Confirm, At: a.now, By: "Ling", Reason: "three victims"}
	_, err := a.Record(a.Context(), auditlog.OfDecision(auditlog.Decided, d))
	a.ok(err)
	a.ok(a.Decide(a.Context(), d))
	return d
}

// forge has somebody who can write to the store, and has no keys, put an entry into the log that looks true.
func (a *archive) forge(e auditlog.Entry) {
	a.Helper()
	e.Index, e.At = uint64(len(a.log)), a.now
	e, err := e.Sealed(func(says []byte) (seal [16]byte) {
		copy(seal[:], says)
		return seal
	})
	a.ok(err)
	leaf, err := e.Leaf()
	a.ok(err)
	a.log = append(a.log, leaf)
}

// says has somebody report a subject.
func (a *archive) says(n int, id byte, by reputation.Pseudonym) report.ID {
	a.Helper()
	s := reputation.Statement{
		Subject: a.about(n), Report: report.ID{id}, ReceivedAt: a.now, At: a.now, Mass: 1, Polarity: report.Bad, Tier: reputation.Verified, State: reputation.Live, Version: 1, Reporter: by,
	}
	a.ok(a.File(a.Context(), reputation.SealedTestimony{Report: s.Report, Receipt: report.ReceiptHash{id}, ReceivedAt: a.now, Statements: []reputation.Statement{s}}))
	return s.Report
}

// finds expects a process that starts now to find this in the log, each by a part of its words, and no more.
func (a *archive) finds(when string, r *Recorder, saved [][]byte, want ...string) Findings {
	a.Helper()
	f, err := r.Verify(a.Context(), saved...)
	if err != nil {
		a.Fatalf("%s: %v", when, err)
	}
	all := slices.Clone(f.Wrong)
	for _, u := range f.Undone {
		all = append(all, fmt.Sprintf("entry %d: %s", u.Entry, u.What))
	}
	if len(all) != len(want) {
		a.Errorf("%s: found %q, want %q", when, all, want)
		return f
	}
	for i := range want {
		if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, want[i]) }) {
			a.Errorf("%s: found %q, want %q", when, all, want[i])
		}
	}
	return f
}

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

// approve has the store show a text, whose report is this one.
func (a *archive) approve(n byte) trend.Example {
	a.Helper()
	r := reputation.SealedTestimony{ReceivedAt: a.now, Statements: []reputation.Statement{{
		Subject: a.about(int(n)), ReceivedAt: a.now, At: a.now, Mass: 1, Polarity: report.Bad, Tier: reputation.Anonymous, State: reputation.Live, Version: 1,
	}}}
	r.Report[0], r.Receipt[0] = n, n
	r.Statements[0].Report = r.Report
	a.ok(a.File(a.Context(), r))
	e := trend.Example{ID: fmt.Sprintf("text-%d", n), Receipt: r.Receipt, Category: "loan", Kind: report.Call, Lang: "en", Text: "hello", ApprovedAt: noon.Truncate(24 * time.Hour), By: "Ling"}
	a.ok(a.PutExample(a.Context(), e))
	return e
}

// TestALogBeginsWithWhatWasDecidedBefore, once, also when processes end in between; and nothing that comes past the log later.
func TestALogBeginsWithWhatWasDecidedBefore(t *testing.T) {
	a := newArchive(t)
	a.ok(a.Begin(t.Context()))
	if len(a.log) != 0 {
		t.Error("a log was begun of nothing")
	}
	for n := range 3 {
		a.ok(a.Decide(t.Context(), reputation.Decision{ID: fmt.Sprint("old-", n), Subject: a.about(n), Kind: reputation.Clear, At: noon.AddDate(0, 0, -n), By: "Wei", Reason: "a bank"}))
	}
	text := a.approve(7)
	a.finds("not begun", a.another(), nil, "the log is empty, and 3 decisions are there and 1 texts")
	for at := range uint64(4) { // it ends at each entry in turn
		a.appends = func(n uint64) error {
			if n > at {
				return fault.Unavailable
			}
			return nil
		}
		if err := a.another().Begin(t.Context()); !errors.Is(err, fault.Unavailable) {
			t.Errorf("%d: %v", at, err)
		}
		if _, err := a.another().Record(t.Context(), auditlog.Entry{Action: auditlog.ReadTexts}); !errors.Is(err, fault.Unavailable) || uint64(len(a.log)) != at+1 {
			t.Errorf("%d: %v, %d entries", at, err, len(a.log))
		}
	}
	a.appends = nil
	a.ok(a.Begin(t.Context()))
	a.ok(a.Begin(t.Context()))
	all, err := a.Recorder.Entries(t.Context(), 0, 99)
	a.ok(err)
	var got []string
	for _, e := range all {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Action, e.Kind, e.Object)))
	}
	if want := []string{"began  4", "adopted clear old-2", "adopted clear old-1", "adopted clear old-0", "adopted text " + nameOf(&text)}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	a.finds("begun", a.another(), nil)
	a.ok(a.Decide(t.Context(), reputation.Decision{ID: "slipped in", Subject: a.about(9), Kind: reputation.Clear, At: noon.AddDate(0, 0, -9), By: "Wei", Reason: "a bank"}))
	a.ok(a.another().Begin(t.Context()))
	a.finds("a decision slipped in", a.another(), nil, "the decision slipped in (clear, by \"Wei\") about +12025550109 stands in no entry")
}

// TestTwoBeginAtOnce: what was decided before stands in the log once.
func TestTwoBeginAtOnce(t *testing.T) {
	a := newArchive(t)
	for n := range 20 {
		a.ok(a.Decide(t.Context(), reputation.Decision{ID: fmt.Sprint("old-", n), Subject: a.about(n), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "a bank"}))
	}
	var wait sync.WaitGroup
	for range 4 {
		r := a.another()
		wait.Go(func() {
			if err := r.Begin(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if len(a.log) != 21 {
		t.Errorf("%d entries", len(a.log))
	}
	a.finds("begun", a.another(), nil)
}

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
