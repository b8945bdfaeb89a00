package web

import (
	"testing"

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
	signed, unsigned := TextNumber{Number: "+12025550150", Signed: true}, TextNumber{Number: "+12025550151"}
	both, alone := s.texting(unsigned, signed), s.texting(unsigned)
	return map[string]Page{
		"sms":              SMS{Frame: both},
		"sms, no number":   SMS{Frame: s.texting(TextNumber{Number: attack})},
		"home, texting":    Home{Summary: Summary{Frame: both}},
		"report, texting":  Report{Summary: Summary{Frame: both}},
		"about, texting":   About{Frame: both},
		"method, proved":   NewMethod(both),
		"method, unproved": NewMethod(alone),
		"privacy, texting": Privacy{Frame: both, Keys: Lifetimes{30, 90, 270}},
	}
}

// TestNumbersToText leads telephones to them, and says what a report to each counts.
func TestNumbersToText(t *testing.T) {
	p := htmlcheck.Parse(t, rendered(t, smsExamples(sample{t, Frame{Lang: catalogue.En, Path: "/sms"}})["sms"]))
	numbers := p.Find(".named li")
	for i, want := range []struct{ href, said string }{
		{"sms:+12025550151", "+1 202-555-0151Reports weigh as much as with the form."},
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
