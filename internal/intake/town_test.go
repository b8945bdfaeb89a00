package intake_test

import (
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// town is a service in memory, with a clock of its own.
type town struct {
	t         *testing.T
	now       time.Time
	store     *mem.Store
	keys      *keyring.Ring
	projector *projection.Projector
	*intake.Intake
}

func newTown(t *testing.T) *town {
	t.Helper()
	keys, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, now: time.Date(2026, 11, 20, 12, 0, 30, 0, time.UTC), store: mem.New(), keys: keys}
	clock := func() time.Time { return w.now }
	w.projector = projection.New(projection.Config{Store: w.store, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	w.Intake = intake.New(intake.Config{Store: w.store, Projector: w.projector, Keys: keys, Clock: clock})
	return w
}

var (
	web     = reputation.OnWeb(netip.MustParseAddr("203.0.113.7"))
	aPhone  = mustKey("+12025550150")
	number  = mustKey("+12025550143")
	another = mustKey("wechat/scam_er1")
)

func mustKey(s string) subject.Key {
	key, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return key
}

func (w *town) accept(r report.Report, by reputation.Speaker, key string) intake.Accepted {
	w.t.Helper()
	if len(r.Subjects) == 0 {
		r.Subjects = []subject.Key{number}
	}
	if r.Kind == "" {
		r.Kind = report.Call
	}
	a, err := w.Accept(context.Background(), r, by, intake.Retry{Scope: by.Group, Key: key})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// live returns how many statements about a subject count.
func (w *town) live(key subject.Key) int {
	w.t.Helper()
	w.now = w.now.Add(2 * time.Second)
	if err := w.projector.Sweep(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	p, err := w.store.Projection(context.Background(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Tally.Live
}
