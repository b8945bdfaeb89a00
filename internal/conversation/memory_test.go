package conversation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func mustKey(s string) subject.Key {
	key, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return key
}

var (
	number  = mustKey("+12025550143")
	another = mustKey("+12025550144")
	phone   = mustKey("+12025550150")
)

// phoneOf is a sender whose gateway tells when each message was sent.
type phoneOf struct {
	t *testing.T
	Memory
}

func text(id string, sent time.Time, words string) Heard {
	return Heard{Message: smstext.Message{Intent: smstext.ReportText, Text: words}, Gateway: "twilio", ID: id, Body: words, Sent: sent, Region: "US"}
}

func alone(id string, sent time.Time, keys ...subject.Key) Heard {
	return Heard{Message: smstext.Message{Intent: smstext.ReportCall, Subjects: keys, Alone: true}, Gateway: "twilio", ID: id, Body: fmt.Sprint(keys), Sent: sent, Region: "US"}
}

func command(id string, sent time.Time, intent smstext.Intent) Heard {
	return Heard{Message: smstext.Message{Intent: intent}, Gateway: "twilio", ID: id, Body: string(intent), Sent: sent, Region: "US"}
}

func (p *phoneOf) hears(h Heard, at time.Time) Turn {
	p.t.Helper()
	turn, _ := p.Hear(h, smstext.English, at)
	return turn
}

// reports returns what a turn reports now, as its kind and text.
func (p *phoneOf) reports(key string) string {
	p.t.Helper()
	turn, known := p.Turn(key)
	if !known {
		p.t.Fatalf("no turn %s", key)
	}
	r := p.Report(turn, Heard{})
	return fmt.Sprintf("%s %s", r.Kind, r.Text)
}

func TestTheNumberNamedNextCompletesAForwardedText(t *testing.T) {
	p := phoneOf{t: t}
	first := p.hears(text("1", noon, "You won. Ring (202) 555-0143 or 202-555-0144, jo@example.org"), noon)
	if strings.Contains(first.Text.Text, "555") || strings.Contains(first.Text.Text, "jo@") {
		t.Errorf("remembered %q", first.Text.Text)
	}
	second := p.hears(alone("2", noon.Add(20*time.Second), number), noon.Add(20*time.Second))
	if got, want := p.reports(second.Key), "text You won. Ring (202) 555-0143 or [phone], [email]"; got != want {
		t.Errorf("reported %q, want %q", got, want)
	}
	third := p.hears(alone("3", noon.Add(time.Minute), another), noon.Add(time.Minute))
	if got := p.reports(third.Key); got != "call " {
		t.Errorf("the next number reports %q", got)
	}
}

func TestANumberCompletesAllThatWasForwardedShortlyBefore(t *testing.T) {
	p := phoneOf{t: t}
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	p.hears(text("0", at(-30), "long before"), at(-30))
	p.hears(text("1", at(0), "Your parcel is held, pay"), at(0))
	p.hears(text("3", at(9), "or ring 202-555-0143"), at(9))
	turn := p.hears(alone("4", at(15), number), at(15))
	if got, want := p.reports(turn.Key), "text Your parcel is held, pay\nor ring 202-555-0143"; got != want {
		t.Errorf("reported %q, want %q", got, want)
	}
	late := p.hears(text("2", at(5), "the fee"), at(16)) // the part between came last
	if got, want := p.reports(turn.Key), "text Your parcel is held, pay\nthe fee\nor ring 202-555-0143"; got != want || !slices.Equal(late.Moved, []string{turn.Key}) {
		t.Errorf("then %q, want %q, and it moved %v", got, want, late.Moved)
	}
	if next := p.hears(alone("5", at(17), another), at(17)); p.reports(next.Key) != "call " {
		t.Errorf("the next number reports %q", p.reports(next.Key))
	}
}

func TestSeveralNumbersNamedAreAllPutBack(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", noon, "Ring (202) 555-0143 or 202-555-0144, not 202 555 0145"), noon)
	turn := p.hears(alone("2", noon, another, number), noon)
	if got, want := p.reports(turn.Key), "text Ring (202) 555-0143 or 202-555-0144, not [phone]"; got != want {
		t.Errorf("reported %q, want %q", got, want)
	}
}

func TestATextWaitsForADay(t *testing.T) {
	for after, want := range map[time.Duration]string{PendingFor: "text bait", PendingFor + time.Second: "call "} {
		p := phoneOf{t: t}
		p.hears(text("1", noon, "bait"), noon)
		turn := p.hears(alone("2", noon.Add(after), number), noon.Add(after))
		if got := p.reports(turn.Key); got != want {
			t.Errorf("after %v: %q, want %q", after, got, want)
		}
	}
}

// The number was sent in time, and came when the text was forgotten.
func TestAForgottenTextIsCompletedByNothing(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", noon, "bait"), noon)
	turn := p.hears(alone("2", noon.Add(time.Hour), number), noon.Add(PendingFor+time.Minute))
	if got := p.reports(turn.Key); got != "call " {
		t.Errorf("reported %q", got)
	}
}

func TestWhatIsDeliveredAgainIsTheSameTurn(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", noon, "bait"), noon)
	first := p.hears(alone("2", noon, number), noon)
	for _, late := range []time.Duration{0, time.Second, 48 * time.Hour} {
		again, changed := p.Hear(alone("2", noon, number), smstext.English, noon.Add(late))
		if again.Key != first.Key || changed || p.reports(again.Key) != "text bait" {
			t.Errorf("after %v: turn %s, changed %v", late, again.Key, changed)
		}
	}
	if other := p.hears(alone("3", noon, number), noon); other.Key == first.Key {
		t.Error("another message with the same words is the same turn")
	}
}

// A gateway may use a name twice, after it was set up anew.
func TestOtherWordsUnderTheSameNameAreAnotherMessage(t *testing.T) {
	p := phoneOf{t: t}
	a, b := p.hears(alone("1", noon, number), noon), p.hears(alone("1", noon, another), noon)
	if a.Key == b.Key {
		t.Error("a message was taken for another")
	}
}

func TestTheSameMessageByAnotherGatewayIsTheSameTurn(t *testing.T) {
	p := phoneOf{t: t}
	by := func(gateway, id string, at time.Time) string {
		h := alone(id, time.Time{}, number)
		h.Gateway = gateway
		return p.hears(h, at).Key
	}
	first := by("twilio", "1", noon)
	second := by("twilio", "2", noon.Add(time.Minute)) // said twice
	if first == second {
		t.Fatal("said twice, heard once")
	}
	if got := by("vonage", "a", noon.Add(2*time.Minute)); got != first {
		t.Error("the first of two is not known by another gateway")
	}
	if got := by("vonage", "b", noon.Add(3*time.Minute)); got != second {
		t.Error("the second of two is not known by another gateway")
	}
	if got := by("vonage", "c", noon.Add(4*time.Minute)); got == first || got == second {
		t.Error("a third that no other gateway delivered is known")
	}
	if got := by("android", "x", noon.Add(SameFor+2*time.Minute)); got == first || got == second {
		t.Error("long after, the same words are no other message")
	}
}

// The gateway named no message and told no time, as generic ones may.
func TestWithoutNamesTheSameWordsSoonAreTheSameMessage(t *testing.T) {
	p := phoneOf{t: t}
	first := p.hears(alone("", time.Time{}, number), noon)
	if again := p.hears(alone("", time.Time{}, number), noon.Add(SameFor)); again.Key != first.Key {
		t.Error("delivered again it is another turn")
	}
	if later := p.hears(alone("", time.Time{}, number), noon.Add(SameFor+time.Second)); later.Key == first.Key {
		t.Error("said again later it is the same turn")
	}
	for range 2 {
		turn, changed := p.Hear(command("", time.Time{}, smstext.Stop), smstext.English, noon)
		if !changed || !p.Prevails(turn) {
			t.Error("STOP was taken for one that came before")
		}
	}
}

func TestANumberThatOvertookItsTextCompletesItWhenItComes(t *testing.T) {
	p := phoneOf{t: t}
	lone := p.hears(alone("2", noon.Add(20*time.Second), number), noon.Add(30*time.Second))
	if got := p.reports(lone.Key); got != "call " {
		t.Fatalf("at first it reports %q", got)
	}
	late := p.hears(text("1", noon, "bait"), noon.Add(time.Hour))
	if got := p.reports(lone.Key); got != "text bait" || !slices.Equal(late.Moved, []string{lone.Key}) {
		t.Errorf("then %q, and the text moved %v", got, late.Moved)
	}
	if turn, ok := p.CompletedBy(late.Key); !ok || turn.Key != lone.Key || turn.Edition != 1 {
		t.Errorf("it is completed by %+v, %v", turn, ok)
	}
	if again, changed := p.Hear(text("1", noon, "bait"), smstext.English, noon.Add(2*time.Hour)); changed || again.Key != late.Key {
		t.Error("delivered again it is another")
	}
}

func TestWithoutTimesATextRightBehindANumberWasSentBefore(t *testing.T) {
	for after, want := range map[time.Duration]string{BehindFor: "text bait", BehindFor + time.Second: "call "} {
		p := phoneOf{t: t}
		lone := p.hears(alone("1", time.Time{}, number), noon)
		p.hears(text("2", time.Time{}, "bait"), noon.Add(after))
		if got := p.reports(lone.Key); got != want {
			t.Errorf("after %v: %q, want %q", after, got, want)
		}
	}
}

func TestWithoutTimesANumberThatHasItsTextTakesNoOther(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", time.Time{}, "bait"), noon)
	first := p.hears(alone("2", time.Time{}, number), noon.Add(10*time.Second))
	p.hears(text("3", time.Time{}, "more"), noon.Add(20*time.Second))
	second := p.hears(alone("4", time.Time{}, another), noon.Add(30*time.Second))
	if a, b := p.reports(first.Key), p.reports(second.Key); a != "text bait" || b != "text more" {
		t.Errorf("reported %q and %q", a, b)
	}
}

// A text whose number nobody named is delivered again by a gateway that had no answer: the number is asked for again.
func TestATextThatIsAskedForAgainWaitsAgain(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", noon, "bait"), noon)
	later := noon.Add(30 * time.Hour)
	p.hears(command("2", later, smstext.Help), later)
	if turn := p.Turns[0]; turn.Text != nil {
		t.Errorf("after a day %q is kept", turn.Text.Text)
	}
	again := p.hears(text("1", noon, "bait"), later)
	if len(p.Turns) != 1 || again.Text == nil {
		t.Fatalf("delivered again: %+v", p.Turns)
	}
	turn := p.hears(alone("3", later.Add(time.Hour), number), later.Add(time.Hour))
	if got := p.reports(turn.Key); got != "text bait" {
		t.Errorf("reported %q", got)
	}
}

// What was reported as a call in the meantime, more than a day after the text, stays one.
func TestATextThatIsAskedForAgainTakesNoEarlierNumber(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", noon, "bait"), noon)
	between := noon.Add(30 * time.Hour)
	turn := p.hears(alone("2", between, number), between)
	p.hears(text("1", noon, "bait"), noon.Add(40*time.Hour))
	if got := p.reports(turn.Key); got != "call " {
		t.Errorf("reported %q", got)
	}
}

func TestAMessageIsKnownForThreeDays(t *testing.T) {
	p := phoneOf{t: t}
	h := alone("1", noon, number)
	p.hears(h, noon)
	if !p.Knows(h, noon.Add(TurnsFor)) || p.Knows(h, noon.Add(TurnsFor+time.Second)) {
		t.Error("it is known for another time")
	}
}

func TestAGatewaysClockMayBeWrong(t *testing.T) {
	for _, sent := range []time.Time{noon.AddDate(9000, 0, 0), noon.AddDate(-9000, 0, 0), noon.Add(-TurnsFor - time.Hour), noon.Add(time.Hour)} {
		p := phoneOf{t: t}
		p.hears(text("1", sent, "bait"), noon)
		turn := p.hears(alone("2", sent, number), noon)
		if got := p.reports(turn.Key); got != "text bait" {
			t.Errorf("sent in %d: reported %q", sent.Year(), got)
		}
		if _, err := json.Marshal(p.Memory); err != nil {
			t.Errorf("sent in %d: %v", sent.Year(), err)
		}
	}
}

func TestStopAndStartHoldInTheOrderInWhichTheyWereSent(t *testing.T) {
	p := phoneOf{t: t}
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	start := p.hears(command("2", at(2), smstext.Continue), at(3))
	stop := p.hears(command("1", at(1), smstext.Stop), at(4)) // overtaken
	if p.Prevails(stop) || !p.Prevails(start) {
		t.Error("a STOP that was overtaken by START holds")
	}
	again := p.hears(command("3", at(5), smstext.Stop), at(5))
	if !p.Prevails(again) || p.Prevails(start) {
		t.Error("a later STOP does not hold")
	}
}

// One gateway's clock is slow, or tells nothing: what somebody stopped after that stays stopped, and begins again when they say so.
func TestTheClocksOfTwoGatewaysAreNotCompared(t *testing.T) {
	by := func(gateway string, intent smstext.Intent, sent time.Time) Heard {
		h := command(gateway, sent, intent)
		h.Gateway = gateway
		return h
	}
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	for name, told := range map[string]time.Time{"tells nothing": {}, "tells": at(0)} {
		p := phoneOf{t: t}
		p.hears(by("twilio", smstext.Continue, told), at(0))
		stop := p.hears(by("android", smstext.Stop, at(-2)), at(3))
		if !p.Prevails(stop) {
			t.Errorf("%s: a STOP by a gateway with a slow clock does not hold", name)
		}
		start := p.hears(by("vonage", smstext.Continue, time.Time{}), at(14))
		if !p.Prevails(start) || p.Prevails(stop) {
			t.Errorf("%s: START behind it does not hold", name)
		}
		if again := p.hears(by("android", smstext.Stop, at(-2)), at(15)); again.Key != stop.Key || p.Prevails(again) {
			t.Errorf("%s: STOP, delivered again, stops again", name)
		}
		if other := p.hears(by("vonage", smstext.Stop, time.Time{}), at(16)); !p.Prevails(other) {
			t.Errorf("%s: another STOP does not hold", name)
		}
	}
}

func TestAMemoryIsBounded(t *testing.T) {
	p := phoneOf{t: t}
	long := strings.Repeat("a long story ", 400) // more than 4,000 letters
	for i := range 3 * MaxTurns {
		at := noon.Add(time.Duration(i) * time.Second)
		p.hears(text(fmt.Sprint("t", i), at, fmt.Sprint(i, " ", long)), at)
		p.hears(alone(fmt.Sprint("n", i), at, number), at)
	}
	size := 0
	for _, turn := range p.Turns {
		if turn.Text != nil {
			size += turn.Text.size()
		}
	}
	if len(p.Turns) != MaxTurns || size > MaxTexts || size < MaxTexts/2 {
		t.Errorf("%d turns with %d bytes of texts", len(p.Turns), size)
	}
	if got := len(p.reports(p.Turns[MaxTurns-1].Key)); got != len("text ")+report.MaxText {
		t.Errorf("the last text is reported with %d letters", got)
	}
	p.hears(command("help", noon.Add(TurnsFor+10*time.Minute), smstext.Help), noon.Add(TurnsFor+10*time.Minute))
	if len(p.Turns) != 0 {
		t.Errorf("after three days %d turns are remembered", len(p.Turns))
	}
}

// What completes a text that is forgotten stays a report of that text.
func TestForgettingATextMovesNoReport(t *testing.T) {
	p := phoneOf{t: t}
	p.hears(text("1", noon, "bait"), noon)
	lone := p.hears(alone("2", noon.Add(20*time.Hour), number), noon.Add(20*time.Hour))
	at := noon.Add(TurnsFor + time.Hour)
	p.hears(text("3", at, "more"), at)
	if turn, ok := p.Turn(lone.Key); !ok || turn.Edition != 0 || len(turn.Completes) == 0 {
		t.Errorf("%+v, %v", turn, ok)
	}
}

func TestTheLanguageOfAnAnswer(t *testing.T) {
	chinese := mustKey("+8613800138000")
	for _, c := range []struct {
		from    subject.Key
		earlier smstext.Lang
		said    smstext.Message
		want    smstext.Lang
	}{
		{phone, "", smstext.Message{Intent: smstext.ReportCall}, smstext.English},
		{chinese, "", smstext.Message{Intent: smstext.ReportCall}, smstext.Chinese},
		{chinese, smstext.English, smstext.Message{Intent: smstext.ReportCall}, smstext.English},
		{chinese, smstext.English, smstext.Message{Intent: smstext.Ask, Lang: smstext.Chinese}, smstext.Chinese},
		{phone, "", smstext.Message{Intent: smstext.ReportText, Lang: smstext.Chinese}, smstext.Chinese},
		{phone, smstext.English, smstext.Message{Intent: smstext.ReportText, Lang: smstext.Chinese}, smstext.English}, // a scammer wrote it
	} {
		m := Memory{Lang: c.earlier}
		if got := m.Answering(c.said, c.from); got != c.want {
			t.Errorf("%s after %q says %+v: answered in %s, want %s", c.from, c.earlier, c.said, got, c.want)
		}
	}
}

func TestTheLastOwnLanguageIsRemembered(t *testing.T) {
	p := phoneOf{t: t}
	say := func(id string, intent smstext.Intent, lang smstext.Lang) {
		p.hears(Heard{Message: smstext.Message{Intent: intent, Lang: lang}, Gateway: "twilio", ID: id}, noon)
	}
	say("1", smstext.ReportText, smstext.Chinese)
	say("2", smstext.Help, smstext.English)
	say("3", smstext.ReportText, smstext.Chinese)
	say("4", smstext.ReportCall, "")
	if p.Lang != smstext.English {
		t.Errorf("remembered %s", p.Lang)
	}
}

func TestWhatIsSaidWithANumberIsReportedWithIt(t *testing.T) {
	var m Memory
	for _, intent := range []smstext.Intent{smstext.ReportText, smstext.ReportCall} {
		h := Heard{Message: smstext.Message{Intent: intent, Subjects: []subject.Key{number}, Text: " " + strings.Repeat("刷单返利，", 1000)}, Gateway: "twilio", ID: string(intent), Region: "CN"}
		turn, _ := m.Hear(h, smstext.Chinese, noon)
		r := m.Report(turn, h)
		if r.Category != "task_rebate" || r.Lang != "zh-CN" || r.Polarity != report.Bad || len([]rune(r.Text)) != report.MaxText || !slices.Equal(r.Subjects, h.Subjects) {
			t.Errorf("%s: %s %s %s, %d runes about %v", intent, r.Category, r.Lang, r.Polarity, len([]rune(r.Text)), r.Subjects)
		}
		if want := map[smstext.Intent]report.Kind{smstext.ReportText: report.Text, smstext.ReportCall: report.Call}[intent]; r.Kind != want {
			t.Errorf("%s is reported as a %s", intent, r.Kind)
		}
	}
}

func TestAccountsThatAreNamedArePutBack(t *testing.T) {
	wechat := mustKey("wechat/scam_er1")
	f := Forward("加微信scam_er1或QQ 123456789领奖", "CN")
	if strings.Contains(f.Text, "scam_er1") || strings.Contains(f.Text, "123456789") {
		t.Fatalf("remembered %q", f.Text)
	}
	if got := f.For([]subject.Key{wechat}); !strings.Contains(got, "scam_er1") || strings.Contains(got, "123456789") {
		t.Errorf("for one of them: %q", got)
	}
	if got := f.For([]subject.Key{mustKey("qq/123456789")}); strings.Contains(got, "scam_er1") || !strings.Contains(got, "123456789") {
		t.Errorf("for the other: %q", got)
	}
}
