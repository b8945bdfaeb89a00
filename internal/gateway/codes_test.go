package gateway_test

import (
	"testing"

	"ringfence/internal/conversation"
)

func TestCodesOfPages(t *testing.T) {
	w := newWorld(t)
	w.codes["482913"], w.codes["118114"] = noPhone, noPhone
	code := w.message("482913")
	w.says(w.take(code), conversation.Proved)
	w.says(w.take(code), conversation.Proved)
	delete(w.codes, "482913") // its hour is over
	w.says(w.take(code), conversation.Proved)
	w.says(w.say("482913"), conversation.NoCode)
	w.says(w.say("CODE 482914"), conversation.NoCode)
	w.says(w.forge("CODE 118114"), conversation.Elsewhere)
	if w.codes["118114"] != noPhone {
		t.Error("a gateway that proves nothing proved a phone")
	}
	hotline := w.message("118114") // also a number
	hotline.From = mustKey("+8613800138000")
	w.says(w.take(hotline), conversation.Proved)
	w.counts()
	delete(w.codes, "118114")
	w.says(w.take(hotline), conversation.Proved)
}

// A code is a page's before it is a dispute's; and neither is heard by a gateway that does not prove whose phone a message is from.
func TestCodesOfDisputes(t *testing.T) {
	w := newWorld(t)
	owners := codes{"482913": noPhone, "118114": noPhone, "604417": noPhone}
	w.Owners = owners
	w.codes["118114"] = noPhone
	w.says(w.forge("482913"), conversation.Elsewhere)
	if owners["482913"] != noPhone {
		t.Fatal("a gateway that proves nothing proved a number")
	}
	code := w.message("482913")
	w.says(w.take(code), conversation.Owner)
	delete(owners, "482913") // its case is closed
	w.says(w.take(code), conversation.Owner)
	w.says(w.say("482913"), conversation.NoCode)
	w.says(w.say("118114"), conversation.Proved)
	if owners["118114"] != noPhone {
		t.Error("the code of a page proved a number")
	}
	w.Codes = nil
	w.says(w.say("604417"), conversation.Owner)
	w.counts()
}

// Whoever is late with a code accuses no short code of the same digits; whoever was asked for a number names one.
func TestSixDigitsAreANumberWhereATextWaitsForIt(t *testing.T) {
	w := newWorld(t)
	w.says(w.say("482913"), conversation.NoCode)
	w.counts()
	w.says(w.say(bait), conversation.WantsNumber)
	short := w.message("482913")
	told := w.says(w.take(short), conversation.Reported)
	if again := w.says(w.take(short), conversation.Reported); again.Receipt != told.Receipt {
		t.Error("delivered again it got another receipt")
	}
	w.says(w.say("CALL 482913"), conversation.Reported)
	w.counts("text verified  US/482913 Your parcel is held. Ring [phone] or write to [email]", "call verified  US/482913 ")
}

// Whoever texts a page's code to the wrong gateway accuses no short code of the same digits.
func TestACodeByAGatewayThatProvesNothingIsNoNumber(t *testing.T) {
	for _, phone := range []string{"+8613800138000", "+12025550150", "+85251234567"} {
		w := newWorld(t)
		by := func(body string) conversation.Reply {
			r := w.message(body)
			r.Gateway, r.Signed, r.From = "generic", false, mustKey(phone)
			return w.take(r)
		}
		for _, code := range []string{"202555", "834712", "118114"} {
			w.says(by(code), conversation.Elsewhere)
		}
		w.counts()
	}
	w := newWorld(t)
	w.says(w.forge(bait), conversation.WantsNumber)
	w.says(w.forge("834712"), conversation.Reported) // who was asked for a number names one
}

func TestWithoutPagesThereAreNoCodes(t *testing.T) {
	w := newWorld(t)
	w.Codes = nil
	w.says(w.say("CODE 482913"), conversation.NoCode)
	w.says(w.say("482913"), conversation.Reported) // a short code
	w.counts("call verified  US/482913 ")
}
