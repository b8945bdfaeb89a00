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
	BurstTail  = 1e-4 // probability, at most, that a week of looks finds one where as many report as always, noise included
	BurstDoubt = 1e-2 // probability, at most, that in a week of looks fewer reported than are told
	// BurstFactor is how many times as many as usual they are, at least: people do not come evenly, so that among many a small rise is nothing
	// that chance makes, and no news. A band then is never below what is usual.
	BurstFactor   = 2
	BurstNetworks = 5             // groups of networks that it takes to make one, at least, whoever reports
	BurstWeeks    = 8             // weeks before that are looked at
	BurstSpan     = week          // at most so long before now were the reports received that are counted: today's and those of 6 days
	BurstShown    = 2 * week      // so long after it was last seen to go on a burst is shown, and goes on when it is found again
	BurstEvery    = 6 * time.Hour // from 00:00 UTC on, a look; what today brought between two has a draw of noise, and earlier days have one each
)

const (
	burstLooks = float64(week / BurstEvery) // in a week
	burstDraws = int((BurstSpan-day)/day) + int(day/BurstEvery) - 1
)

// Burst is a category that far more reporters told of within a week than in the weeks before.
type Burst struct {
	ID        string // of scope, category and the week in which it was found first; in a URL it needs no escapes
	Scope     Scope
	Category  string
	FoundAt   time.Time
	LastAt    time.Time // the look at which it was last seen to go on
	Reporters int       // that it had surely when it had most, as a band: 15, 30, 60, 120 ... "or more"
	Grew      []Growth  // of Reporters since it was found, in order; those that were seen before any were kept are not there
	Usual     float64   // reporters a week before, with Fewer for weeks that are not shown
}

// Growth is that a burst came to have surely more reporters than were told before.
type Growth struct {
	At   time.Time // the look at which it was seen
	From int       // the band before
}

// In reports whether a burst went on in a week, and was found by the look at its end.
func (b Burst) In(w Week) bool {
	return b.FoundAt.Before(w.End().Add(BurstEvery)) && !b.LastAt.Before(w.Start())
}

// GrewAt returns when the band grew last; the zero time where it did not.
func (b Burst) GrewAt() time.Time {
	if len(b.Grew) == 0 {
		return time.Time{}
	}
	return b.Grew[len(b.Grew)-1].At
}

// InOrder reports whether the growth is in order, and none of it is before the burst was found or after it was last seen.
func (b Burst) InOrder() bool {
	before := b.FoundAt
	for _, r := range b.Grew {
		if r.At.Before(before) {
			return false
		}
		before = r.At
	}
	return !b.LastAt.Before(before)
}

// Stages returns the burst with the band that it had when it was found, and with that after each growth. What they tell stays the same while
// it goes on, so that it can be told again in the same words.
func (b Burst) Stages() []Burst {
	var stages []Burst
	for i, r := range b.Grew {
		before := b
		before.Reporters, before.Grew = r.From, b.Grew[:i:i]
		stages = append(stages, before)
	}
	return append(stages, b)
}

// Bursts returns those that begin or go on at the last look before now, by all facts received in BurstSpan before it; known are those found
// before, of which those that go on keep their ID. They are in the order of scopes and categories. b has the figures from FirstUsual of
// FirstUsual on: the usual weeks were counted by what was usual before them.
//
// A reporter counts once in a table, and the number has a draw of noise for each day before today and each BurstEvery of today: each report is
// in two of these parts, one after the other. What is told is what is left when the most that noise may have added is taken away, so that it is
// true at all looks of a week but for BurstDoubt. A number has to reach the same at whatever hour: that for as much noise as there is at the end of a day.
func Bursts(facts []Fact, b *Book, now time.Time, known []Burst, noise Noise) []Burst {
	s, bars := spanAt(now), newBars()
	var bursts []Burst
	for p, here := range s.gather(facts, b) {
		scope, category := scopeOf(p)
		usual, enough := b.usual(p, WeekOf(s.from))
		if !enough {
			continue
		}
		bar := bars.of(usual.likely, usual.high)
		n := here.reporters(bar.group) + s.noise(p, noise)
		if n < bar.least {
			continue
		}
		found := Burst{Scope: scope, Category: category, FoundAt: s.to, LastAt: s.to, Reporters: band(bars.surely(n)), Usual: usual.likely}
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
			if b.LastAt.After(k.LastAt) { // a clock that is behind takes nothing back
				k.LastAt = b.LastAt
			}
			if b.Reporters > k.Reporters {
				k.Grew, k.Reporters = append(slices.Clip(k.Grew), Growth{k.LastAt, k.Reporters}), b.Reporters
			}
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
	s := span{to: now.UTC().Truncate(BurstEvery)}
	today := s.to.Truncate(day)
	s.from = today.Add(day - BurstSpan)
	for t := s.from; t.Before(today); t = t.Add(day) {
		s.blocks = append(s.blocks, t.Format(time.DateOnly))
	}
	for t := today; t.Before(s.to); t = t.Add(BurstEvery) {
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

// gathering is how many told of something in a span, by the group of networks that they come from.
type gathering map[group]int

// group is a group of networks. A network has another one in each week.
type group struct {
	week    Week
	network uint8
}

// reporters returns how many they are where so many count from each group. One more reporter makes one more at most, wherever it comes from:
// a count of the groups would have to be told exactly, or be noise.
func (g gathering) reporters(perGroup int) (n int) {
	for _, of := range g {
		n += min(of, perGroup)
	}
	return n
}

// gather leaves out what happened in a week before the span: its groups would be further ones of the same networks.
func (s span) gather(facts []Fact, b *Book) map[Place]gathering {
	c, found := newCounter(b), map[Place]gathering{}
	for _, f := range inOrder(facts) {
		if f.ReceivedAt.Before(s.from) || !f.ReceivedAt.Before(s.to) || WeekOf(f.At).Before(WeekOf(s.from)) {
			continue
		}
		for _, p := range c.count(f, []Table{ByCategory, ByProvince, ByCampus}) {
			if found[p] == nil {
				found[p] = gathering{}
			}
			found[p][group{WeekOf(f.At), f.Network}]++
		}
	}
	return found
}

// band returns the largest of 15, 30, 60, 120 ... that is not above n.
func band(n int) int {
	b := Least
	for 2*b <= n {
		b *= 2
	}
	return b
}
