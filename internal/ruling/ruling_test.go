package ruling_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ringfence/internal/projection"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

func TestRule(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	s := mem.New()
	projector := projection.New(projection.Config{Store: s, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	bench := ruling.New(ruling.Config{Store: s, Projector: projector, Clock: clock})
	number, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	sample, _ := subject.ParseKey("+12025550103")
	for _, test := range []struct {
		name   string
		about  subject.Key
		by     string
		reason string
		want   error
	}{
		{"without a reason", number, "Ling", " \n", ruling.ErrNoReason},
		{"with a long reason", number, "Ling", strings.Repeat("长", ruling.MaxReason+1), ruling.ErrLongReason},
		{"with bytes that are no text", number, "Ling", "a\xff", ruling.ErrControl},
		{"with a zero byte", number, "Ling", "a\x00b", ruling.ErrControl},
		{"by a name in another encoding", number, "\xd5\xc5", "x", ruling.ErrBy},
		{"by a name of two lines", number, "Ling\nWei", "x", ruling.ErrBy},
		{"by a long name", number, strings.Repeat("长", ruling.MaxBy+1), "x", ruling.ErrBy},
		{"on a sample", sample, "Ling", "x", ruling.ErrSample},
		{"with all it needs", number, "Ling", " three victims ", nil},
	} {
		d, err := bench.Rule(context.Background(), reputation.Confirm, test.about, test.by, test.reason)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if err == nil && (d.Reason != "three victims" || d.By != "Ling" || !d.At.Equal(now)) {
			t.Errorf("%s: %+v", test.name, d)
		}
	}
	p, err := s.Projection(context.Background(), number)
	if err != nil || p.Tally.Standing.Ruling != reputation.Confirm {
		t.Errorf("the ruling does not show at once: %+v, %v", p.Tally.Standing, err)
	}

	// Rulings a moment apart: the later one holds.
	now = now.Add(time.Second)
	if _, err := bench.Rule(context.Background(), reputation.Clear, number, "Ling", "mistaken"); err != nil {
		t.Fatal(err)
	}
	if p, _ = s.Projection(context.Background(), number); p.Tally.Standing.Ruling != reputation.Clear {
		t.Errorf("the later ruling does not hold: %+v", p.Tally.Standing)
	}
}
