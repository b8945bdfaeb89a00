package reputation

import (
	"slices"
	"time"
)

// Due returns the first whole hour after asOf at which the packed judgement of t differs though nothing
// new is said, Horizon after asOf at the latest; zero when it never will. around gives the surroundings
// at a moment.
func Due(t *Tally, around func(time.Time) Surroundings, asOf time.Time) time.Time {
	m := t.masses()
	at := func(now time.Time) Packed {
		w := weigh(t, &m, around(now), now)
		return w.packed()
	}
	first := asOf.UTC().Truncate(time.Hour)
	hours := int(Horizon / time.Hour)
	today := at(asOf)
	differs := func(hour int) bool { return at(first.Add(time.Duration(hour)*time.Hour)) != today }
	if !t.falling() {
		for h := 1; h <= hours; h++ {
			if differs(h) {
				return first.Add(time.Duration(h) * time.Hour)
			}
		}
		return first.Add(Horizon)
	}
	if !differs(hours) {
		if !differs(int(forever / time.Hour)) {
			return time.Time{}
		}
		return first.Add(Horizon)
	}
	// Every part of a falling judgement only falls, so what has changed stays changed.
	low, high := 0, hours // low is the same, high differs
	for high-low > 1 {
		if mid := (low + high) / 2; differs(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return first.Add(time.Duration(high) * time.Hour)
}

// Lone is all that a judgement depends on where one statement was made, and nothing decided: at any moment
// subjects with the same Lone and the same surroundings are judged alike, but for their category, which is not
// told of one report.
type Lone struct {
	mass        float64
	established bool
	received    time.Time
}

// Lone returns what stands for t, false unless t is of one bad statement that came through no API key.
func (t *Tally) Lone() (Lone, bool) {
	if t.Live != 1 || len(t.Days) > 1 || len(t.Keyed) > 0 || t.Standing != (Standing{}) || t.FirstSeen.IsZero() {
		return Lone{}, false
	}
	l := Lone{received: t.FirstSeen}
	for i := range Buckets {
		if t.Bad[i] != 0 {
			l.mass, l.established = t.Bad[i], true
		}
		if t.Anon[i] != 0 {
			l.mass = t.Anon[i]
		}
	}
	return l, true
}

// forever is long enough for every window to be empty and every bad mass to have faded: 64 half-lives.
const forever = 64 * halfLifeBad

// falling reports whether time can only lower the judgement of t: bad evidence fades, windows empty and
// neighbours fade. Fine evidence fades more slowly than bad, and rulings end, which may raise it.
func (t *Tally) falling() bool {
	noFine := t.Fine == Sums{} && t.FineAnon == Sums{} && !slices.ContainsFunc(t.Keyed, func(k KeyTally) bool { return k.Fine != Sums{} })
	return noFine && t.Standing.Ruling == ""
}
