package noticeboard

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/erasure"
	"ringfence/internal/keyring"
	"ringfence/internal/recorder"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// counter counts what is read of a store, and can have it be away.
type counter struct {
	*mem.Store
	cases int
	away  bool
}

var errAway = errors.New("away")

func (c *counter) Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error) {
	c.cases++
	return c.Store.Cases(ctx, after, limit)
}

func (c *counter) Pending(ctx context.Context, limit int) ([]casefile.Case, error) {
	if c.away {
		return nil, errAway
	}
	return c.Store.Pending(ctx, limit)
}

// hall is a board over a store in memory.
type hall struct {
	*testing.T
	*Board
	store *counter
	now   time.Time
	taken map[subject.Key]bool // off the registry since
}

func newHall(t *testing.T) *hall {
	h := &hall{T: t, store: &counter{Store: mem.New()}, now: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC), taken: map[subject.Key]bool{}}
	h.Board = New(Config{Store: h.store, Log: h, Clock: func() time.Time { return h.now }, Official: func(k subject.Key) bool { return !h.taken[k] }})
	return h
}

func (h *hall) key(s string) subject.Key {
	h.Helper()
	k, err := subject.ParseKey(s)
	h.ok(err)
	return k
}

func (h *hall) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *hall) catchUp() {
	h.Helper()
	h.ok(h.Board.CatchUp(h.Context()))
}

// CatchUp makes it a Log in which all that is kept is an entry of the service.
func (h *hall) CatchUp(context.Context) error { return nil }

func (h *hall) Entries(ctx context.Context, from uint64, n int) (all []auditlog.Entry, err error) {
	leaves, err := h.store.Entries(ctx, from, n)
	for _, leaf := range leaves {
		e, err := auditlog.ParseLeaf(leaf)
		h.ok(err)
		all = append(all, e)
	}
	return all, err
}

// logs writes an entry into the audit log.
func (h *hall) logs(e auditlog.Entry) {
	h.Helper()
	size, err := h.store.Logged(h.Context())
	h.ok(err)
	e.Index, e.At = size, h.now
	leaf, err := e.Leaf()
	h.ok(err)
	if won, err := h.store.Append(h.Context(), size, leaf); err != nil || !won {
		h.Fatal(won, err)
	}
}

// TestWordsAreThoseOfTheCaseInForce, and where there is no case, those of the decision.
func TestWordsAreThoseOfTheCaseInForce(t *testing.T) {
	h := newHall(t)
	shop, other, waiting := h.key("+12025550110"), h.key("+12025550111"), h.key("+12025550112")
	h.ok(h.store.PutCase(t.Context(), casefile.Case{Revision: 1, ID: "a", Subject: shop, State: casefile.InForce, Words: "We sell flowers.", Lang: "en", OpenedAt: h.now, ProvedAt: h.now}))
	h.ok(h.store.PutCase(t.Context(), casefile.Case{Revision: 1, ID: "b", Subject: waiting, State: casefile.Waiting, Words: "Not proved.", OpenedAt: h.now}))
	h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: other, Kind: reputation.Dispute, At: h.now, By: "owner", Reason: "We mend bicycles."}))
	h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "2", Subject: shop, Kind: reputation.Dispute, At: h.now, By: "owner", Reason: "earlier words"}))
	h.catchUp()
	if o, ok := h.Objection(shop); !ok || o.Words != "We sell flowers." || o.Lang != "en" || !o.Since.Equal(h.now) {
		t.Errorf("%+v", o)
	}
	if o, ok := h.Objection(other); !ok || o.Words != "We mend bicycles." {
		t.Errorf("%+v", o)
	}
	if o, ok := h.Objection(waiting); ok {
		t.Errorf("words without a proof are told: %+v", o)
	}
}

// TestTheRegistryFollows what was approved at once, and what was taken off without a proposal by what the index says.
func TestTheRegistryFollows(t *testing.T) {
	h := newHall(t)
	bank, imported := h.key("+12025550110"), h.key("+12025550111")
	h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: imported, Kind: reputation.Register, At: h.now, By: "ada + bo", Name: "Harbour Police", Reason: "https://police.example"}))
	h.catchUp()
	h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "2", Subject: bank, Kind: reputation.Register, At: h.now, By: "ada + bo", Name: "Harbour Bank", Reason: "https://bank.example"}))
	h.ok(h.store.PutProposal(t.Context(), registry.Proposal{Revision: 1, ID: "p", Subject: bank, Name: "Harbour Bank", Sector: registry.Bank, State: registry.Approved, By: "ada", DecidedBy: "bo", At: h.now, DecidedAt: h.now, Decision: "2"}))
	h.catchUp()
	all := h.Registered()
	if len(all) != 2 || all[0].Name != "Harbour Bank" || all[1].Name != "Harbour Police" || all[1].Proposed != "ada" || all[1].Approved != "bo" || all[1].Sector != registry.Other {
		t.Errorf("%+v", all)
	}
	if e, ok := h.Entry(bank); !ok || e.Name != "Harbour Bank" {
		t.Errorf("%+v", e)
	}
	h.taken[bank] = true
	if all := h.Registered(); len(all) != 1 || all[0].Subject != imported {
		t.Errorf("what was taken off is told: %+v", all)
	}
}

// TestWhoWritesProposalsPutsNothingOnTheRegistry, nor another name beside what is there, nor takes anything off.
func TestWhoWritesProposalsPutsNothingOnTheRegistry(t *testing.T) {
	h := newHall(t)
	bank, other := h.key("+12025550110"), h.key("+12025550111")
	h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: bank, Kind: reputation.Register, At: h.now, By: "ada + bo", Name: "Harbour Bank", Reason: "https://bank.example"}))
	for _, p := range []registry.Proposal{
		{ID: "a", Subject: bank, Name: "Impostor", Evidence: "https://impostor.example", By: "x", DecidedBy: "y", DecidedAt: h.now.Add(time.Hour), Decision: "1"},
		{ID: "b", Subject: other, Name: "Impostor", By: "x", DecidedBy: "y", DecidedAt: h.now},
		{ID: "c", Subject: other, Name: "Impostor", By: "x", DecidedBy: "y", DecidedAt: h.now, Decision: "1"},
		{ID: "d", Subject: bank, Remove: "1", By: "x", DecidedBy: "y", DecidedAt: h.now},
		{ID: "e", Subject: bank, Remove: "1", By: "x", DecidedBy: "y", DecidedAt: h.now, Decision: "1"},
	} {
		p.Revision, p.State, p.At, p.Sector = 1, registry.Approved, h.now, registry.Bank
		h.ok(h.store.PutProposal(t.Context(), p))
	}
	h.catchUp()
	all := h.Registered()
	if len(all) != 1 || all[0].Name != "Harbour Bank" || all[0].Evidence != "https://bank.example" || all[0].Proposed != "ada" || all[0].Approved != "bo" {
		t.Errorf("%+v", all)
	}
}

// TestFiguresAreCountedEveryHour, by reading everything, and everything else in between without.
func TestFiguresAreCountedEveryHour(t *testing.T) {
	h := newHall(t)
	shop := h.key("+12025550110")
	h.ok(h.store.PutCase(t.Context(), casefile.Case{Revision: 1, ID: "a", Subject: shop, State: casefile.Closed, Outcome: casefile.Cleared, By: "ada", OpenedAt: h.now, ProvedAt: h.now, ClosedAt: h.now.Add(time.Hour)}))
	h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: shop, Kind: reputation.Clear, At: h.now, By: "ada", Reason: "a shop"}))
	h.ok(h.store.SaveErasure(t.Context(), erasure.Account{Day: reputation.DateOf(h.now), Texts: 5}))
	h.logs(auditlog.Entry{Action: auditlog.ReadTexts, By: "ada"})
	h.logs(auditlog.Entry{Action: auditlog.Decided, Kind: "clear", Subject: shop, Object: "1", By: "ada", Reason: "a shop"})
	h.catchUp()
	read := h.store.cases
	m := h.Figures().Months[0]
	if m.Opened != 1 || m.Outcomes[casefile.Cleared] != 1 || m.Median != time.Hour || m.Decisions[reputation.Clear] != 1 || m.Actions[auditlog.ReadTexts] != 1 || m.Erased.Texts != 5 || h.Figures().Logged != 2 {
		t.Errorf("%+v", h.Figures())
	}
	r, ok := h.Recorded(shop)
	if leaf, _ := r.Entry.Leaf(); !ok || r.Entry.Index != 1 || r.Leaf != auditlog.LeafHash(leaf) {
		t.Errorf("%+v", r)
	}
	h.logs(auditlog.Entry{Action: auditlog.ReadTexts, By: "bo"})
	h.now = h.now.Add(59 * time.Minute)
	h.catchUp()
	if h.store.cases != read || h.Figures().Logged != 2 {
		t.Error("it was counted anew within the hour")
	}
	h.now = h.now.Add(time.Minute)
	h.catchUp()
	if h.store.cases == read || h.Figures().Months[0].Actions[auditlog.ReadTexts] != 2 {
		t.Error("it was not counted anew after an hour")
	}
}

// TestWhatWasAboutToBeDecidedIsNotTold: an entry stands before its decision is made, and the page of a number tells of what was made.
func TestWhatWasAboutToBeDecidedIsNotTold(t *testing.T) {
	h := newHall(t)
	shop := h.key("+12025550110")
	clear := reputation.Decision{ID: "1", Kind: reputation.Clear, Subject: shop, By: "ada", At: h.now, Reason: "a shop"}
	h.logs(auditlog.OfDecision(auditlog.Decided, clear))
	h.ok(h.store.Decide(t.Context(), clear))
	h.catchUp()
	confirm := reputation.Decision{ID: "2", Kind: reputation.Confirm, Subject: shop, By: "bo", At: h.now, Reason: "a scam"}
	h.logs(auditlog.OfDecision(auditlog.Decided, confirm))
	h.catchUp()
	if r, ok := h.Recorded(shop); !ok || r.Entry.Object != "1" {
		t.Errorf("told is %+v", r.Entry)
	}
	h.ok(h.store.Decide(t.Context(), confirm)) // a moment later
	h.catchUp()
	if r, ok := h.Recorded(shop); !ok || r.Entry.Object != "2" || r.Entry.Reason != "a scam" {
		t.Errorf("told is %+v", r.Entry)
	}
	contest := reputation.Decision{ID: "3", Kind: reputation.Dispute, Subject: shop, By: "owner", At: h.now, Reason: "We are the bank."}
	h.logs(auditlog.OfDecision(auditlog.Decided, contest))
	h.ok(h.store.Decide(t.Context(), contest))
	h.catchUp()
	if r, ok := h.Recorded(shop); !ok || r.Entry.Object != "3" || r.Entry.Reason != "" {
		t.Errorf("words of an owner outlive their dispute: %+v", r.Entry)
	}
}

// TestAForgedEntryIsNotTold nor counted, nor what stands behind it, and what the log has nothing of goes on.
func TestAForgedEntryIsNotTold(t *testing.T) {
	h := newHall(t)
	ring, err := keyring.OpenAt(&keyring.Memory{}, h.now)
	h.ok(err)
	log := recorder.New(recorder.Config{Store: h.store, Keys: ring, Clock: h.Clock})
	h.Board.Log = log
	shop, other := h.key("+12025550110"), h.key("+12025550111")
	honest := reputation.Decision{ID: "1", Kind: reputation.Clear, Subject: shop, By: "ada", At: h.now, Reason: "a shop"}
	_, err = log.Record(t.Context(), auditlog.OfDecision(auditlog.Decided, honest))
	h.ok(err)
	h.ok(h.store.Decide(t.Context(), honest))
	forged := reputation.Decision{ID: "2", Kind: reputation.Clear, Subject: other, By: "ada", At: h.now, Reason: "mine"}
	h.logs(auditlog.OfDecision(auditlog.Decided, forged))
	h.ok(h.store.Decide(t.Context(), forged))
	h.ok(h.store.PutCase(t.Context(), casefile.Case{Revision: 1, ID: "a", Subject: shop, State: casefile.InForce, Words: "We sell flowers.", OpenedAt: h.now, ProvedAt: h.now}))
	h.catchUp()
	if r, ok := h.Recorded(other); ok {
		t.Errorf("a forged entry is told: %+v", r.Entry)
	}
	if r, ok := h.Recorded(shop); !ok || r.Entry.Object != "1" {
		t.Errorf("told is %+v", r.Entry)
	}
	if n := h.Figures().Logged; n != 2 { // that it begins, and the decision
		t.Errorf("%d entries are counted", n)
	}
	if _, ok := h.Objection(shop); !ok {
		t.Error("what an owner says is not told")
	}
	h.Board.Log = dead{}
	if err := h.Board.CatchUp(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("while the log is away: %v", err)
	}
}

// dead is a log that is away.
type dead struct{ Log }

func (dead) CatchUp(context.Context) error { return errAway }

// TestWhatIsToldStaysWhileTheStoreIsAway.
func TestWhatIsToldStaysWhileTheStoreIsAway(t *testing.T) {
	h := newHall(t)
	h.ok(h.store.PutCase(t.Context(), casefile.Case{Revision: 1, ID: "a", Subject: h.key("+12025550110"), State: casefile.InForce, Words: "We sell flowers.", OpenedAt: h.now, ProvedAt: h.now}))
	h.catchUp()
	read := h.AsOf()
	h.store.away, h.now = true, h.now.Add(2*time.Hour)
	if err := h.Board.CatchUp(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("%v", err)
	}
	if _, ok := h.Objection(h.key("+12025550110")); !ok || !h.AsOf().Equal(read) {
		t.Error("what was known is lost, or told as of now")
	}
}

// TestMoreThanAPageIsRead of cases, proposals and decisions.
func TestMoreThanAPageIsRead(t *testing.T) {
	h := newHall(t)
	for i := range page + 1 {
		about := h.key("+1202555" + string([]byte{byte('0' + i/1000%10), byte('0' + i/100%10), byte('0' + i/10%10), byte('0' + i%10)}))
		id := about.String()
		h.ok(h.store.PutCase(t.Context(), casefile.Case{Revision: 1, ID: id, Subject: about, State: casefile.Waiting, OpenedAt: h.now}))
		h.ok(h.store.Decide(t.Context(), reputation.Decision{ID: id, Subject: about, Kind: reputation.Register, At: h.now, Name: "n", By: "ada"}))
		h.ok(h.store.PutProposal(t.Context(), registry.Proposal{Revision: 1, ID: id, Subject: about, Name: "n", State: registry.Approved, At: h.now, DecidedAt: h.now, Decision: id}))
	}
	h.catchUp()
	if f := h.Figures(); f.Pending.Waiting != page+1 || f.Months[0].Decisions[reputation.Register] != page+1 || len(h.Registered()) != page+1 {
		t.Errorf("%d cases, %d decisions, %d entries", f.Pending.Waiting, f.Months[0].Decisions[reputation.Register], len(h.Registered()))
	}
}
