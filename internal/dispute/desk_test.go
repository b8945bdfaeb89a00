package dispute_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
)

const landline = "CN/95588"

var (
	pdf  = []byte("%PDF-1.7\nthe bill of a shop")
	jpeg = []byte("\xff\xd8\xff\xe0 a photograph")
	png  = []byte("\x89PNG\r\n\x1a\n a drawing")
)

func TestDocumentsAreWhatTheySay(t *testing.T) {
	w := newWorld(t)
	w.reported(landline, 9)
	c := w.opens(landline, casefile.Wrong, casefile.Documents)
	for name, doc := range map[string]dispute.Upload{
		"a page":            {Type: "application/pdf", Content: []byte("<html><script>")},
		"a page as a photo": {Type: "image/png", Content: []byte("<svg xmlns='http://www.w3.org/2000/svg'>")},
		"another kind":      {Type: "image/png", Content: pdf},
		"a drawing of SVG":  {Type: "image/svg+xml", Content: png},
		"nothing":           {Type: "application/pdf"},
		"too much":          {Type: "application/pdf", Content: append(slices.Clone(pdf), make([]byte, dispute.MaxPaper)...)},
	} {
		if _, err := w.Submit(t.Context(), c.Code, doc); !errors.Is(err, dispute.ErrPaper) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var three sync.WaitGroup
	var mu sync.Mutex
	taken, refused := 0, 0
	for _, content := range [][]byte{pdf, jpeg, png, pdf, jpeg, png} {
		three.Go(func() {
			_, err := w.Submit(t.Context(), c.Code, dispute.Upload{Content: content})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				taken++
			case errors.Is(err, dispute.ErrPapers):
				refused++
			}
		})
	}
	three.Wait()
	if taken != 3 || refused != 3 {
		t.Errorf("%d of six documents at once were taken and %d refused", taken, refused)
	}
	if s := w.is(c.Code, casefile.Submitted, ""); s.Papers != 3 || s.Step != dispute.Wait {
		t.Errorf("the owner is told %+v", s)
	}
	papers, err := w.Store.Documents(t.Context(), c.Code.ID())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range papers {
		if bytes.Contains(p.Box, pdf[9:]) || bytes.Contains(p.Box, jpeg[4:]) || bytes.Contains(p.Box, png[8:]) {
			t.Error("a document is not sealed")
		}
	}
	if !w.shown(landline).Listed {
		t.Error("documents that nobody read take it off the lists")
	}
}

// Whoever sends one more is refused, also while no moderator was asked about the others yet: what is not kept is not said to be.
func TestDocumentsThatACrashLeft(t *testing.T) {
	w := newWorld(t)
	w.reported(landline, 9)
	c := w.opens(landline, casefile.Wrong, casefile.Documents)
	for _, name := range []string{"1", "2", "3"} {
		d := casefile.Document{Case: c.Code.ID(), Name: name, Type: "image/png", Size: len(png), SentAt: w.clock(), SealedOn: reputation.DateOf(w.clock()), Box: []byte("sealed")}
		if err := w.Store.PutDocument(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	w.is(c.Code, casefile.Waiting, "")
	if _, err := w.Submit(t.Context(), c.Code, dispute.Upload{Content: pdf}); !errors.Is(err, dispute.ErrPapers) {
		t.Errorf("a fourth document: %v", err)
	}
	w.is(c.Code, casefile.Submitted, "")
}

func TestAModeratorReadsAndAdmits(t *testing.T) {
	w := newWorld(t)
	w.reported(landline, 9)
	c := w.opens(landline, casefile.Wrong, casefile.Documents)
	id := c.Code.ID()
	if queue, err := w.Pending(t.Context(), 10); err != nil || len(queue) != 0 {
		t.Fatalf("what nobody proved is in the queue: %v, %v", queue, err)
	}
	if _, err := w.Submit(t.Context(), c.Code, dispute.Upload{Type: "application/pdf", Content: pdf}); err != nil {
		t.Fatal(err)
	}
	queue, err := w.Pending(t.Context(), 10)
	if err != nil || len(queue) != 1 || queue[0].ID != id || queue[0].Words != "" {
		t.Fatalf("the queue is %v, %v", queue, err)
	}

	w.unlogged = errDown
	if f, err := w.ReadCase(t.Context(), id, "Wei"); err == nil || f.Case.Words != "" {
		t.Errorf("a case was read that the log does not hold: %v", err)
	}
	if _, content, err := w.ReadDocument(t.Context(), id, "1", "Wei"); err == nil || content != nil {
		t.Errorf("a document was read that the log does not hold: %v", err)
	}
	if _, err := w.Answer(t.Context(), id, casefile.Cleared, "Wei", "A shop."); err == nil || w.made(landline, reputation.Clear) != 0 {
		t.Errorf("an answer that the log does not hold: %v", err)
	}
	w.unlogged = nil
	if _, err := w.ReadCase(t.Context(), id, " "); !errors.Is(err, dispute.ErrBy) {
		t.Errorf("read by nobody: %v", err)
	}

	f, err := w.ReadCase(t.Context(), id, "Wei")
	if err != nil || f.Case.Words != "We mend bicycles." || len(f.Papers) != 1 || f.Admit != casefile.ToContest || f.Papers[0].Gone || f.Case.Sealed != nil {
		t.Fatalf("read: %+v, %v", f, err)
	}
	paper, content, err := w.ReadDocument(t.Context(), id, f.Papers[0].Name, "Wei")
	if err != nil || !bytes.Equal(content, pdf) || paper.Type != "application/pdf" || paper.Size != len(pdf) {
		t.Fatalf("read: %+v, %q, %v", paper, content, err)
	}
	if _, _, err := w.ReadDocument(t.Context(), id, "7", "Wei"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a document that is not there: %v", err)
	}
	if _, err := w.Admit(t.Context(), id, "Wei"); err != nil {
		t.Fatal(err)
	}
	w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
	if w.shown(landline).Listed {
		t.Error("it is still listed")
	}
	if _, err := w.Admit(t.Context(), id, "Wei"); !errors.Is(err, dispute.ErrOutcome) {
		t.Errorf("admitted again: %v", err)
	}
	if _, err := w.Answer(t.Context(), id, casefile.Unproved, "Wei", "No."); !errors.Is(err, dispute.ErrOutcome) {
		t.Errorf("what is proved is answered as unproved: %v", err)
	}
	if _, err := w.Answer(t.Context(), id, casefile.Cleared, "Wei", " \n"); !errors.Is(err, ruling.ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := w.Answer(t.Context(), id, casefile.Cleared, "Wei", "It mends bicycles."); err != nil {
		t.Fatal(err)
	}
	if s := w.is(c.Code, casefile.Closed, casefile.Cleared); s.Case.By != "Wei" || s.Case.Reason != "It mends bicycles." {
		t.Errorf("answered by %q: %q", s.Case.By, s.Case.Reason)
	}
	if j := w.shown(landline); j.Verdict != reputation.Cleared || slices.Contains(j.Conditions, reputation.Disputed) {
		t.Errorf("it is shown as %+v", j)
	}
	if papers, err := w.Store.Documents(t.Context(), id); err != nil || len(papers) != 0 {
		t.Errorf("%d documents are left, %v", len(papers), err)
	}
	did := map[auditlog.Action]int{}
	for _, e := range w.entries {
		did[e.Action]++
		if e.Subject != c.Case.Subject || strings.Contains(e.Object, c.Code.String()) {
			t.Errorf("the log holds %+v", e)
		}
	}
	if did[auditlog.ReadCase] != 1 || did[auditlog.Admitted] != 1 || did[auditlog.ReadDocument] != 1 || did[auditlog.ClosedCase] != 1 || did[auditlog.Decided] != 3 {
		t.Errorf("the log holds %v", did)
	}
}

func TestDocumentsThatNobodyReads(t *testing.T) {
	w := newWorld(t)
	w.reported(landline, 9)
	c := w.opens(landline, casefile.Wrong, casefile.Documents)
	if _, err := w.Submit(t.Context(), c.Code, dispute.Upload{Content: png}); err != nil {
		t.Fatal(err)
	}
	w.pass(casefile.ProveWithin + time.Hour)
	w.tends(0)
	w.pass(31 * 24 * time.Hour)
	w.tends(1)
	w.is(c.Code, casefile.Closed, casefile.Unproved, dispute.NoteUnread)
	if papers, err := w.Store.Documents(t.Context(), c.Code.ID()); err != nil || len(papers) != 0 {
		t.Errorf("%d documents are left, %v", len(papers), err)
	}
}

func TestAnAcceptedClaimStaysOffTheLists(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Forged, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Accepted, "Wei", "Others show it."); err != nil {
		t.Fatal(err)
	}
	w.is(c.Code, casefile.Closed, casefile.Accepted)
	if w.shown(shop).Listed || w.made(shop, reputation.AcceptClaim) != 1 {
		t.Error("the owner is believed, and the number listed")
	}
}

func TestWhatIsHeldIsForTheOwner(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	if _, err := w.Held(t.Context(), c.Code); !errors.Is(err, dispute.ErrUnproved) {
		t.Errorf("before it is proved: %v", err)
	}
	w.opens(shop, casefile.Forged, casefile.Documents) // of somebody who proves nothing
	w.texted(c.Digits, shop, true)
	if h, err := w.Held(t.Context(), c.Code); err != nil || len(h.Said) != 0 || h.Shown.Reports == 0 {
		t.Errorf("of this month the owner is told %+v, %v", h.Said, err)
	}
	w.pass(24 * time.Hour) // it is December
	h, err := w.Held(t.Context(), c.Code)
	if err != nil || len(h.Said) != 9 || len(h.Decisions) != 1 || len(h.Cases) != 1 || h.Cases[0].ID != "" || h.Cases[0].Words == "" || !h.Flagged.IsZero() {
		t.Fatalf("held: %+v, %v", h, err)
	}
	want := dispute.Said{Month: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Polarity: string(report.Bad), Category: "investment", Tier: reputation.Verified, State: reputation.Live}
	if h.Said[0] != want {
		t.Errorf("said: %+v", h.Said[0])
	}
	if s := w.is(c.Code, casefile.InForce, "", dispute.NoteInForce); !s.Tells {
		t.Error("what is held is not offered")
	}
	w.pass(dispute.HeldFor)
	if s := w.is(c.Code, casefile.InForce, "", dispute.NoteInForce); s.Tells {
		t.Error("what is held is offered, and then not told")
	}
	if _, err := w.Held(t.Context(), c.Code); !errors.Is(err, dispute.ErrUnproved) {
		t.Errorf("a month later: %v", err)
	}
}

// TestWhoAsksAgainAndAgainLearnsNotWhoTold: a scammer proves their number, rings one person, and compares what is held before and after.
func TestWhoAsksAgainAndAgainLearnsNotWhoTold(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 5)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.pass(24 * time.Hour) // it is December
	held := func() []dispute.Said {
		t.Helper()
		h, err := w.Held(t.Context(), c.Code)
		if err != nil {
			t.Fatal(err)
		}
		return h.Said
	}
	before := held()
	if len(before) != 5 {
		t.Fatalf("held: %+v", before)
	}
	w.pass(24 * time.Hour)
	w.reported(shop, 1)
	if now := held(); !slices.Equal(now, before) {
		t.Errorf("a report of today is told: %+v", now)
	}
}

// TestAnOwnerIsNotToldWhatAnotherSaid: a number changes hands, and each of the two owners learns of the other that they were there.
func TestAnOwnerIsNotToldWhatAnotherSaid(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	first := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(first.Digits, shop, true)
	w.pass(time.Hour)
	if _, err := w.Answer(t.Context(), first.Code.ID(), casefile.Upheld, "Wei", "It rang many."); err != nil {
		t.Fatal(err)
	}
	second := w.opens(shop, casefile.NewOwner, casefile.TextFrom)
	w.texted(second.Digits, shop, true)
	if _, err := w.Answer(t.Context(), second.Code.ID(), casefile.Upheld, "Wei", "Too lately."); err != nil {
		t.Fatal(err)
	}
	if f, err := w.ReadCase(t.Context(), second.Code.ID(), "Wei"); err != nil || f.Case.Words == "" || len(f.Others) != 1 || f.Others[0].Words != "" {
		t.Errorf("whoever reads one reads the words of both: %+v, %v", f, err)
	}
	w.pass(time.Hour)
	for _, c := range []struct {
		code  dispute.Code
		words string // of the dispute that was in force, which was the first owner's
	}{{first.Code, "We mend bicycles."}, {second.Code, ""}} {
		h, err := w.Held(t.Context(), c.code)
		if err != nil || len(h.Decisions) != 2 || len(h.Cases) != 2 {
			t.Fatalf("held: %+v, %v", h, err)
		}
		made := map[reputation.DecisionKind]dispute.Decided{}
		for _, d := range h.Decisions {
			made[d.Kind] = d
		}
		d := made[reputation.Dispute]
		if others := c.words == ""; d.Reason != c.words || d.Others != others || (d.At.Day() == 1 && d.At.Hour() == 0) != others {
			t.Errorf("of the dispute of the first owner: %+v", d)
		}
		if d := made[reputation.Undo]; d.By != "Wei" || d.Reason != "It rang many." || d.Others {
			t.Errorf("of what a moderator said to everybody: %+v", d)
		}
		for _, told := range h.Cases {
			if (told.Words == "") != told.Others || (told.Reason == "") != told.Others || (told.By == "") != told.Others || (told.OpenedAt.Day() == 1) != told.Others {
				t.Errorf("of a case: %+v", told)
			}
		}
	}
}

// TestAModeratorIsToldWhatAcceptingDocumentsBringsAbout, and that is what it does.
func TestAModeratorIsToldWhatAcceptingDocumentsBringsAbout(t *testing.T) {
	confirmed := func(w *world) {
		if _, err := w.Rulings.Rule(t.Context(), "", reputation.Confirm, key(t, landline), "Wei", "We rang it."); err != nil {
			t.Fatal(err)
		}
	}
	spent := func(w *world) {
		if _, err := w.Rulings.Contest(t.Context(), "", key(t, landline), "Ours."); err != nil {
			t.Fatal(err)
		}
	}
	for name, x := range map[string]struct {
		claim   casefile.Claim
		reports int
		before  func(*world)
		want    casefile.Follow
		state   casefile.State
		outcome casefile.Outcome
	}{
		"it is contested":               {casefile.Wrong, 9, nil, casefile.ToContest, casefile.InForce, ""},
		"it is confirmed":               {casefile.Wrong, 9, confirmed, casefile.ToAnswer, casefile.InForce, ""},
		"it was disputed lately":        {casefile.Forged, 9, spent, casefile.ToAnswer, casefile.InForce, ""},
		"it was reported lately":        {casefile.NewOwner, 9, nil, casefile.ToContest, casefile.InForce, ""},
		"it is quiet":                   {casefile.NewOwner, 9, func(w *world) { w.pass(200 * 24 * time.Hour) }, casefile.ToRecycle, casefile.Closed, casefile.Recycled},
		"it is to be erased":            {casefile.Erase, 1, nil, casefile.ToErase, casefile.Closed, casefile.Erased},
		"it is to be erased, and spent": {casefile.Erase, 1, spent, casefile.ToUphold, casefile.Closed, casefile.Upheld},
	} {
		w := newWorld(t)
		w.reported(landline, x.reports)
		if x.before != nil {
			x.before(w)
		}
		c := w.opens(landline, x.claim, casefile.Documents)
		if _, err := w.Submit(t.Context(), c.Code, dispute.Upload{Content: pdf}); err != nil {
			t.Fatal(name, err)
		}
		f, err := w.ReadCase(t.Context(), c.Code.ID(), "Wei")
		if err != nil || f.Admit != x.want {
			t.Errorf("%s: %q, %v, want %q", name, f.Admit, err, x.want)
		}
		got, err := w.Admit(t.Context(), c.Code.ID(), "Wei")
		if err != nil || got.State != x.state || got.Outcome != x.outcome {
			t.Errorf("%s: it is %s, %s, %v", name, got.State, got.Outcome, err)
		}
		if f, err = w.ReadCase(t.Context(), c.Code.ID(), "Wei"); err != nil || f.Admit != "" {
			t.Errorf("%s: %q can be accepted again, %v", name, f.Admit, err)
		}
	}
}
