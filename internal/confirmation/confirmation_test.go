package confirmation_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ringfence/internal/confirmation"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
)

const (
	mine   = "+12025550150"
	yours  = "+12025550151"
	byMine = "phone/" + mine
)

func TestACodeThatIsTextedFirst(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	w.says(code, secret, confirmation.Waiting)
	w.hears(code, mine, true)
	w.hears(code, mine, true)   // delivered again
	w.hears(code, yours, false) // guessed, or typed wrong
	w.says(code, secret, confirmation.Proved)

	w.spoke[receipt], w.spoke[another] = byMine, ""
	w.attaches(code, secret, receipt, confirmation.Proved)
	w.attaches(code, secret, receipt, confirmation.Proved) // the form sent again
	w.hears(code, mine, true)                              // delivered again after that
	w.says(code, secret, confirmation.Gone)
	w.attaches(code, secret, another, confirmation.Gone)
	if w.spoke[another] != "" {
		t.Error("one text gave its voice to two reports")
	}
}

func TestACodeThatIsTextedLast(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	w.now = w.now.Add(50 * time.Minute)
	w.spoke[receipt] = ""
	w.attaches(code, secret, receipt, confirmation.Waiting)
	w.attaches(code, secret, receipt, confirmation.Waiting)
	w.now = w.now.Add(50 * time.Minute) // the hour begins anew with the receipt
	w.hears(code, mine, true)
	if w.spoke[receipt] != byMine {
		t.Errorf("the report is by %q", w.spoke[receipt])
	}
	w.hears(code, yours, false)
	w.attaches(code, secret, receipt, confirmation.Proved)
}

func TestACodeForAReportThatWasSent(t *testing.T) {
	w := newWorld(t)
	w.spoke[receipt] = ""
	code := w.offersFor()
	w.now = w.now.Add(50 * time.Minute)
	if again := w.offersFor(); again != code {
		t.Errorf("asked again the code is %s, was %s", again, code)
	}
	w.now = w.now.Add(50 * time.Minute)
	w.hears(code, mine, true)
	if w.spoke[receipt] != byMine {
		t.Errorf("the report is by %q", w.spoke[receipt])
	}
	if next := w.offersFor(); next == code {
		t.Error("a code that was used up is given again")
	}
	w.says(code, confirmation.Secret{}, confirmation.Gone)
	w.attaches(code, confirmation.Secret{}, receipt, confirmation.Gone)
}

// offersFor returns a code for the report.
func (w *world) offersFor() confirmation.Code {
	w.Helper()
	code, err := w.OfferFor(w.Context(), receipt)
	if err != nil {
		w.Fatal(err)
	}
	return code
}

// TestTheReceiptShowsTheCodeOfTheForm, so that nobody who looks again texts one code and waits for another.
func TestTheReceiptShowsTheCodeOfTheForm(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	w.spoke[receipt] = ""
	w.attaches(code, secret, receipt, confirmation.Waiting)
	if shown := w.offersFor(); shown != code {
		t.Errorf("the form had %s, the receipt has %s", code, shown)
	}
}

func TestAnHourIsAllThereIs(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	w.spoke[receipt] = ""
	late := w.offersFor()
	w.now = w.now.Add(confirmation.CodeFor)
	w.hears(code, mine, false)
	w.hears(late, mine, false)
	w.says(code, secret, confirmation.Gone)
	w.attaches(code, secret, receipt, confirmation.Gone)
	if next := w.offersFor(); next == late {
		t.Error("a code that ran out is given again")
	}
}

// TestATextIsRememberedAsLongAsGatewaysDeliverAgain: a form that is filled in slowly has it, too.
func TestATextIsRememberedAsLongAsGatewaysDeliverAgain(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	w.hears(code, mine, true)
	w.now = w.now.Add(confirmation.HeardFor - time.Second)
	w.hears(code, mine, true)
	w.says(code, secret, confirmation.Proved)
	w.now = w.now.Add(time.Second)
	w.hears(code, mine, false)
}

func TestNobodyElsesFormHasTheProof(t *testing.T) {
	w := newWorld(t)
	code, _ := w.offer()
	_, other := w.offer()
	w.spoke[receipt] = ""
	w.hears(code, mine, true)
	for _, secret := range []confirmation.Secret{other, {}} {
		w.says(code, secret, confirmation.Gone)
		w.attaches(code, secret, receipt, confirmation.Gone)
	}
	if w.spoke[receipt] != "" {
		t.Errorf("the report is by %q", w.spoke[receipt])
	}
}

func TestAReportThatWasWithdrawn(t *testing.T) {
	w := newWorld(t)
	w.spoke[receipt] = ""
	code := w.offersFor()
	delete(w.spoke, receipt)
	w.hears(code, mine, false)

	code, secret := w.offer()
	w.hears(code, mine, true)
	w.attaches(code, secret, receipt, confirmation.Gone)
}

func TestWhatIsNoCode(t *testing.T) {
	w := newWorld(t)
	w.offer()
	for _, code := range []string{"", "12345", "1234567", "12345a", "１２３４５６", " 12345", "report/" + strings.Repeat("01", 32)} {
		if _, ok := confirmation.ParseCode(code); ok {
			t.Errorf("%q is a code", code)
		}
		w.hears(confirmation.Code(code), mine, false)
	}
	if code, ok := confirmation.ParseCode("012345"); !ok || code != "012345" {
		t.Errorf("012345 is %q, %v", code, ok)
	}
}

func TestEveryCodeIsOneFormsAlone(t *testing.T) {
	w := newWorld(t)
	seen := map[confirmation.Code]bool{}
	for range 2000 { // of a million, two are alike in nearly nine of ten such runs
		code, _ := w.offer()
		if _, ok := confirmation.ParseCode(string(code)); !ok || seen[code] {
			t.Fatalf("code %q, seen before: %v", code, seen[code])
		}
		seen[code] = true
	}
}

// crowded are keys under which all codes have one name.
type crowded struct{ *keyring.Ring }

func (crowded) ConversationCode(string, time.Time) (present conversation.Name, previous []conversation.Name, err error) {
	return conversation.Name(strings.Repeat("0", 32)), nil, nil
}

func TestNoCodeIsTakenFromAnother(t *testing.T) {
	w := newWorld(t)
	w.Keys = crowded{w.ring}
	code, secret := w.offer()
	if _, _, err := w.Offer(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("with no code left: %v", err)
	}
	w.says(code, secret, confirmation.Waiting)
	w.now = w.now.Add(confirmation.CodeFor)
	w.offer() // the place of one that ran out
}

func TestACodeIsGoodAcrossTheTurnOfAnEpoch(t *testing.T) {
	w := newWorld(t)
	const epoch = keyring.EpochDays * 24 * time.Hour
	w.now = time.Unix(0, 0).UTC().Add(230*epoch - time.Minute)
	code, secret := w.offer()
	heard, other := w.offer()
	w.hears(heard, mine, true)
	w.now = w.now.Add(2 * time.Minute)
	w.hears(code, mine, true)
	w.says(code, secret, confirmation.Proved)
	w.hears(heard, mine, true)
	w.hears(heard, yours, false)
	w.says(heard, other, confirmation.Proved)
}

// TestNothingKeptTellsThePhone, to whoever has all that is kept and all keys of it.
func TestNothingKeptTellsThePhone(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	sizes := map[int]bool{}
	look := func() {
		t.Helper()
		for name, r := range w.kept {
			note, err := w.ring.OpenNote(r.SealedOn, r.Sealed, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{mine[1:], mine[2:], secret.Hex(), "2025550150"} {
				if bytes.Contains(note, []byte(part)) || bytes.Contains(r.Sealed, []byte(part)) {
					t.Errorf("%s is kept: %s", part, note)
				}
			}
			sizes[len(r.Sealed)] = true
		}
	}
	look()
	w.hears(code, mine, true)
	look()
	w.spoke[receipt] = ""
	w.attaches(code, secret, receipt, confirmation.Proved)
	w.offersFor()
	look()
	if len(sizes) != 1 {
		t.Errorf("what is kept has %d sizes", len(sizes))
	}
}

func TestASecretDoesNotPrintItself(t *testing.T) {
	w := newWorld(t)
	_, secret := w.offer()
	for _, verb := range []string{"%v", "%+v", "%s", "%#v"} {
		if printed := fmt.Sprintf(verb, secret); printed != "(secret)" {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
	if again, ok := confirmation.ParseSecret(secret.Hex()); !ok || again != secret {
		t.Error("a form cannot send its secret back")
	}
	for _, s := range []string{"", "00", strings.Repeat("x", 64), secret.Hex() + "00"} {
		if _, ok := confirmation.ParseSecret(s); ok {
			t.Errorf("%q is a secret", s)
		}
	}
}

func TestTheStoreIsAway(t *testing.T) {
	w := newWorld(t)
	code, secret := w.offer()
	w.before = func() error { return fault.Unavailable }
	_, _, offer := w.Offer(t.Context())
	_, offerFor := w.OfferFor(t.Context(), receipt)
	_, hear := w.Hear(t.Context(), string(code), key(t, mine))
	_, _, speaker := w.Speaker(t.Context(), code, secret)
	_, attach := w.Attach(t.Context(), code, secret, receipt)
	for name, err := range map[string]error{"Offer": offer, "OfferFor": offerFor, "Hear": hear, "Speaker": speaker, "Attach": attach} {
		if !errors.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestThePhoneIsKeptNoLongerThanItIsNeeded, not even in its box.
func TestThePhoneIsKeptNoLongerThanItIsNeeded(t *testing.T) {
	for _, textedFirst := range []bool{true, false} {
		w := newWorld(t)
		code, secret := w.offer()
		w.spoke[receipt] = ""
		if textedFirst {
			w.hears(code, mine, true)
			w.attaches(code, secret, receipt, confirmation.Proved)
		} else {
			w.attaches(code, secret, receipt, confirmation.Waiting)
			w.hears(code, mine, true)
		}
		for name, r := range w.kept {
			if note, err := w.ring.OpenNote(r.SealedOn, r.Sealed, name); err != nil || strings.Contains(string(note), "phone") {
				t.Errorf("texted first %v: %s, %v", textedFirst, note, err)
			}
		}
		w.hears(code, mine, true)
		w.attaches(code, secret, receipt, confirmation.Proved)
	}
}

// TestTheCodeOfAReportThatIsCorrected: it waits for the correction, though it was texted before anybody said so.
func TestTheCodeOfAReportThatIsCorrected(t *testing.T) {
	for _, early := range []bool{false, true} {
		w := newWorld(t)
		w.spoke[receipt] = ""
		code, err := w.OfferFor(w.Context(), receipt)
		if err != nil {
			t.Fatal(err)
		}
		delete(w.spoke, receipt)
		w.spoke[another] = ""
		if early {
			w.hears(code, mine, false)
		}
		w.now = w.now.Add(40 * time.Minute)
		for range 2 {
			if err := w.Follow(w.Context(), receipt, another); err != nil {
				t.Fatal(err)
			}
		}
		if again, err := w.OfferFor(w.Context(), another); err != nil || !early && again != code {
			t.Errorf("the correction is offered %s after %s, %v", again, code, err)
		}
		w.hears(code, mine, true)
		if w.spoke[another] != byMine {
			t.Errorf("early %v: the correction is by %q", early, w.spoke[another])
		}
	}
}

// TestACorrectionGivesACodeNoFurtherTime: it lives as long as it was shown for.
func TestACorrectionGivesACodeNoFurtherTime(t *testing.T) {
	w := newWorld(t)
	w.spoke[receipt], w.spoke[another] = "", ""
	code, err := w.OfferFor(w.Context(), receipt)
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(confirmation.CodeFor - time.Minute)
	if err := w.Follow(w.Context(), receipt, another); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	w.hears(code, mine, false)
}

// TestARecordEndsOnAFullHour: that it is kept until then does not make the code good for longer.
func TestARecordEndsOnAFullHour(t *testing.T) {
	w := newWorld(t)
	w.now = w.now.Add(20*time.Minute + 7*time.Second)
	code, _ := w.offer()
	for _, r := range w.kept {
		if !r.Until.Equal(r.Until.Truncate(time.Hour)) {
			t.Errorf("a record ends at %v", r.Until)
		}
	}
	w.now = w.now.Add(confirmation.CodeFor)
	w.hears(code, mine, false)
}
