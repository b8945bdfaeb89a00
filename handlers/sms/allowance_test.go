package sms_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/handlers/sms"
	"ringfence/ratelimit"
)

// TestNobodyUsesUpTheRepliesOfOthers: one phone asks without end, and another still gets its receipt.
// Here and below time stands still while the program works, so that no request is late.
func TestNobodyUsesUpTheRepliesOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, twilio(t))
		replied := 0
		for i := range 2_100 {
			s.now = s.now.Add(time.Second)
			if s.text(fmt.Sprint("SM", i), "HELP") != "" {
				replied++
			}
		}
		if want := 24 + 14; replied > want { // of a bucket of 24 that gains 24 an hour, in 35 minutes
			t.Errorf("%d replies to one phone, more than %d", replied, want)
		}
		if n := s.replies("twilio", sms.SenderCeiling); int(n)+replied != 2_100 {
			t.Errorf("%d replies, and %v are counted as withheld", replied, n)
		}
		other := s.accepted(byTwilio(twilioHere, func(f url.Values) {
			f.Set("MessageSid", "SMother")
			f.Set("From", "+12025550144")
			f.Set("Body", "CALL +447700900123")
		}))
		if !strings.Contains(other, "reported ") || s.replies("twilio", sms.Ceiling) != 0 {
			t.Errorf("another phone is answered %q", other)
		}
	})
}

// TestTooOftenIsToldOnce: whoever sends too much is told so, and then nothing until it is true again in the next hour.
func TestTooOftenIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, twilio(t))
		n := 0
		say := func(content string) string { n++; return s.text(fmt.Sprint("SM", n), content) }
		for range 20 {
			say("HELP")
		}
		for i, want := range []string{"too_often", "", "", ""} {
			if got := say("HELP"); got != want {
				t.Errorf("message %d beyond the limit: %q, want %q", i+1, got, want)
			}
		}
		s.now = s.now.Add(time.Hour)
		for range 20 {
			if got := say("HELP"); got != "how_to" {
				t.Errorf("an hour later: %q", got)
			}
		}
		if got := say("HELP"); got != "too_often" {
			t.Errorf("beyond the limit in the next hour: %q", got)
		}
	})
}

// TestStopIsAlwaysDone: it is done and resumed beyond every limit, and told for as long as anything is.
func TestStopIsAlwaysDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, twilio(t))
		told := 0
		for i := range 100 {
			s.now = s.now.Add(time.Millisecond)
			if s.text(fmt.Sprint("SM", i), []string{"STOP", "START"}[i%2]) != "" {
				told++
			}
		}
		if told != 24 || s.messages("twilio", "stopped") != 50 || s.messages("twilio", "resumed") != 50 {
			t.Errorf("%d told of %v and %v", told, s.messages("twilio", "stopped"), s.messages("twilio", "resumed"))
		}
		s.text("SMstop", "STOP")
		s.now = s.now.Add(2 * time.Hour)
		if got := s.text("SMask", "CHECK 202-555-0143"); got != "" {
			t.Errorf("after a silent STOP: %q", got)
		}
	})
}

// TestOneWhoClaimsToBeAPhoneUsesUpNothingOfItsOwner: what a gateway cannot prove counts apart.
func TestOneWhoClaimsToBeAPhoneUsesUpNothingOfItsOwner(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.Budgets.TextAnswer = ratelimit.PerHour("text_answer", 1) }, twilio(t), generic(t, sms.GenericConfig{Success: "{reply}"}))
	claim := byForm(genericPath, url.Values{"from": {sender}, "text": {body}})
	first, second, owners := e.accepted(claim), e.accepted(claim), e.accepted(byTwilio(twilioHere, nil))
	if first != told || second != "" || !strings.Contains(owners, told) {
		t.Errorf("answered %q, %q and %q", first, second, owners)
	}
}

// TestDayOfReplies: in any 24 hours a gateway sends no more replies than its operator set, the first ones at once.
func TestDayOfReplies(t *testing.T) {
	const most = 20
	now := start
	limiter := ratelimit.NewLocal(ratelimit.LocalConfig{Clock: func() time.Time { return now }})
	budget := ratelimit.PerDay("text_reply", most/2)
	who := ratelimit.Name([]byte("a secret of enough bytes"), "gateway/twilio")
	var sent []time.Time
	for range 3 * 24 * 60 {
		for limiter.Allow(t.Context(), who, budget, 1).Allowed {
			sent = append(sent, now)
		}
		now = now.Add(time.Minute)
	}
	for i, from := range sent {
		within := 0
		for _, at := range sent[i:] {
			if at.Sub(from) < 24*time.Hour {
				within++
			}
		}
		if within > most {
			t.Errorf("%d replies in the 24 hours from %v", within, from)
		}
	}
	if len(sent) < 3*most/2 || sent[most/2-1] != start {
		t.Errorf("%d replies in three days", len(sent))
	}
}
