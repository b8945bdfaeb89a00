package trend

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"time"
)

// What makes a burst; see Bursts.
const (
	BurstTail     = 1e-4 // probability, at most, of as many reporters going by the weeks before
	BurstNetworks = 5    // groups of networks they come from, at least; reporters are Least at least
	BurstWeeks    = 8    // weeks before that are looked at
	BurstSpan     = week // before now in which reports are counted, by when they were received
	// BurstShown is how long after it was last seen to go on a burst is shown, and goes on when it is found again.
	BurstShown = 2 * week
)

// Burst is a category that far more reporters told of within a week than in the weeks before.
type Burst struct {
	ID        string // of scope, category and the week in which it was found first; in a URL it needs no escapes
	Scope     Scope
	Category  string
	FoundAt   time.Time
	LastAt    time.Time // when it was last seen to go on
	Reporters int       // at most so many were counted in a span of BurstSpan, as a band: 15, 30, 60, 120 ... "or more"
	Usual     float64   // reporters a week before, with Fewer for weeks that are not shown
}

// Bursts returns those that begin or go on at now, by facts received in BurstSpan before it; known are those found before.
func Bursts(facts []Fact, b *Book, now time.Time, known []Burst, noise Noise) []Burst {
	var bursts []Burst
	for at, n := range crowds(facts, now) {
		usual, weeks := b.usual(at.scope.Place(at.category), WeekOf(now.Add(-BurstSpan)))
		if weeks < riseKnown || n < Least || tail(usual, n) >= BurstTail {
			continue
		}
		burst := Burst{ID: burstID(at, WeekOf(now)), Scope: at.scope, Category: at.category, FoundAt: now, LastAt: now, Reporters: band(n), Usual: usual}
		for _, k := range known {
			if k.Scope == at.scope && k.Category == at.category && now.Sub(k.LastAt) <= BurstShown {
				k.LastAt, k.Reporters = now, max(k.Reporters, burst.Reporters)
				burst = k
			}
		}
		bursts = append(bursts, burst)
	}
	return bursts
}

type spot struct {
	scope    Scope
	category string
}

func crowds(facts []Fact, now time.Time) map[spot]int {
	c := counter{cells: map[Place]int{}, told: map[ballot]bool{}, networks: map[crowd]int{}}
	for _, f := range inOrder(facts) {
		if f.ReceivedAt.Before(now.Add(-BurstSpan)) || !f.ReceivedAt.Before(now) {
			continue
		}
		for _, t := range []Table{ByCategory, ByProvince, ByCampus} {
			for _, p := range f.places(t) {
				c.add(f, p)
			}
		}
	}
	found := map[spot]int{}
	for p, n := range c.cells {
		if p.Table == ByCategory {
			found[spot{Country(), p.Row}] = n
		} else {
			found[spot{Scope{p.Table, p.Row}, p.Column}] = n
		}
	}
	return found
}

func burstID(at spot, w Week) string {
	sum := sha256.Sum256([]byte(at.scope.String() + "|" + at.category + "|" + w.String()))
	return w.String() + "-" + hex.EncodeToString(sum[:8])
}

// tail is the probability that a Poisson variable of that mean is n or more.
func tail(mean float64, n int) float64 {
	below, term := 0.0, math.Exp(-mean)
	for k := range n {
		below += term
		term *= mean / float64(k+1)
	}
	return max(0, 1-below)
}

func band(n int) int {
	b := Least
	for 2*b <= n {
		b *= 2
	}
	return b
}
