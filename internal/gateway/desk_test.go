package gateway_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
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

func TestWhatIsNotUnderstoodIsSaidSo(t *testing.T) {
	w := newWorld(t)
	if told := w.says(w.say("CALL"), conversation.Unclear); told.Problem != smstext.NoNumber {
		t.Errorf("told %+v", told)
	}
	w.says(w.say("\xff\xfe"), conversation.Unclear)
	w.says(w.say("HELP"), conversation.HowTo)
	w.counts()
}
