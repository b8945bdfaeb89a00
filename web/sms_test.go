package web

import (
	"html"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/conversation"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// texting returns the frame of a service that is reached at these numbers.
func (s sample) texting(numbers ...TextNumber) Frame {
	f := s.Frame
	f.Texting.Numbers = numbers
	return f
}

func smsExamples(s sample) map[string]Page {
	signed, unsigned := TextNumber{Number: "+12025550150", Signed: true, Answers: true}, TextNumber{Number: "+12025550151", Answers: true}
	silent := s.texting(TextNumber{Number: unsigned.Number})
	both, alone := s.texting(unsigned, signed), s.texting(unsigned)
	return map[string]Page{
		"sms":              SMS{Frame: both},
		"sms, no number":   SMS{Frame: s.texting(TextNumber{Number: attack})},
		"sms, silent":      SMS{Frame: silent},
		"sms, one silent":  SMS{Frame: s.texting(signed, TextNumber{Number: unsigned.Number})},
		"home, silent":     Home{Summary: Summary{Frame: silent}},
		"about, silent":    About{Frame: silent},
		"home, texting":    Home{Summary: Summary{Frame: both}},
		"report, texting":  Report{Summary: Summary{Frame: both}},
		"about, texting":   About{Frame: both},
		"method, proved":   NewMethod(both),
		"method, unproved": NewMethod(alone),
		"privacy, texting": Privacy{Frame: both, Keys: Lifetimes{30, 90, 270, 180}},
		"privacy, one way": Privacy{Frame: alone, Keys: Lifetimes{30, 90, 270, 180}},
	}
}

// TestNumbersToText leads telephones to them, and says what a report to each counts.
func TestNumbersToText(t *testing.T) {
	p := htmlcheck.Parse(t, rendered(t, smsExamples(sample{t, Frame{Lang: catalogue.En, Path: "/sms"}})["sms"]))
	numbers := p.Find(".named li")
	for i, want := range []struct{ href, said string }{
		{"sms:+12025550151", "+1 202-555-0151Reports count as those of strangers on one network, so they weigh less than with the form."},
		{"sms:+12025550150", "+1 202-555-0150Reports weigh more than with the form: your phone is confirmed."},
	} {
		if href, said := numbers.Eq(i).Find("a").AttrOr("href", ""), numbers.Eq(i).Text(); href != want.href || said != want.said {
			t.Errorf("%q leads to %q, want %q to %q", said, href, want.said, want.href)
		}
	}
	if numbers.Length() != 2 {
		t.Errorf("%d numbers", numbers.Length())
	}
}

// answering is a service that replies to text messages.
var answering = Texting{Numbers: []TextNumber{{Number: "+12025550150", Answers: true}}}

// TestNothingIsPromisedThatNoGatewayDoes: where nothing is answered, the page leads nobody to wait for a receipt, to ask, or to stop replies.
func TestNothingIsPromisedThatNoGatewayDoes(t *testing.T) {
	for _, l := range catalogue.Langs() {
		all := smsExamples(sample{t, Frame{Lang: l, Path: "/sms"}})
		text := func(name string) string { return html.UnescapeString(rendered(t, all[name])) }
		answered, silent, one := text("sms"), text("sms, silent"), text("sms, one silent")
		for _, id := range []string{"sms.title", "sms.lead", "sms.name.text", "sms.keep", "sms.keep.text", "sms.ask.write", "sms.undo.write", "sms.help", "sms.stop", "sms.start",
			"sms.answer.ask", "sms.answer.report", "sms.cost.answer", "sms.forms.receipt", "sms.forms.language"} {
			args := []any{}
			if id == "sms.name.text" {
				args = []any{"hours", hours(conversation.PendingFor)}
			}
			said := l.Text(id, args...)
			if !strings.Contains(answered, said) || !strings.Contains(one, said) {
				t.Errorf("%s %s is not on the page: %s", l, id, said)
			}
			if strings.Contains(silent, said) {
				t.Errorf("%s %s is promised where nothing is answered: %s", l, id, said)
			}
		}
		note := l.Text("sms.number.silent")
		if strings.Contains(answered, note) || strings.Count(one, note) != 1 || strings.Count(silent, note) != 1 {
			t.Errorf("%s: %q is not said of those numbers that answer nothing", l, note)
		}
		if home := text("home, silent"); strings.Contains(home, l.Text("home.sms")) || !strings.Contains(home, l.Text("silent.home.sms")) {
			t.Errorf("%s: the first page leads people to ask by text message", l)
		}
	}
}

// TestNothingIsSaidOfTextMessagesWithoutANumber on any page that leads to /sms otherwise.
func TestNothingIsSaidOfTextMessagesWithoutANumber(t *testing.T) {
	for _, l := range catalogue.Langs() {
		quiet, lead := sample{t, Frame{Lang: l, Path: "/"}}, 0
		for name, page := range smsExamples(quiet) {
			if htmlcheck.Parse(t, rendered(t, page)).Find(`main a[href="/sms"]`).Length() > 0 {
				lead++
			} else if page.set() != "sms" {
				t.Errorf("%s %s does not lead to /sms", l, name)
			}
		}
		if lead < 6 {
			t.Errorf("%s: only %d pages lead to /sms", l, lead)
		}
		for _, page := range []Page{Home{Summary: Summary{Frame: quiet.Frame}}, Report{Summary: Summary{Frame: quiet.Frame}}, About{Frame: quiet.Frame}, NewMethod(quiet.Frame), Privacy{Frame: quiet.Frame}} {
			if p := htmlcheck.Parse(t, rendered(t, page)); p.Find(`a[href^="/sms"], #texting`).Length() > 0 {
				t.Errorf("%s %s speaks of text messages", l, page.set())
			}
		}
	}
}

// TestWhatPeopleAreToldToWriteIsUnderstood asks the reader of messages, in the words of the page.
func TestWhatPeopleAreToldToWriteIsUnderstood(t *testing.T) {
	intents := []smstext.Intent{smstext.ReportCall, smstext.ReportText, smstext.Ask, smstext.Withdraw, smstext.Help, smstext.Stop, smstext.Continue}
	for _, l := range catalogue.Langs() {
		forms := SMS{Frame{Lang: l, Texting: answering}}.Forms()
		if len(forms) != len(intents) {
			t.Fatalf("%s: %d forms", l, len(forms))
		}
		for i, want := range intents {
			got := smstext.Parse(forms[i].Value, "CN")
			if got.Intent != want || got.Lang != "" && string(got.Lang) != string(l) {
				t.Errorf("%s: %q is %s in %q, want %s", l, forms[i].Value, got.Intent, got.Lang, want)
			}
			if of := want == smstext.ReportCall || want == smstext.ReportText || want == smstext.Ask; of && !slices.Equal(got.Subjects, []subject.Key{key(t, "+12025550143")}) {
				t.Errorf("%s: %q is about %v", l, forms[i].Value, got.Subjects)
			}
		}
	}
}

// TestTheWordsOfRepliesAreUnderstood asks it about every word of command that a reply or the page tells people to write.
func TestTheWordsOfRepliesAreUnderstood(t *testing.T) {
	const number, receipt = " +12025550143", " Z9VV-VW1X-AKFD-RXX8-9"
	for _, c := range []struct {
		lang         catalogue.Lang
		word, behind string
		in           []string
		intent       smstext.Intent
	}{
		{catalogue.En, "CALL", number, []string{"reply.how_to", "reply.unclear", "reply.first_aid", "reply.short.how_to", "reply.short.unclear", "reply.short.first_aid"}, smstext.ReportCall},
		{catalogue.En, "CHECK", number, []string{"reply.how_to", "reply.unclear"}, smstext.Ask},
		{catalogue.En, "UNDO", receipt, []string{"reply.how_to", "reply.reported.back", "reply.unclear.bad_receipt"}, smstext.Withdraw},
		{catalogue.En, "STOP", "", []string{"reply.how_to"}, smstext.Stop},
		{catalogue.En, "START", "", []string{"reply.stopped"}, smstext.Continue},
		{catalogue.En, "HELP", "", []string{"reply.resumed", "reply.unclear"}, smstext.Help},
		{catalogue.ZhCN, "举报", number, []string{"reply.how_to", "reply.unclear", "reply.first_aid", "reply.short.first_aid"}, smstext.ReportCall},
		{catalogue.ZhCN, "查", number, []string{"reply.how_to", "reply.unclear"}, smstext.Ask},
		{catalogue.ZhCN, "撤回", receipt, []string{"reply.how_to", "reply.reported.back", "reply.unclear.bad_receipt"}, smstext.Withdraw},
		{catalogue.ZhCN, "退订", "", []string{"reply.how_to"}, smstext.Stop},
		{catalogue.ZhCN, "恢复", "", []string{"reply.stopped"}, smstext.Continue},
		{catalogue.ZhCN, "帮助", "", []string{"reply.resumed", "reply.unclear"}, smstext.Help},
	} {
		if got := smstext.Parse(c.word+c.behind, "CN"); got.Intent != c.intent {
			t.Errorf("%s%s is %s, want %s", c.word, c.behind, got.Intent, c.intent)
		}
		for _, id := range c.in {
			if text := c.lang.Text(id); !strings.Contains(text, c.word) {
				t.Errorf("%s does not name %s: %s", id, c.word, text)
			}
		}
		for _, l := range catalogue.Langs() { // each page tells of the words of both languages
			if page := rendered(t, SMS{Frame: Frame{Lang: l, Path: "/sms", Texting: answering}}); !strings.Contains(page, c.word) {
				t.Errorf("the page in %s does not name %s", l, c.word)
			}
		}
	}
}
