package handlers_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/ratelimit"
)

// What somebody has who copied the keys is of no use after a rotation, without a restart: callers are hashed with another secret, which
// shows in that all have their budgets anew, and challenges are signed with another.
func TestLimitsFollowARotation(t *testing.T) {
	callers, proofs := []byte("a secret of enough bytes"), []byte("another that signs challenges")
	hashed := map[ratelimit.Caller]bool{}
	handler, err := handlers.New(handlers.Config{
		Routes: []route.Route{{Method: http.MethodGet, Path: "/receipt", Budget: route.Receipt, Handle: func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }}},
		Log:    slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), ErrorPage: errorPage,
		Limits: handlers.Limits{
			Limiter: noting{ratelimit.NewLocal(ratelimit.LocalConfig{Clock: func() time.Time { return start }}), hashed}, Budgets: ratelimit.DefaultBudgets(), Secret: callers, ProofSecret: proofs,
			Secrets: func() ([]byte, []byte) { return callers, proofs },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path string) *httptest.ResponseRecorder {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		req.RemoteAddr = "203.0.113.7:1234"
		res := httptest.NewRecorder()
		handler.ServeHTTP(res, req)
		return res
	}
	exhaust := func() (passed int) {
		for ask("/receipt").Code == http.StatusNoContent {
			passed++
		}
		return passed
	}
	first, known := exhaust(), len(hashed)
	if first == 0 || known != 1 || exhaust() != 0 {
		t.Fatalf("a caller of %d names passed %d times", known, first)
	}
	callers = []byte("a secret after the rotation")
	if again := exhaust(); again != first || len(hashed) != 2 {
		t.Errorf("after a rotation the caller passed %d times, and has %d names", again, len(hashed))
	}
	signs := func() bool { // see https://altcha.org: a challenge is signed with HMAC-SHA-256
		var c struct{ Challenge, Signature string }
		if err := json.Unmarshal(ask("/proof").Body.Bytes(), &c); err != nil || c.Challenge == "" {
			t.Fatalf("a challenge: %v", err)
		}
		mac := hmac.New(sha256.New, proofs)
		mac.Write([]byte(c.Challenge))
		return c.Signature == hex.EncodeToString(mac.Sum(nil))
	}
	if !signs() {
		t.Error("a challenge is signed with another secret")
	}
	if proofs = []byte("another after the rotation"); !signs() {
		t.Error("after a rotation a challenge is signed with another secret")
	}
}

// noting is a limiter that notes whom it is asked about.
type noting struct {
	ratelimit.Limiter
	asked map[ratelimit.Caller]bool
}

func (n noting) Allow(ctx context.Context, who ratelimit.Caller, b ratelimit.Budget, count int) ratelimit.Decision {
	n.asked[who] = true
	return n.Limiter.Allow(ctx, who, b, count)
}
