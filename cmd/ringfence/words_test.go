package main

import (
	"strings"
	"testing"

	"ringfence/handlers/sms"
	"ringfence/internal/conversation"
	"ringfence/internal/smstext"
)

// TestWordsNameNoPageWhereNoAddressPasses, and are in the frame that the gateway tells of.
func TestWordsNameNoPageWhereNoAddressPasses(t *testing.T) {
	const host, around = "ringfence.example", "【反诈中心】"
	words := wordsFor(host)
	r := conversation.Reply{Kind: conversation.Unclear, Lang: smstext.Chinese}
	if text := words(r, sms.Frame{}); !strings.Contains(text, host) {
		t.Errorf("no page is named: %s", text)
	}
	for _, f := range []sms.Frame{{NoAddress: true}, {Around: around, NoAddress: true}} {
		if text := words(r, f); text == "" || strings.Contains(text, host) || smstext.Segments(f.Around+text) != 1 {
			t.Errorf("in %+v: %s", f, text)
		}
	}
	r.Lang = smstext.English
	if text := words(r, sms.Frame{Around: around}); smstext.Segments(around+text) != 1 {
		t.Errorf("more than one message: %s", text)
	}
}
