package trend

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// What makes a burst; see Bursts.
const (
	BurstTail = 1e-4 // probability, at most, of as many reporters going by the weeks before, noise included
	// BurstFactor is how many times as many as usual they are, at least: people do not come evenly, so that among many a small rise is nothing
	// that chance makes, and no news. A band then is never below what is usual.
	BurstFactor   = 2
	BurstNetworks = 5         // groups of networks they come from, at least; reporters are Least at least, with the noise
	BurstWeeks    = 8         // weeks before that are looked at
	BurstSpan     = week      // at most so long before now were the reports received that are counted: today's and those of 6 days
	BurstShown    = 2 * week  // so long after it was last seen to go on a burst is shown, and goes on when it is found again
	burstBlock    = time.Hour // of today that has a draw of noise; earlier days have one each
)

// Burst is a category that far more reporters told of within a week than in the weeks before.
type Burst struct {
	ID        string // of scope, category and the week in which it was found first; in a URL it needs no escapes
	Scope     Scope
	Category  string
	FoundAt   time.Time
	LastAt    time.Time // when it was last seen to go on, to the hour
	Reporters int       // of the most counted at once, with the noise, as a band: 15, 30, 60, 120 ... "or more"
	Usual     float64   // reporters a week before, with Fewer for weeks that are not shown
}

// Bursts returns those that begin or go on at the hour of now, by all facts received in BurstSpan before it; known are those found before, of
// which those that go on keep their ID. They are in the order of scopes and categories.
//
// A reporter counts once in a table, and the number has a draw of noise for each day before today and each hour of today: what is found
// hour by hour is made of parts with noise of their own, and says of a report no more than two draws do. Networks have no noise.
func Bursts(facts []Fact, b *Book, now time.Time, known []Burst, noise Noise) []Burst {
	s := spanAt(now)
	least := newMargin(len(s.blocks))
	var bursts []Burst
	for p, here := range s.gather(facts) {
		scope, category := scopeOf(p)
		usual, weeks := b.usual(p, WeekOf(s.from))
		n := here.reporters + s.noise(p, noise)
		many := n >= Least && float64(n) >= BurstFactor*usual && here.networks() >= BurstNetworks
		if weeks < WeeksKnown || !many || least.tail(usual, n) >= BurstTail {
			continue
		}
		found := Burst{Scope: scope, Category: category, FoundAt: s.to, LastAt: s.to, Reporters: band(n), Usual: usual}
		bursts = append(bursts, found.after(known))
	}
	slices.SortFunc(bursts, func(a, b Burst) int {
		return cmp.Or(cmp.Compare(a.Scope.String(), b.Scope.String()), cmp.Compare(a.Category, b.Category))
	})
	return bursts
}

// after returns the one of known that b goes on with, or b as a new one.
func (b Burst) after(known []Burst) Burst {
	for _, k := range known {
		if k.Scope == b.Scope && k.Category == b.Category && b.LastAt.Sub(k.LastAt) <= BurstShown {
			k.LastAt, k.Reporters = b.LastAt, max(k.Reporters, b.Reporters)
			return k
		}
	}
	first := WeekOf(b.FoundAt).String()
	sum := sha256.Sum256([]byte(first + "|" + b.Category + "|" + b.Scope.String()))
	b.ID = first + "-" + hex.EncodeToString(sum[:8])
	return b
}

// span is the time in which reports are counted, in blocks that have a draw of noise each.
type span struct {
	from, to time.Time
	blocks   []string
}

func spanAt(now time.Time) span {
	s := span{to: now.UTC().Truncate(burstBlock)}
	today := s.to.Truncate(day)
	s.from = today.Add(day - BurstSpan)
	for t := s.from; t.Before(today); t = t.Add(day) {
		s.blocks = append(s.blocks, t.Format(time.DateOnly))
	}
	for t := today; t.Before(s.to); t = t.Add(burstBlock) {
		s.blocks = append(s.blocks, t.Format("2006-01-02T15"))
	}
	return s
}

func (s span) noise(p Place, noise Noise) (sum int) {
	for _, block := range s.blocks {
		sum += draw(noise(fmt.Sprintf("burst|%s|%s|%q|%q", block, p.Table, p.Row, p.Column)))
	}
	return sum
}

// gathering is who told of something in a span.
type gathering struct {
	reporters int
	groups    map[Week]map[uint8]bool // of networks that are known: a network has another group in each week
}

// networks is how many there are at least.
func (g *gathering) networks() (n int) {
	for _, groups := range g.groups {
		n = max(n, len(groups))
	}
	return n
}

func (s span) gather(facts []Fact) map[Place]*gathering {
	c, found := newCounter(), map[Place]*gathering{}
	for _, f := range inOrder(facts) {
		if f.ReceivedAt.Before(s.from) || !f.ReceivedAt.Before(s.to) {
			continue
		}
		for _, p := range c.count(f, []Table{ByCategory, ByProvince, ByCampus}) {
			g := found[p]
			if g == nil {
				g = &gathering{groups: map[Week]map[uint8]bool{}}
				found[p] = g
			}
			g.add(f)
		}
	}
	return found
}

func (g *gathering) add(f *Fact) {
	g.reporters++
	if f.Network == 0 {
		return
	}
	w := WeekOf(f.At)
	if g.groups[w] == nil {
		g.groups[w] = map[uint8]bool{}
	}
	g.groups[w][f.Network] = true
}

// margin is the noise of a number of draws.
type margin []float64

func newMargin(draws int) margin { return drawn(draws) }

// tail returns the probability of n or more, noise included, where usual are to be expected.
func (m margin) tail(usual float64, n int) (sum float64) {
	for i, p := range m {
		sum += p * poissonTail(usual, n-(i-widest))
	}
	return sum
}

// band returns the largest of 15, 30, 60, 120 ... that is not above n.
func band(n int) int {
	b := Least
	for 2*b <= n {
		b *= 2
	}
	return b
}
