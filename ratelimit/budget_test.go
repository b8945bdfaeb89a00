package ratelimit

import (
	"context"
	"math"
	"net/netip"
	"testing"
	"time"
)

func TestDefaultBudgets(t *testing.T) {
	b := DefaultBudgets()
	names := map[string]bool{}
	for _, tt := range []struct {
		b      Budget
		rate   int
		period time.Duration
	}{
		{b.Lookup, 60, time.Minute}, {b.Batch, 6, time.Minute}, {b.Range, 240, time.Minute}, {b.Report, 10, time.Hour}, {b.Bulk, 6, time.Hour},
		{b.Receipt, 20, time.Minute}, {b.SignIn, 20, time.Hour}, {b.WrongKey, 20, time.Minute}, {b.Challenge, 20, time.Minute},
		{b.ProofTrial, 60, time.Minute}, {b.Proof, 1, 4 * time.Hour}, {b.Gateway, 60_000, time.Minute}, {b.TextMessage, 20, time.Hour},
		{b.TextAnswer, 24, time.Hour}, {b.TextWarning, 1, time.Hour}, {b.TextReply, 1_000, 24 * time.Hour}, {b.FirstTexts, 100, 24 * time.Hour},
	} {
		if tt.b.Rate != tt.rate || tt.b.Period != tt.period || tt.b.Burst != tt.rate {
			t.Errorf("%+v, want %d in %v", tt.b, tt.rate, tt.period)
		}
		names[tt.b.Name] = true
	}
	if b.Dispute.Rate != 3 || b.Dispute.Burst != 10 || b.Dispute.Period != 24*time.Hour {
		t.Errorf("disputes: %+v", b.Dispute)
	}
	if b.FirstText.Burst+b.FirstText.Rate != 3 || b.FirstText.Period != 24*time.Hour {
		t.Errorf("first texts to a number: %+v", b.FirstText)
	}
	names[b.ProvedReport.Name], names[b.FirstText.Name], names[b.Dispute.Name] = true, true, true
	if len(names) != 20 || names[""] {
		t.Errorf("names are not each their own: %v", names)
	}
	for _, each := range b.All() {
		names[each.Name] = true
	}
	if len(names) != 21 || len(b.All()) != 21 || names[""] {
		t.Errorf("all are %v", names)
	}
	if b.Report.Rate+b.ProvedReport.Rate != 30 || b.ProvedReport.Period != time.Hour {
		t.Errorf("with proof of work: %+v", b.ProvedReport)
	}
}

func TestTimes(t *testing.T) {
	for _, tt := range []struct{ n, factor, want int }{
		{60, 20, 1200}, {60, 1, 60}, {60, 0, 60}, {60, -3, 60}, {0, 20, 0}, {-5, 20, -5},
		{math.MaxInt32, 2, math.MaxInt32}, {math.MaxInt, 2, math.MaxInt}, {2, math.MaxInt, math.MaxInt32},
	} {
		if b := (Budget{"x", tt.n, time.Hour, tt.n}).Times(tt.factor); b != (Budget{"x", tt.want, time.Hour, tt.want}) {
			t.Errorf("%d times %d: %+v, want %d", tt.n, tt.factor, b, tt.want)
		}
	}
}

func TestCampuses(t *testing.T) {
	campuses := Campuses{netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("2001:db8:c::/48")}
	for in, want := range map[string]int{
		"198.51.100.9": 20, "::ffff:198.51.100.9": 20, "198.51.101.9": 1,
		"2001:db8:c:1::9": 20, "2001:db8:c:1::9%eth0": 20, "2001:db8:d::9": 1,
	} {
		if got := campuses.Factor(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %d, want %d", in, got, want)
		}
	}
	if got := campuses.Factor(netip.Addr{}); got != 1 {
		t.Errorf("no address: %d", got)
	}
}

func TestOffAllowsEverything(t *testing.T) {
	for range 100 {
		if d := (Off{}).Allow(context.Background(), caller("a"), slow(1), 99); !d.Allowed || !proper(d) {
			t.Fatalf("%+v", d)
		}
	}
}
