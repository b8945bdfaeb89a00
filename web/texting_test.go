package web

import (
	"strings"
	"testing"

	"ringfence/web/catalogue"
)

// Where messages are taken, though no page says where to text, pages tell what is kept of senders and what their reports weigh.
func TestWhatIsTakenIsToldThoughNoNumberIs(t *testing.T) {
	for _, test := range []struct {
		name                   string
		texting                Texting
		kept, verified, linked bool
	}{
		{"no gateway", Texting{}, false, false, false},
		{"one that signs, without a number", Texting{Unlisted: []TextNumber{{Signed: true}}}, true, true, false},
		{"one that does not, without a number", Texting{Unlisted: []TextNumber{{}}}, true, false, false},
		{"one with a number", Texting{Numbers: []TextNumber{{Number: "+12025550150", Signed: true}}}, true, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := Frame{Lang: catalogue.En, Texting: test.texting}
			privacy, method := rendered(t, Privacy{Frame: f}), rendered(t, NewMethod(f))
			for what, is := range map[string]bool{
				"kept":     strings.Contains(privacy, f.T("privacy.q.texting")),
				"readable": strings.Contains(privacy, f.T("privacy.never.readable")),
				"form":     strings.Contains(privacy, f.T("privacy.kept.phone.form")),
			} {
				if is != test.kept {
					t.Errorf("the privacy page tells %s of senders: %v", what, is)
				}
			}
			if is := strings.Contains(method, f.T("method.weight.phone")); is != test.verified {
				t.Errorf("the method tells how a phone is proved: %v", is)
			}
			if is := strings.Contains(privacy+method, `href="/sms"`); is != test.linked {
				t.Errorf("pages lead to /sms: %v", is)
			}
		})
	}
}
