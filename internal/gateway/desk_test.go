package gateway_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/gateway"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

const (
	bait   = "Your parcel is held. Ring (202) 555-0143 or write to jo@example.org"
	call   = "call verified  +12025550143 "
	baited = "text verified  +12025550143 Your parcel is held. Ring (202) 555-0143 or write to [email]"
)

func TestAForwardedTextAndThenItsNumber(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	w.counts()
	w.after(20 * time.Second)
	told := w.says(w.say("202-555-0143"), conversation.Reported)
	w.counts(baited)
	if _, err := w.reports.Report(context.Background(), told.Receipt); err != nil {
		t.Errorf("the receipt leads nowhere: %v", err)
	}
	w.after(time.Minute)
	w.says(w.say("202-555-0144"), conversation.Reported)
	w.counts(baited, "call verified  +12025550144 ")
}

// A phone cuts a long text in parts, each of which asks for its number.
func TestTheNumberOfATextInParts(t *testing.T) {
	w := newWorld(t)
	w.says(w.say("Your parcel is held. Pay the fee at the page below, or else"), conversation.WantsNumber)
	w.says(w.say("it is sent back. Ring (202) 555-0143 or write to jo@example.org"), conversation.WantsNumber)
	w.says(w.say("202-555-0143"), conversation.Reported)
	w.says(w.say("202-555-0144"), conversation.Reported)
	w.counts("text verified  +12025550143 Your parcel is held. Pay the fee at the page below, or else\nit is sent back. Ring (202) 555-0143 or write to [email]",
		"call verified  +12025550144 ")
}

func TestATextIsForgottenAfterADay(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	w.after(25 * time.Hour)
	w.says(w.say("202-555-0143"), conversation.Reported)
	w.counts(call)
	w.says(w.say(bait), conversation.WantsNumber)
	w.after(time.Hour)
	w.says(w.say("202-555-0143"), conversation.Reported)
	w.counts(call, baited)
}

// Not only does it count no more: nothing of it is left where records lie.
func TestATextThatNobodyCompletesIsDeletedAfterADay(t *testing.T) {
	w := newWorld(t)
	w.says(w.say("202-555-0144"), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	w.after(conversation.PendingFor + time.Hour)
	if n, err := w.Forget(context.Background()); n != 1 || err != nil || w.remembered(aPhone) != "" {
		t.Errorf("%d memories were forgotten, %v; left is %s", n, err, w.remembered(aPhone))
	}
}

// A record that told the second in which somebody wrote would tell whose it is, beside a carrier's records.
func TestARecordEndsOnAFullHour(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{bait, "202-555-0143", "CALL 202-555-0144", "STOP"} {
		w.say(body)
	}
	for _, what := range w.disk.wrote {
		if r, ok := what.(conversation.Record); ok && (!r.Until.Equal(r.Until.Truncate(time.Hour)) || r.Until.Before(w.now.Add(conversation.PendingFor-time.Minute))) {
			t.Errorf("a record ends at %v", r.Until)
		}
	}
}

func TestDeliveredAgainAfterTwoDaysTheReceiptIsTheSame(t *testing.T) {
	w := newWorld(t)
	text, number := w.message(bait), w.message("202-555-0143")
	w.take(text)
	first := w.says(w.take(number), conversation.Reported)
	for _, later := range []time.Duration{time.Second, time.Hour, 47 * time.Hour} {
		w.after(later)
		for _, r := range []gateway.Received{text, number} {
			if again := w.says(w.take(r), conversation.Reported); again.Receipt != first.Receipt {
				t.Errorf("%v later %q is answered with another receipt", later, r.Body)
			}
		}
	}
	w.counts(baited)
}

// A gateway that goes on delivering is answered with the receipt that is kept, though the text is forgotten.
func TestDeliveredAgainAfterAWeekTheReceiptIsTheSame(t *testing.T) {
	w := newWorld(t)
	w.take(w.message(bait))
	number := w.message("202-555-0143")
	first := w.says(w.take(number), conversation.Reported)
	w.after(7 * 24 * time.Hour)
	if n, err := w.Forget(context.Background()); n != 1 || err != nil {
		t.Fatalf("%d memories were forgotten, %v", n, err)
	}
	if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
		t.Error("another receipt")
	}
	w.counts(baited)
}

// Somebody who has the keys that stay, the phone and the very words still finds no report by them, once the dated keys are destroyed.
func TestNoReportIsFoundByItsSenderForGood(t *testing.T) {
	for _, signed := range []bool{true, false} {
		w := newWorld(t)
		r := w.message("CALL 202-555-0143")
		r.Signed = signed
		first := w.says(w.take(r), conversation.Reported)
		if _, err := w.keys.Expire(w.now.AddDate(0, 0, keyring.EpochKept+1)); err != nil {
			t.Fatal(err)
		}
		if again := w.says(w.take(r), conversation.Reported); again.Receipt == first.Receipt {
			t.Errorf("signed %v: the same message leads to the report without the keys of its time", signed)
		}
	}
}

// So much was said since that the number is not known any more. It is no answer to the text that came meanwhile, which waits on.
func TestANumberThatIsForgottenTakesNoLaterText(t *testing.T) {
	w := newWorld(t)
	first := w.message("202-555-0143")
	first.Sent = time.Time{}
	told := w.says(w.take(first), conversation.Reported)
	for range conversation.MaxTurns {
		w.say("START")
	}
	text := w.message(bait)
	text.Sent = time.Time{}
	w.says(w.take(text), conversation.WantsNumber)
	w.after(5 * time.Minute)
	for range 2 {
		if again := w.says(w.take(first), conversation.Reported); again.Receipt != told.Receipt {
			t.Error("another receipt")
		}
	}
	w.says(w.take(text), conversation.WantsNumber)
	w.says(w.say("202-555-0144"), conversation.Reported)
	w.counts(call, strings.Replace(strings.Replace(baited, "0143", "0144", 1), "(202) 555-0143", "[phone]", 1))
}

func TestTwoGatewaysWithTheSameMessage(t *testing.T) {
	for _, c := range []struct {
		gateways [2]string
		signed   bool
		want     string
	}{
		{[2]string{"twilio", "vonage"}, true, call},
		{[2]string{"alibaba", "tencent"}, false, "call anonymous  +12025550143 "},
	} {
		w := newWorld(t)
		by := func(name string) gateway.Received {
			r := w.message("CALL 202-555-0143")
			r.Gateway, r.Signed = name, c.signed
			return r
		}
		first := w.says(w.take(by(c.gateways[0])), conversation.Reported)
		w.after(time.Minute)
		if again := w.says(w.take(by(c.gateways[1])), conversation.Reported); again.Receipt != first.Receipt {
			t.Errorf("%s got another receipt than %s", c.gateways[1], c.gateways[0])
		}
		w.counts(c.want)
	}
}

func TestANumberThatOvertakesItsText(t *testing.T) {
	w := newWorld(t)
	text := w.message(bait)
	w.after(20 * time.Second)
	number := w.message("202-555-0143")
	first := w.says(w.take(number), conversation.Reported)
	w.counts(call)
	w.after(time.Second)
	second := w.says(w.take(text), conversation.Reported)
	w.counts(baited)
	if first.Receipt == second.Receipt {
		t.Error("another report has the same receipt")
	}
	for _, r := range []gateway.Received{number, text} {
		if again := w.says(w.take(r), conversation.Reported); again.Receipt != second.Receipt {
			t.Errorf("%q, delivered again, is answered with another receipt", r.Body)
		}
	}
	w.counts(baited)
}

func TestAReportThatWasTakenBackStaysTakenBack(t *testing.T) {
	w := newWorld(t)
	text := w.message(bait)
	w.after(20 * time.Second)
	number := w.message("202-555-0143")
	told := w.says(w.take(number), conversation.Reported)
	w.says(w.say("UNDO "+told.Receipt.String()), conversation.Withdrawn)
	w.says(w.take(text), conversation.Withdrawn)
	w.says(w.take(number), conversation.Withdrawn)
	w.counts()
}

// A number is told one receipt, and its text, which comes late, another: whoever holds the first takes back what there is now.
func TestEveryReceiptOfAReportTakesItBack(t *testing.T) {
	for _, held := range []string{"the first", "the second"} {
		w := newWorld(t)
		text := w.message(bait)
		number := w.message("202-555-0143")
		receipt := w.says(w.take(number), conversation.Reported).Receipt
		if second := w.says(w.take(text), conversation.Reported).Receipt; held == "the second" {
			receipt = second
		}
		undo := w.message("UNDO " + receipt.String())
		for range 2 {
			w.says(w.take(undo), conversation.Withdrawn)
			w.counts()
		}
		for _, r := range []gateway.Received{number, text} {
			w.says(w.take(r), conversation.Withdrawn)
		}
		w.says(w.say("202-555-0144"), conversation.Reported)
		w.counts("call verified  +12025550144 ")
	}
}

// Another process takes the report back while this one files the text that came late.
func TestTakingBackWhileALaterEditionIsFiled(t *testing.T) {
	w := newWorld(t)
	text, number := w.message(bait), w.message("202-555-0143")
	told := w.says(w.take(number), conversation.Reported)
	undo, other := w.message("UNDO "+told.Receipt.String()), w.open()
	w.Reports = &slowly{Reports: w.reports, meanwhile: func() {
		if _, err := other.Take(context.Background(), undo); err != nil {
			t.Error(err)
		}
	}}
	w.says(w.take(text), conversation.Withdrawn)
	w.counts()
}

// What was taken back by a text message is forgotten with it.
func TestWhatIsTakenBackIsNotRemembered(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	told := w.says(w.say("202-555-0143"), conversation.Reported)
	w.says(w.say("UNDO "+told.Receipt.String()), conversation.Withdrawn)
	for _, word := range []string{"parcel", "+12025550143"} {
		if note := w.remembered(aPhone); strings.Contains(note, word) {
			t.Errorf("%q stands in %s", word, note)
		}
	}
}

func TestTakingAReportBack(t *testing.T) {
	w := newWorld(t)
	number := w.message("202-555-0143")
	told := w.says(w.take(number), conversation.Reported)
	undo := w.message("UNDO " + told.Receipt.String())
	w.says(w.take(undo), conversation.Withdrawn)
	w.says(w.take(undo), conversation.Withdrawn)
	w.says(w.take(number), conversation.Withdrawn)
	w.says(w.say("UNDO "+report.NewReceipt([10]byte{9}).String()), conversation.NoReport)
	w.counts()
}

func TestWhatIsNamedTogetherIsReportedTogether(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	w.says(w.say("202-555-0143, 202-555-0144"), conversation.Reported)
	w.counts(strings.Replace(baited, "0143 Your", "0143 +12025550144 Your", 1))
}

func TestWordsAreReportedWithTheirCategory(t *testing.T) {
	w := newWorld(t)
	w.says(w.say("202-555-0143*刷单返利，日结三百"), conversation.Reported)
	w.says(w.say("举报 202-555-0144 冒充公安局，说我涉嫌洗钱"), conversation.Reported)
	w.counts("text verified task_rebate +12025550143 刷单返利，日结三百", "call verified impersonation_authority +12025550144 冒充公安局，说我涉嫌洗钱")
}

func TestTheSendersOwnNumberIsNeverReported(t *testing.T) {
	w := newWorld(t)
	for _, own := range []string{"(202) 555-0150", "CALL +1 202 555 0150", "2025550150*hello there"} {
		w.says(w.say(own), conversation.OwnNumber)
	}
	w.counts()
	if reply := w.says(w.say("CALL 202-555-0150, 202-555-0143"), conversation.Reported); reply.LeftOut != conversation.OwnNumber || reply.About.String() != "+12025550143" {
		t.Errorf("left out: %q, about %v", reply.LeftOut, reply.About)
	}
	w.says(w.say("202-555-0144*They rang me at 202 555 0150, mad"), conversation.Reported)
	w.counts(call, "text verified  +12025550144 They rang me at [phone], mad")
}

func TestThanksAndQuestionsAreNoTextThatCameLate(t *testing.T) {
	w := newWorld(t)
	w.says(w.untimed("202-555-0143"), conversation.Reported)
	w.says(w.untimed("thank you so much for your help"), "")
	w.says(w.untimed("How much does this service cost me please"), conversation.HowTo)
	w.says(w.untimed("They stole $2000 from me, what do I do"), conversation.FirstAid)
	w.counts(call)
}

// untimed takes a message by a gateway that does not tell when it was sent.
func (w *world) untimed(body string) conversation.Reply {
	r := w.message(body)
	r.Sent = time.Time{}
	return w.take(r)
}

func TestTheOneNumberOfAReportIsRepeated(t *testing.T) {
	w := newWorld(t)
	w.say(bait)
	for body, want := range map[string]string{"202-555-0143": "+12025550143", "CALL 202-555-0144, 202-555-0145": ""} {
		if reply := w.says(w.say(body), conversation.Reported); reply.About.String() != want {
			t.Errorf("%s: about %v, want %s", body, reply.About, want)
		}
	}
}

func TestLinesThatThoseInNeedRingAreNotReported(t *testing.T) {
	w := newWorld(t)
	say := func(body string) conversation.Reply {
		r := w.message(body)
		r.From = mustKey("+8613800138000")
		return w.take(r)
	}
	w.says(say("举报 96110"), conversation.Unreportable)
	w.says(say("12345*您好"), conversation.Unreportable)
	w.says(say("CALL +1 202 555 0101"), conversation.Unreportable) // a sample number
	w.says(w.say("911"), conversation.Unreportable)
	w.says(w.say("CALL 988"), conversation.Unreportable)
	w.counts()
	w.says(say("【快递】您的包裹丢失"), conversation.WantsNumber)
	w.says(say("96110"), conversation.Unreportable)
	w.says(say("+1 202 555 0143"), conversation.Reported) // the text still waits
	w.counts("text verified impersonation_service +12025550143 【快递】您的包裹丢失")
}

func TestWhoTakesANumbersPartReportsNothing(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{"2025550143 is not a scam", "+12025550143 is my number please remove it", "不要举报 +1 202 555 0143"} {
		if reply := w.says(w.say(body), conversation.Unclear); reply.Problem != smstext.Denial {
			t.Errorf("%s: %q", body, reply.Problem)
		}
	}
	w.counts()
	w.says(w.say("STOP sending me messages"), conversation.Stopped)
}

func TestAHelplineAmongOthersIsLeftOutAndSaidToBe(t *testing.T) {
	w := newWorld(t)
	for body, want := range map[string]conversation.Kind{
		"CALL 911, 202-555-0143":               conversation.Unreportable,
		"CALL 202-555-0143, 202-555-0150, 911": conversation.Unreportable,
		"CALL 202-555-0143":                    "",
	} {
		if reply := w.says(w.say(body), conversation.Reported); reply.LeftOut != want {
			t.Errorf("%s: left out %q, want %q", body, reply.LeftOut, want)
		}
	}
	w.counts(call, call, call)
}

func TestAsking(t *testing.T) {
	w := newWorld(t)
	nobody := w.says(w.say("CHECK 202-555-0143"), conversation.Known)
	if nobody.About != mustKey("+12025550143") || nobody.Judgement.Verdict != reputation.Unknown || nobody.Judgement.Reports.String() != "0" {
		t.Errorf("told %+v", nobody)
	}
	w.say("202-555-0143")
	if known := w.says(w.say("202-555-0143?"), conversation.Known); known.Judgement.Reports.String() != "1-2" {
		t.Errorf("after a report: %+v", known.Judgement)
	}
}

// Not even whoever holds the keys can tell what somebody asked about, or try whether it was a certain number.
func TestWhatIsAskedIsNotRemembered(t *testing.T) {
	w := newWorld(t)
	ask := w.message("CHECK 202-555-0143")
	for range 2 {
		w.says(w.take(ask), conversation.Known)
	}
	w.says(w.say("HELP"), conversation.HowTo)
	w.says(w.say("I gave them my card"), conversation.FirstAid)
	w.says(w.say("thank you so much for your help"), "")
	w.says(w.say("\xff\xfe"), conversation.Unclear)
	if note, want := w.remembered(aPhone), `{"lang":"en"}`; note != want {
		t.Errorf("%s is remembered, want %s", note, want)
	}
}

func TestStopAndStart(t *testing.T) {
	w := newWorld(t)
	w.say(bait)
	stop := w.message("STOP")
	w.says(w.take(stop), conversation.Stopped)
	w.says(w.take(stop), conversation.Stopped) // its reply may have been lost
	w.after(time.Minute)
	w.says(w.say("STOP"), "")
	w.says(w.say("CHECK 202-555-0143"), "")
	w.says(w.say("HELP"), conversation.HowTo) // as carriers require
	w.says(w.say("202-555-0143"), "")
	w.counts(baited)
	w.after(time.Minute)
	w.says(w.say("START"), conversation.Resumed)
	w.says(w.take(stop), "")
	w.says(w.say("HELP"), conversation.HowTo)
}

func TestStartWhereNothingIsStopped(t *testing.T) {
	w := newWorld(t)
	w.limit = 1
	w.says(w.say("START"), conversation.HowTo)
	for range 3 {
		w.after(time.Minute)
		w.says(w.say("START"), "")
	}
	w.says(w.say("STOP"), conversation.Stopped)
	w.says(w.say("START"), conversation.Resumed)
}

func TestStopByAGatewayWithASlowClock(t *testing.T) {
	w := newWorld(t)
	start := w.message("START")
	start.Sent = time.Time{}
	w.take(start)
	w.after(3 * time.Minute)
	stop := w.message("STOP")
	stop.Gateway, stop.Sent = "android", w.now.Add(-5*time.Minute)
	w.says(w.take(stop), conversation.Stopped)
	w.says(w.say("CHECK 202-555-0143"), "")
}

func TestStopHoldsForGood(t *testing.T) {
	w := newWorld(t)
	w.say("STOP")
	for range 5 {
		w.after(keyring.EpochDays * 24 * time.Hour)
		if _, err := w.keys.Expire(w.now); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Forget(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.says(w.say("CHECK 202-555-0143"), "")
	}
}

func TestAnAnswerIsInTheLanguageOfItsSender(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		body string
		want smstext.Lang
	}{
		{"202-555-0143", smstext.English}, // the country's
		{"【银行】您的账户异常，请登录", smstext.Chinese},
		{"HELP", smstext.English},
		{"202-555-0144", smstext.English},
		{"【快递】您的包裹丢失，请登录", smstext.English}, // somebody else's words
		{"查 202-555-0144", smstext.Chinese},
		{"202-555-0145", smstext.Chinese},
	} {
		if told := w.say(c.body); told.Lang != c.want {
			t.Errorf("%s: answered in %s, want %s", c.body, told.Lang, c.want)
		}
	}
}

// forge has somebody send a message in the name of aPhone through a gateway that proves nothing.
func (w *world) forge(body string) conversation.Reply {
	r := w.message(body)
	r.Gateway, r.Signed = "tencent", false
	return w.take(r)
}

func TestAGatewayThatProvesNothingCannotSpeakForTheOwner(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	w.says(w.forge("202-555-0144"), conversation.Reported) // completes nothing
	w.says(w.say("202-555-0143"), conversation.Reported)
	w.says(w.forge("CALL 202-555-0143"), conversation.Reported) // replaces nothing
	w.counts(baited, "call anonymous  +12025550144 ", "call anonymous  +12025550143 ")
	reading, err := w.disk.Tally(context.Background(), []subject.Key{mustKey("+12025550143")}, w.now)
	if err != nil || reading[0].Tally.Live != 2 {
		t.Errorf("%d count, %v", reading[0].Tally.Live, err)
	}
	w.says(w.forge("STOP"), conversation.Stopped)
	w.says(w.say("HELP"), conversation.HowTo)
	w.says(w.say("STOP"), conversation.Stopped)
	w.says(w.forge("START"), conversation.Resumed)
	w.says(w.say("CHECK 202-555-0143"), "")
}

func TestWhoSendsTooMuchIsToldSo(t *testing.T) {
	w := newWorld(t)
	w.limit = 2
	first := w.message("202-555-0143")
	told := w.says(w.take(first), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	w.says(w.say("202-555-0144"), conversation.TooOften)
	w.says(w.say("202-555-0144"), conversation.TooOften)
	if again := w.says(w.take(first), conversation.Reported); again.Receipt != told.Receipt {
		t.Error("delivered again it got another receipt")
	}
	w.says(w.say("STOP"), conversation.Stopped)
	w.says(w.say("202-555-0144"), "")
	w.after(time.Minute)
	w.says(w.say("START"), conversation.Resumed)
	w.counts(call)
	w.limit = 1
	w.says(w.say("202-555-0143"), conversation.Reported) // what was refused is forgotten, the text is not
	w.counts(call, baited)
	if len(w.asked) != 6 || w.asked[0] != reputation.ByPhone(aPhone).Identity {
		t.Errorf("the limit was asked %d times, for %s", len(w.asked), w.asked[0])
	}
}

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

func TestWhatIsNotUnderstoodIsSaidSo(t *testing.T) {
	w := newWorld(t)
	if told := w.says(w.say("CALL"), conversation.Unclear); told.Problem != smstext.NoNumber {
		t.Errorf("told %+v", told)
	}
	w.says(w.say("\xff\xfe"), conversation.Unclear)
	w.says(w.say("HELP"), conversation.HowTo)
	w.counts()
}

func TestAMemoryMovesIntoTheNextEpoch(t *testing.T) {
	w := newWorld(t)
	epoch := keyring.EpochDays * 24 * time.Hour
	w.now = time.Unix(0, 0).Add((w.now.Sub(time.Unix(0, 0))/epoch+1)*epoch - time.Minute) // epochs are counted from 1970
	number := w.message("202-555-0144")
	first := w.says(w.take(number), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	before, _, _ := w.keys.Conversation("x", w.now)
	w.after(2 * time.Minute)
	if present, _, _ := w.keys.Conversation("x", w.now); present == before {
		t.Fatal("the epoch is the same")
	}
	w.says(w.say("202-555-0143"), conversation.Reported)
	if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
		t.Error("what was said before is not known")
	}
	w.counts(baited, "call verified  +12025550144 ")
}

// Keys that are rotated are as those of the next epoch, in the midst of a conversation; and a report from before is taken back under its receipt.
func TestAConversationGoesOnWhenTheKeysAreRotated(t *testing.T) {
	w := newWorld(t)
	rotate := func() {
		t.Helper()
		w.after(time.Minute)
		if err := w.keys.Rotate(w.now); err != nil {
			t.Fatal(err)
		}
	}
	number := w.message("202-555-0144")
	first := w.says(w.take(number), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	rotate()
	w.says(w.say("202-555-0143"), conversation.Reported)
	rotate()
	if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
		t.Error("what was said before is not known")
	}
	w.counts(baited, "call verified  +12025550144 ")
	rotate()
	w.says(w.say("WITHDRAW "+first.Receipt.String()), conversation.Withdrawn)
	w.counts(baited)
	w.says(w.take(number), conversation.Withdrawn) // delivered again
	w.counts(baited)
}

func TestAMemoryThatCannotBeReadBeginsAnew(t *testing.T) {
	for name, spoil := range map[string]func(*world, *conversation.Record){
		"damaged":       func(_ *world, r *conversation.Record) { r.Sealed[40] ^= 1 },
		"emptied":       func(_ *world, r *conversation.Record) { r.Sealed = nil },
		"key destroyed": func(_ *world, r *conversation.Record) { r.SealedOn -= 40 },
		"no memory": func(w *world, r *conversation.Record) {
			r.SealedOn, r.Sealed, _ = w.keys.SealNote([]byte("{"), r.Name, w.now)
		},
	} {
		w := newWorld(t)
		number := w.message("202-555-0143")
		first := w.says(w.take(number), conversation.Reported)
		w.says(w.say(bait), conversation.WantsNumber)
		present, _, err := w.keys.Conversation(reputation.ByPhone(aPhone).Identity, w.now)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := w.disk.Store.Conversation(context.Background(), present)
		if err != nil {
			t.Fatal(err)
		}
		spoil(w, &kept)
		kept.Revision++
		if won, err := w.disk.Store.Converse(context.Background(), kept); !won || err != nil {
			t.Fatal(err)
		}
		if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
			t.Errorf("%s: another receipt", name)
		}
		w.counts(call)
	}
}

// Two processes hear the same message at once, and the two messages of one conversation.
func TestTwoDesksAtOnce(t *testing.T) {
	for range 20 {
		w := newWorld(t)
		text, number := w.message(bait), w.message("202-555-0143")
		var all sync.WaitGroup
		desks := []*gateway.Desk{w.openUnlimited(), w.openUnlimited()}
		for i := range 8 {
			r := number
			if i%2 == 0 {
				r = text
			}
			all.Go(func() {
				if _, err := desks[i/2%2].Take(context.Background(), r); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.counts(baited)
	}
}

// While one process files a number, another hears the text that it belongs to.
func TestATextThatComesWhileItsNumberIsFiled(t *testing.T) {
	w := newWorld(t)
	text, number := w.message(bait), w.message("202-555-0143")
	other := w.open()
	var second conversation.Reply
	w.Reports = &slowly{Reports: w.reports, meanwhile: func() {
		var err error
		if second, err = other.Take(context.Background(), text); err != nil {
			t.Error(err)
		}
	}}
	first := w.says(w.take(number), conversation.Reported)
	if second.Receipt != first.Receipt {
		t.Error("the two are answered with different receipts")
	}
	w.counts(baited)
}

// slowly takes its time to accept the first report.
type slowly struct {
	gateway.Reports
	once      sync.Once
	meanwhile func()
}

func (s *slowly) Accept(ctx context.Context, r report.Report, by reputation.Speaker, retry intake.Retry) (intake.Accepted, error) {
	s.once.Do(s.meanwhile)
	return s.Reports.Accept(ctx, r, by, retry)
}

func TestAMemoryThatOthersAlwaysChangeIsGivenUp(t *testing.T) {
	w := newWorld(t)
	w.Store = contended{w.disk}
	_, err := w.Take(context.Background(), w.message("202-555-0143"))
	if !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	if len(w.asked) != 1 {
		t.Errorf("the limit was asked %d times", len(w.asked))
	}
	w.counts()
}

// contended is a store in which another process is always faster.
type contended struct{ gateway.Store }

func (contended) Converse(context.Context, conversation.Record) (bool, error) { return false, nil }

func TestMessagesOfOneSenderWaitForEachOther(t *testing.T) {
	w := newWorld(t)
	slow := &gate{Store: w.disk, entered: make(chan struct{}), open: make(chan struct{})}
	w.Store = slow
	first := w.message("202-555-0143")
	ended := make(chan error)
	go func() { _, err := w.Take(context.Background(), first); ended <- err }()
	<-slow.entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.Take(ctx, first); !errors.Is(err, context.Canceled) {
		t.Errorf("the second did not wait: %v", err)
	}
	close(slow.open)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// gate is a store in which the first read waits.
type gate struct {
	gateway.Store
	once          sync.Once
	entered, open chan struct{}
}

func (g *gate) Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error) {
	g.once.Do(func() { close(g.entered); <-g.open })
	return g.Store.Conversation(ctx, name)
}
