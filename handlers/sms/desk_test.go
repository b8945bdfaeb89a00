package sms_test

import (
	"context"
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/handlers/sms"
	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/reputation"
	"ringfence/ratelimit"
	"ringfence/store/mem"
)

// moody is a store that can be away when a report is to be filed.
type moody struct {
	*mem.Store
	mu  sync.Mutex
	err error
}

func (s *moody) fail(err error) { s.mu.Lock(); defer s.mu.Unlock(); s.err = err }

func (s *moody) File(ctx context.Context, t reputation.SealedTestimony) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	return s.Store.File(ctx, t)
}

// service is an edge before a desk that does what messages ask for.
type service struct {
	*edge
	store   *moody
	lookups *index.Index
}

func newService(t *testing.T, lines ...sms.Gateway) *service {
	t.Helper()
	s := &service{store: &moody{Store: mem.New()}}
	clock := func() time.Time {
		if s.edge == nil {
			return start
		}
		return s.now
	}
	keys, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	s.lookups = index.New(index.Config{Store: s.store, Clock: clock})
	if _, err := s.lookups.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	projector := projection.New(projection.Config{Store: s.store, Clock: clock, Log: slog.New(slog.DiscardHandler), Shown: s.lookups.Show})
	reports := intake.New(intake.Config{Store: s.store, Projector: projector, Keys: keys, Clock: clock})
	budgets := ratelimit.DefaultBudgets()
	allowance := sms.Allowance{Limiter: ratelimit.NewLocal(ratelimit.LocalConfig{Clock: clock}), Budget: budgets.TextMessage, Secret: func() []byte { return []byte("a secret of enough bytes") }}
	s.edge = newEdge(t, func(c *sms.Config) {
		c.Desk = gateway.New(gateway.Config{Reports: reports, Lookups: s.lookups, Store: s.store, Keys: keys, Allow: allowance.Allow, Clock: clock})
		c.Words = func(r conversation.Reply, _ sms.Frame) string {
			if r.Kind == conversation.Reported {
				return string(r.Kind) + " " + r.Receipt.String()
			}
			return string(r.Kind)
		}
	}, lines...)
	return s
}

// text sends a message through Twilio and returns the reply.
func (s *service) text(id, content string) string {
	s.t.Helper()
	var answer struct{ Message string }
	taken := s.accepted(byTwilio(twilioHere, func(f url.Values) { f.Set("MessageSid", id); f.Set("Body", content) }))
	if err := xml.Unmarshal([]byte(taken), &answer); err != nil {
		s.t.Fatal(err)
	}
	return answer.Message
}

// reports is how many there are of a number.
func (s *service) reports(about string) int {
	s.t.Helper()
	n := 0
	err := s.store.Received(s.t.Context(), start.AddDate(-1, 0, 0), start.AddDate(1, 0, 0), func(all []reputation.SealedTestimony) error {
		for _, r := range all {
			for _, of := range r.Statements {
				if !r.Withdrawn && of.Subject == number(s.t, about) {
					n++
				}
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestConversation is what one sender does by text message in a morning. Here and below time stands still while the program works, so that no
// request is late.
func TestConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, twilio(t), android(t, "http://192.0.2.1:8080"))
		if got := s.text("SM1", "Your parcel is held, pay at http://pay.example.com"); got != "wants_number" {
			t.Fatalf("a forwarded text is answered %q", got)
		}
		s.now = s.now.Add(20 * time.Second)
		reported := s.text("SM2", "+447700900123")
		receipt, ok := strings.CutPrefix(reported, "reported ")
		if !ok {
			t.Fatalf("its number is answered %q", reported)
		}
		if again := s.text("SM2", "+447700900123"); again != reported || s.reports("+447700900123") != 1 {
			t.Errorf("delivered again it is answered %q, and there are %d reports", again, s.reports("+447700900123"))
		}
		stamp := s.now
		other := strings.NewReplacer(body, "+447700900123", "09:29:50.000+01:00", "09:30:20.000+01:00").Replace(androidBody)
		s.accepted(byAndroid(other, stamp)) // the phone got it too
		if want := "android-sms-gateway " + sender + " " + reported; len(s.outbox.put) != 1 || s.outbox.put[0] != want || s.reports("+447700900123") != 1 {
			t.Errorf("by another gateway it is answered %q, and there are %d reports", s.outbox.put, s.reports("+447700900123"))
		}
		if got := s.text("SM3", "CHECK +447700900123"); got != "known" {
			t.Errorf("asked about it: %q", got)
		}
		if got := s.text("SM4", "UNDO "+receipt); got != "withdrawn" || s.reports("+447700900123") != 0 {
			t.Errorf("taken back: %q, and there are %d reports", got, s.reports("+447700900123"))
		}
		if got := s.text("SM5", "STOP"); got != "stopped" {
			t.Errorf("asked for quiet: %q", got)
		}
		if got := s.text("SM6", "CALL +447700900124"); got != "" || s.reports("+447700900124") != 1 {
			t.Errorf("after that a report is answered %q, and there are %d", got, s.reports("+447700900124"))
		}
		s.keepsQuiet()
	})
}

// TestAwayAndBack: what was not kept is not acknowledged, and is kept once when the gateway delivers it again.
func TestAwayAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, twilio(t))
		s.store.fail(errStore)
		call := byTwilio(twilioHere, func(f url.Values) { f.Set("Body", "CALL +447700900123") })
		if res := s.refused(call, http.StatusServiceUnavailable, "unavailable"); res.Header().Get("Retry-After") == "" || s.messages("twilio", "failed") != 1 {
			t.Errorf("%v", res.Header())
		}
		s.store.fail(nil)
		for range 3 {
			if got := s.accepted(call); !strings.Contains(got, "reported ") {
				t.Errorf("answered %q", got)
			}
		}
		if n := s.reports("+447700900123"); n != 1 {
			t.Errorf("%d reports", n)
		}
	})
}

// TestSenderIsLimited: beyond twenty an hour nothing of a sender is read, but what stops the replies.
func TestSenderIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, twilio(t))
		for i := range 21 {
			if got := s.text("SM"+string(rune('a'+i)), "HELP"); (got == "how_to") != (i < 20) {
				t.Errorf("message %d: %q", i+1, got)
			}
		}
		if s.messages("twilio", "too_often") != 1 {
			t.Error("not counted")
		}
		if got := s.text("SMz", "STOP"); got != "stopped" {
			t.Errorf("asked for quiet: %q", got)
		}
	})
}
