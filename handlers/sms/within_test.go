package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/handlers/sms"
	"ringfence/internal/gateway"
	"ringfence/ratelimit"
)

// hang waits for the end of a request.
func hang(ctx context.Context, _ gateway.Received) error { <-ctx.Done(); return ctx.Err() }

// slowly takes a while for each message, and gives up with the request.
func slowly(d time.Duration) func(context.Context, gateway.Received) error {
	return func(ctx context.Context, _ gateway.Received) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// slowLimiter takes as long as Redis may at most.
type slowLimiter struct{ ratelimit.Limiter }

func (l slowLimiter) Allow(ctx context.Context, who ratelimit.Caller, b ratelimit.Budget, n int) ratelimit.Decision {
	<-time.After(ratelimit.DefaultDeadline)
	return l.Limiter.Allow(ctx, who, b, n)
}

// batchOf is what Alibaba Cloud delivers: some messages of each of so many senders, the first of all before the second of any.
func batchOf(t *testing.T, senders, each int) request {
	t.Helper()
	var all []map[string]string
	for i := range senders * each {
		all = append(all, map[string]string{
			"phone_number": fmt.Sprintf("139%08d", i%senders), "content": fmt.Sprintf("HELP %d", i/senders), "sequence_id": fmt.Sprint(i),
		})
	}
	written, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return request{url: site + "/sms/alibaba/" + pathSecret, body: string(written)}
}

// TestWithinASecond: whatever is slow, the gateway has its answer within a second, and what was not taken is never acknowledged.
func TestWithinASecond(t *testing.T) {
	for name, test := range map[string]struct {
		before func(context.Context, gateway.Received) error
		change func(*sms.Config)
		ask    func(*testing.T) request
		status int
		taken  int // at least
	}{
		"a desk that hangs": {hang, nil, func(*testing.T) request { return byTwilio(site+"/sms/twilio", nil) }, http.StatusServiceUnavailable, 0},
		"a desk that is just in time": {
			slowly(sms.Within - time.Millisecond), nil, func(*testing.T) request { return byTwilio(site+"/sms/twilio", nil) }, http.StatusOK, 1,
		},
		"a full batch and a slow disk":            {slowly(25 * time.Millisecond), nil, func(t *testing.T) request { return batchOf(t, 400, 1) }, http.StatusOK, 400},
		"a full batch and a disk as good as away": {slowly(300 * time.Millisecond), nil, func(t *testing.T) request { return batchOf(t, 400, 1) }, http.StatusServiceUnavailable, 64},
		"many messages of one sender":             {slowly(25 * time.Millisecond), nil, func(t *testing.T) request { return batchOf(t, 1, 400) }, http.StatusServiceUnavailable, 30},
		"limits that hang": {
			slowly(sms.Within - ratelimit.DefaultDeadline - time.Millisecond), func(c *sms.Config) { c.Limiter = slowLimiter{c.Limiter} },
			func(t *testing.T) request { return batchOf(t, 400, 1) }, http.StatusServiceUnavailable, 32,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := newEdge(t, func(c *sms.Config) {
					c.PublicURL = site
					if test.change != nil {
						test.change(c)
					}
				}, append(vendors(t), twilio(t))...)
				e.desk.before = test.before
				begun := time.Now()
				res := e.send(test.ask(t))
				took, taken := time.Since(begun), len(e.desk.taken())
				if res.Code != test.status || took > time.Second || taken < test.taken {
					t.Errorf("%d after %v, and %d messages are taken", res.Code, took, taken)
				}
				if (res.Header().Get("Retry-After") != "") != (test.status == http.StatusServiceUnavailable) {
					t.Errorf("%v", res.Header())
				}
			})
		})
	}
}

// TestOrderOfABatch: messages of one sender are taken in the order in which they came, and those of others meanwhile.
func TestOrderOfABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
		var mu sync.Mutex
		now, most := 0, 0
		count := func(n int) {
			mu.Lock()
			defer mu.Unlock()
			now += n
			most = max(most, now)
		}
		e.desk.before = func(ctx context.Context, m gateway.Received) error {
			count(1)
			defer count(-1)
			pause := 10 * time.Millisecond
			if strings.HasSuffix(m.From.String(), "0") {
				pause = 50 * time.Millisecond
			}
			return slowly(pause)(ctx, m)
		}
		const senders, each = 40, 5
		e.accepted(batchOf(t, senders, each))
		said := map[string][]string{}
		for _, m := range e.desk.taken() {
			said[m.From.String()] = append(said[m.From.String()], m.Body)
		}
		for who, all := range said {
			if !slices.Equal(all, []string{"HELP 0", "HELP 1", "HELP 2", "HELP 3", "HELP 4"}) {
				t.Errorf("%s is heard as %q", who, all)
			}
		}
		if len(said) != senders || most != 32 {
			t.Errorf("%d senders are heard, %d at once", len(said), most)
		}
	})
}

// TestPartOfABatch: when a message cannot be taken the gateway is told so, and who else wrote has his answer, once.
func TestPartOfABatch(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
	ask := batchOf(t, 3, 2)
	var broken atomic.Bool
	broken.Store(true)
	e.desk.before = func(_ context.Context, m gateway.Received) error {
		if broken.Load() && m.From == number(t, "+8613900000001") && m.Body == "HELP 0" {
			return errStore
		}
		return nil
	}
	toldNow := func() string {
		e.outbox.mu.Lock()
		defer e.outbox.mu.Unlock()
		slices.Sort(e.outbox.put)
		got := strings.ReplaceAll(strings.Join(e.outbox.put, ","), "alibaba +86139000", "")
		e.outbox.put = nil
		return strings.ReplaceAll(got, " "+told, "")
	}
	for try := range 2 {
		if res := e.send(ask); res.Code != http.StatusServiceUnavailable {
			t.Fatalf("status %d", res.Code)
		}
		want := "00000,00000,00002,00002"
		if try > 0 {
			want = ""
		}
		if got := toldNow(); got != want {
			t.Errorf("told by try %d: %q, want %q", try+1, got, want)
		}
	}
	if n := e.messages("alibaba", "failed"); n != 4 {
		t.Errorf("%v messages are counted as not taken", n)
	}
	broken.Store(false)
	e.accepted(ask)
	if got := toldNow(); got != "00001,00001" {
		t.Errorf("told in the end: %q", got)
	}
}

// TestPanicOfOneMessage: one message on which the program breaks is a failure of its request, and of nothing else.
func TestPanicOfOneMessage(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
	e.desk.before = func(_ context.Context, m gateway.Received) error {
		if m.From == number(t, "+8613900000001") {
			panic(m.Body)
		}
		return nil
	}
	if res := e.send(batchOf(t, 3, 1)); res.Code != http.StatusInternalServerError || len(e.desk.taken()) != 2 {
		t.Errorf("status %d, and %d messages are taken", res.Code, len(e.desk.taken()))
	}
	if strings.Contains(e.log.String(), "HELP") || !strings.Contains(e.log.String(), "panic") {
		t.Errorf("the log says %s", e.log.String())
	}
}

// TestInlineOfAFailure: what was to stand in an answer that was none is told when the message comes again.
func TestInlineOfAFailure(t *testing.T) {
	e := newEdge(t, nil, twilio(t))
	e.desk.err = errors.New("the store is away")
	e.send(byTwilio(twilioHere, nil))
	e.desk.err = nil
	if got := e.accepted(byTwilio(twilioHere, nil)); !strings.Contains(got, told) {
		t.Errorf("answered %q", got)
	}
}
