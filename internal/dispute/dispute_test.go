package dispute_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
)

func TestAListedNumberIsOffTheListsOnceItsOwnerTextsTheDigits(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	if !w.shown(shop).Exported {
		t.Fatal("the number is not exported to begin with")
	}
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	if c.Step != dispute.TextDigits || len(c.Digits) != 6 || !slices.Equal(c.TextTo, []string{desk}) {
		t.Fatalf("the owner is told %+v", c.Standing)
	}
	w.texted("000000", shop, c.Digits == "000000")
	w.texted(c.Digits, stranger, false) // whoever texts them, they are about one number
	if !w.shown(shop).Listed {
		t.Error("it is off the lists before it is proved")
	}
	w.texted(c.Digits, shop, true)
	w.texted(c.Digits, shop, true) // delivered again
	s := w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
	if s.Step != dispute.Wait || s.Digits != "" {
		t.Errorf("the owner is told %+v", s)
	}
	if j := w.shown(shop); j.Listed || j.Exported || !slices.Contains(j.Conditions, reputation.Disputed) {
		t.Errorf("it is shown as %+v", j)
	}
	if words, since, inForce, err := w.Contested(t.Context(), key(t, shop)); err != nil || !inForce || words != "We mend bicycles." || !since.Equal(s.Case.ProvedAt) {
		t.Errorf("the public reads %q, %v, %v, %v", words, since, inForce, err)
	}
	if w.made(shop, reputation.Dispute) != 1 {
		t.Error("there is not one dispute")
	}
	w.refuses(shop, casefile.Wrong, casefile.TextFrom, dispute.ErrUnderWay)
}

func TestWhatIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t)
	w.refuses(shop, casefile.Wrong, casefile.TextFrom, dispute.ErrNothing)
	w.reported(shop, 9)
	w.refuses(shop, casefile.Erase, casefile.TextFrom, dispute.ErrListed)
	w.refuses(shop, "robbed", casefile.TextFrom, dispute.ErrClaim)
	w.refuses(shop, casefile.Wrong, casefile.DNS, dispute.ErrProof)
	w.refuses("CN/95588", casefile.Wrong, casefile.TextFrom, dispute.ErrProof)
	w.refuses("CN/95588", casefile.Wrong, casefile.CodeTo, dispute.ErrProof)
	w.refuses("+447700900150", casefile.Wrong, casefile.CodeTo, dispute.ErrProof) // no gateway sends there
	w.refuses("+12025550101", casefile.Wrong, casefile.Documents, dispute.ErrSample)
	w.refuses("CN/110", casefile.Wrong, casefile.Documents, dispute.ErrSample)
	for _, words := range []string{strings.Repeat("长", dispute.MaxWords+1), "a\x00b", "a\xff"} {
		_, err := w.Open(t.Context(), dispute.Request{Subject: key(t, shop), Claim: casefile.Wrong, Proof: casefile.TextFrom, Words: words, Lang: "en"})
		if !errors.Is(err, dispute.ErrWords) {
			t.Errorf("words %.5q: %v", words, err)
		}
	}
	c, err := w.Open(t.Context(), dispute.Request{
		Subject: key(t, shop), Claim: casefile.Wrong, Proof: casefile.TextFrom, Lang: "en", Words: "Ring +44 7700 900199\nor see www.example.com/win, we are honest",
	})
	if err != nil || strings.Contains(c.Case.Words, "900199") || strings.Contains(c.Case.Words, "example.com") || !strings.Contains(c.Case.Words, "we are honest") {
		t.Errorf("the public reads %q, %v", c.Case.Words, err)
	}
}

func TestSixDigitsCannotBeGuessed(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.CodeTo)
	if c.Step != dispute.AskDigits || c.TextsLeft != dispute.MaxTexts || c.Digits != "" {
		t.Fatalf("the owner is told %+v", c.Standing)
	}
	if s, err := w.Prove(t.Context(), c.Code, ""); err != nil || !slices.Equal(s.Notes, []dispute.Note{dispute.NoteNewDigits}) {
		t.Errorf("no digits before any were sent: %v, %v", s.Notes, err)
	}
	w.sends(c.Code, dispute.NoteSent)
	var guessing sync.WaitGroup
	for i := range 40 { // at once
		guessing.Go(func() { _, _ = w.Prove(t.Context(), c.Code, other(w.sent[0], i)) })
	}
	guessing.Wait()
	s, err := w.Prove(t.Context(), c.Code, w.sent[0])
	if err != nil || !slices.Equal(s.Notes, []dispute.Note{dispute.NoteNewDigits}) || s.Step != dispute.AskDigits {
		t.Fatalf("right digits after forty wrong ones: %+v, %v", s, err)
	}
	w.sends(c.Code, dispute.NoteSent)
	if s, err = w.Prove(t.Context(), c.Code, w.sent[0]); err != nil || s.TriesLeft != dispute.MaxTries-1 || !slices.Equal(s.Notes, []dispute.Note{dispute.NoteWrongDigits}) {
		t.Fatalf("the digits before: %+v, %v", s, err)
	}
	w.pass(dispute.DigitsFor)
	if s, err = w.Prove(t.Context(), c.Code, w.sent[1]); err != nil || !slices.Equal(s.Notes, []dispute.Note{dispute.NoteNewDigits}) {
		t.Fatalf("digits that are too old: %+v, %v", s, err)
	}
	w.sends(c.Code, dispute.NoteSent)
	w.sends(c.Code, dispute.NoteEnough)
	if len(w.sent) != dispute.MaxTexts {
		t.Errorf("%d texts were sent", len(w.sent))
	}
	if s, err = w.Prove(t.Context(), c.Code, w.sent[2]); err != nil || s.Case.State != casefile.InForce {
		t.Fatalf("right digits: %+v, %v", s, err)
	}
	if w.shown(shop).Listed {
		t.Error("it is still listed")
	}
	if _, err := w.Prove(t.Context(), c.Code, w.sent[2]); !errors.Is(err, dispute.ErrStep) {
		t.Errorf("proving again: %v", err)
	}
}

// other returns digits that are not those given.
func other(digits string, i int) string {
	b := []byte(digits)
	b[i%6] = '0' + (b[i%6]-'0'+1+byte(i/6))%10
	return string(b)
}

// sends expects what becomes of asking for a text.
func (w *world) sends(code dispute.Code, want dispute.Note) {
	w.Helper()
	if s, err := w.Send(w.Context(), code); err != nil || len(s.Notes) == 0 || s.Notes[0] != want {
		w.Errorf("a text was asked for: %v, %v, want %v", s.Notes, err, want)
	}
}

func TestNoTextIsSentThatMayNotBe(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.CodeTo)
	w.allowed = false
	if _, err := w.Send(t.Context(), c.Code); !errors.Is(err, dispute.ErrNoText) || len(w.sent) != 0 {
		t.Errorf("without leave: %v, %d sent", err, len(w.sent))
	}
	w.allowed = true
	name := w.Keys.StopName(reputation.ByPhone(key(t, shop)).Identity)
	if err := w.Store.Stop(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Send(t.Context(), c.Code); !errors.Is(err, dispute.ErrStopped) || len(w.sent) != 0 {
		t.Errorf("after STOP: %v, %d sent", err, len(w.sent))
	}
	if err := w.Store.Resume(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	w.beforeSave = func() error { return errDown } // what cannot be counted is not sent
	if _, err := w.Send(t.Context(), c.Code); !errors.Is(err, fault.Unavailable) || len(w.sent) != 0 {
		t.Errorf("without a store: %v, %d sent", err, len(w.sent))
	}
	w.beforeSave = nil
	w.sends(c.Code, dispute.NoteSent)
	if _, err := w.Withdraw(t.Context(), c.Code); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Send(t.Context(), c.Code); !errors.Is(err, dispute.ErrClosed) || len(w.sent) != 1 {
		t.Errorf("for a case that is withdrawn: %v, %d sent", err, len(w.sent))
	}
	if _, err := w.Prove(t.Context(), c.Code, w.sent[0]); !errors.Is(err, dispute.ErrClosed) {
		t.Errorf("the code of a closed case: %v", err)
	}
	w.is(c.Code, casefile.Closed, casefile.Withdrawn)
}

func TestADisputeHidesNoScammer(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)

	if _, err := w.Answer(t.Context(), c.Code.ID(), casefile.Upheld, "Wei", "Nine people tell the same."); err != nil {
		t.Fatal(err)
	}
	if !w.shown(shop).Listed {
		t.Error("what is shown stays, and it is not listed")
	}
	w.refuses(shop, casefile.Wrong, casefile.TextFrom, dispute.ErrAnswered)
	w.pass(31 * 24 * time.Hour)
	w.reported(shop, 9)
	c = w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.InForce, "", dispute.NoteSpent)
	if !w.shown(shop).Listed || w.made(shop, reputation.Dispute) != 1 {
		t.Error("a second dispute within 180 days hides it")
	}
	if _, err := w.Withdraw(t.Context(), c.Code); err != nil {
		t.Fatal(err)
	}

	w.pass(reputation.DisputeEvery)
	w.reported(shop, 9)
	c = w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
	w.tends(0)
	w.pass(9 * time.Hour)
	w.reported(shop, 4)
	w.tends(1)
	w.is(c.Code, casefile.Closed, casefile.Lapsed)
	if !w.shown(shop).Listed {
		t.Error("a dispute that lapsed still hides it")
	}
}

func TestWithdrawingFreesNoSecondDispute(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	if s, err := w.Withdraw(t.Context(), c.Code); err != nil || s.Step != dispute.Nothing {
		t.Fatal(s, err)
	}
	if !w.shown(shop).Listed {
		t.Error("it is not listed again")
	}
	c = w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.InForce, "", dispute.NoteSpent)
	if !w.shown(shop).Listed {
		t.Error("whoever withdraws can dispute anew")
	}
}

func TestNoDisputeOfWhatAModeratorConfirmed(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	if _, err := w.Rulings.Rule(t.Context(), "", reputation.Confirm, key(t, shop), "Wei", "We rang it."); err != nil {
		t.Fatal(err)
	}
	w.opens(shop, casefile.NewOwner, casefile.TextFrom)
	w.pass(100 * 24 * time.Hour) // quiet
	c := w.opens(shop, casefile.NewOwner, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.InForce, "", dispute.NoteConfirmed)
	if !w.shown(shop).Listed {
		t.Error("control of a confirmed number hides it")
	}
	w.pass(time.Second)
	if _, err := w.Rulings.Rule(t.Context(), "", reputation.Clear, key(t, shop), "Ling", "It has a new owner."); err != nil {
		t.Fatal(err)
	}
	w.tends(2) // one is answered by that; and nobody proved the other
	if s := w.is(c.Code, casefile.Closed, casefile.Cleared); s.Case.By != "Ling" || s.Case.Reason != "It has a new owner." {
		t.Errorf("answered by %q: %q", s.Case.By, s.Case.Reason)
	}
}

func TestWhatIsHeldOfAnUnlistedNumberIsForgotten(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 1)
	c := w.opens(shop, casefile.Erase, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.Closed, casefile.Erased)
	w.texted(c.Digits, shop, true) // delivered again
	if w.shown(shop).Shown {
		t.Error("what was said still counts")
	}
	decisions, err := w.Store.Decisions(t.Context(), key(t, shop))
	if err != nil || len(decisions) != 1 {
		t.Fatal(decisions, err)
	}
	if _, err := w.Rulings.Undo(t.Context(), "", key(t, shop), decisions[0].ID, "Wei", "No."); !errors.Is(err, ruling.ErrForgotten) {
		t.Errorf("what was forgotten counts again: %v", err)
	}

	w.reported(stranger, 1)
	c = w.opens(stranger, casefile.Erase, casefile.TextFrom)
	w.pass(time.Hour)
	w.reported(stranger, 9)
	w.texted(c.Digits, stranger, true)
	w.is(c.Code, casefile.Closed, casefile.Upheld, dispute.NoteListed)
	if w.made(stranger, reputation.Forget) != 0 {
		t.Error("what is listed was forgotten")
	}
}

func TestADisputedNumberIsNotForgotten(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	erase := w.opensBeside(c, casefile.Erase)
	w.texted(erase.Digits, shop, true)
	w.is(erase.Code, casefile.Closed, casefile.Upheld, dispute.NoteSpent)
	if w.made(shop, reputation.Forget) != 0 || !w.shown(shop).Shown {
		t.Error("a dispute takes a number off the lists, and then all that was said is forgotten")
	}
}

// opensBeside opens a case about a subject whose dispute was opened before, and is answered meanwhile.
func (w *world) opensBeside(c dispute.Opened, claim casefile.Claim) dispute.Opened {
	w.Helper()
	if _, err := w.Answer(w.Context(), c.Code.ID(), casefile.Accepted, "Wei", "Others show it."); err != nil {
		w.Fatal(err)
	}
	return w.opens(c.Case.Subject.String(), claim, casefile.TextFrom)
}

func TestANewOwner(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.NewOwner, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.is(c.Code, casefile.InForce, "", dispute.NoteInForce, dispute.NoteNotQuiet)

	w.reported(stranger, 9)
	w.pass(91 * 24 * time.Hour)
	c = w.opens(stranger, casefile.NewOwner, casefile.TextFrom)
	w.texted(c.Digits, stranger, true)
	w.is(c.Code, casefile.Closed, casefile.Recycled)
	if w.shown(stranger).Shown || w.made(stranger, reputation.Recycle) != 1 {
		t.Error("what was said of the owner before still counts")
	}
}

func TestTwoProofsAtOnceMakeOneDecision(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	var both sync.WaitGroup
	for range 8 {
		both.Go(func() { w.texted(c.Digits, shop, true) })
	}
	both.Wait()
	if n := w.made(shop, reputation.Dispute); n != 1 {
		t.Errorf("there are %d disputes", n)
	}
	w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
	w.sound()
}

func TestACrashBetweenTheDecisionAndTheCase(t *testing.T) {
	for _, goOn := range []string{"the text is delivered again", "the page is loaded", "the chore comes"} {
		w := newWorld(t)
		w.reported(shop, 9)
		c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
		saves := 0
		w.beforeSave = func() error {
			if saves++; saves > 1 {
				return errDown
			}
			return nil
		}
		if found, err := w.Hear(t.Context(), c.Digits, key(t, shop)); err == nil || found {
			t.Fatalf("heard: %v, %v", found, err)
		}
		w.beforeSave = nil
		w.pass(time.Minute)
		switch goOn {
		case "the text is delivered again":
			w.texted(c.Digits, shop, true)
		case "the chore comes":
			w.tends(1)
		}
		w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
		if n := w.made(shop, reputation.Dispute); n != 1 {
			t.Errorf("%s: there are %d disputes", goOn, n)
		}
	}
}

func TestNothingIsDecidedThatTheLogDoesNotHold(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.unlogged = errDown
	if found, err := w.Hear(t.Context(), c.Digits, key(t, shop)); err == nil || found || !w.shown(shop).Listed {
		t.Errorf("heard without a log: %v, %v", found, err)
	}
	w.unlogged = nil
	w.texted(c.Digits, shop, true)
	if w.shown(shop).Listed {
		t.Error("it is still listed")
	}
}

func TestADomainIsProvedByItsRecord(t *testing.T) {
	w := newWorld(t)
	const domain = "domain/example.com"
	w.reported(domain, 9)
	c := w.opens(domain, casefile.Wrong, casefile.DNS)
	if c.Step != dispute.AddRecord || c.Record.Name != "_ringfence.example.com" || !strings.HasPrefix(c.Record.Value, "ringfence-verify=") {
		t.Fatalf("the owner is told %+v", c.Standing)
	}
	checks := func(want ...dispute.Note) {
		t.Helper()
		if s, err := w.CheckDNS(t.Context(), c.Code); err != nil || !slices.Equal(s.Notes, want) {
			t.Errorf("checked: %v, %v, want %v", s.Notes, err, want)
		}
	}
	checks(dispute.NoteNoRecord)
	w.records[c.Record.Name+"."] = []string{"v=spf1 -all", "ringfence-verify=" + strings.Repeat("0", 32)}
	checks(dispute.NoteNoRecord)
	w.dnsErr = errors.New("no route")
	if _, err := w.CheckDNS(t.Context(), c.Code); !errors.Is(err, dispute.ErrResolver) {
		t.Errorf("without a DNS: %v", err)
	}
	w.dnsErr = nil
	w.records[c.Record.Name+"."] = append(w.records[c.Record.Name+"."], c.Record.Value)
	checks(dispute.NoteInForce)
	if w.shown(domain).Listed {
		t.Error("it is still listed")
	}
}

func TestACaseThatNobodyProvesIsClosed(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.pass(casefile.ProveWithin)
	w.texted(c.Digits, shop, false) // though the chore was not there yet
	w.tends(1)
	w.tends(0)
	w.is(c.Code, casefile.Closed, casefile.Unproved)
	w.texted(c.Digits, shop, false)
}

func TestCodesOfNoCase(t *testing.T) {
	w := newWorld(t)
	code, err := dispute.ParseCode("0000-0000-0000-0000-0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Case(t.Context(), code); !errors.Is(err, fault.NotFound) {
		t.Errorf("a code of no case: %v", err)
	}
	for _, text := range []string{"", "0000-0000-0000-0000-1", shop} {
		if _, err := dispute.ParseCode(text); !errors.Is(err, dispute.ErrCode) {
			t.Errorf("%q: %v", text, err)
		}
	}
	w.reported(shop, 1)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	again, err := dispute.ParseCode(strings.ToLower(strings.ReplaceAll(c.Code.String(), "-", " ")))
	if err != nil || again != c.Code || c.Case.ID != c.Code.ID() || strings.Contains(c.Case.ID, c.Code.String()) {
		t.Errorf("read back: %v, %v", again, err)
	}
}
