package trend

import (
	"cmp"
	"math"
	"slices"
)

// Rise is a category that more reporters told of in the newest week than in the weeks before, by more than chance and noise.
type Rise struct {
	Scope     Scope
	Category  string
	Week      Week
	Figure            // of Week, which is Shown
	Usual     float64 // reporters a week before, with Fewer for weeks that are not shown
	Low, High float64 // by what factor Week is more: it lies between them with 99 %; Low is above 1, High infinite where it may be any, or is not told
}

// riseZ is for 99 %: many categories are looked at.
const riseZ = 2.576

// Rising returns what rises in the newest week that is over, the surest first. Reports of it that are still to come do not count, so that
// it says rather too little.
func (b *Book) Rising(s Scope) []Rise {
	var rises []Rise
	w := b.Newest()
	for _, share := range b.Shares(s, w, 1) {
		if usual, low, high := b.rise(s.Place(share.Category), w); low > 1 {
			rises = append(rises, Rise{s, share.Category, w, b.At(s.Place(share.Category), w), usual, low, high})
		}
	}
	slices.SortStableFunc(rises, func(a, b Rise) int { return cmp.Compare(b.Low, a.Low) })
	return rises
}

// RisesBy returns by what factor at least a place of any table is more in the newest week that is over, as Low of Rising; 0 where it is not
// known to rise.
func (b *Book) RisesBy(p Place) float64 {
	w := b.Newest()
	if b.At(p, w).Status != Shown {
		return 0
	}
	if _, low, _ := b.rise(p, w); low > 1 {
		return low
	}
	return 0
}

// rise compares a place that is shown in a week with what is usual; low is 0 where that is not known.
func (b *Book) rise(p Place, w Week) (likely, low, high float64) {
	usual, known := b.usual(p, w)
	if !known {
		return 0, 0, 0
	}
	low, high = b.estimate(p, w).ratio(usual)
	return usual.likely, low, high
}

// estimate is how many reporters there were: between low and high but for chance, of which noise has the variance.
type estimate struct{ low, likely, high, variance float64 }

// estimate takes what is in the middle for likely where a figure is not shown, or rounded down. Where not all count that report, one more that
// counts stands for several, and so does what chance makes of it.
func (b *Book) estimate(p Place, w Week) estimate {
	page := b.page(w)
	low, high := b.At(p, w).Between()
	e := estimate{low: float64(low), likely: float64(low+high) / 2, high: float64(high), variance: noiseVariance * float64(w.stagesUntil(page.AsOf))}
	if most := page.most[p]; most > e.high {
		if each := most / e.high; !math.IsInf(most, 1) {
			e.variance += (each*each - 1) * most
		}
		e.high = most
	}
	return e
}

// usual is the mean of weeks, and by how much they scatter.
type usual struct {
	estimate
	weeks   float64
	hidden  float64 // of weeks, that are not shown
	scatter float64 // variance of likely between weeks
}

// usual returns what the BurstWeeks weeks before w had, those of them that were counted and in which no more people reported than can count; it is
// not known when they are fewer than WeeksKnown.
func (b *Book) usual(p Place, w Week) (u usual, known bool) {
	var before []estimate
	hidden := 0
	for page := range b.span(w.Add(-1), BurstWeeks) {
		if e := b.estimate(p, page.Week); !math.IsInf(e.high, 1) {
			before = append(before, e)
			if b.At(p, page.Week).Status == Suppressed {
				hidden++
			}
		}
	}
	u = usualOf(before)
	u.hidden = float64(hidden)
	return u, len(before) >= WeeksKnown
}

func usualOf(before []estimate) (u usual) {
	u.weeks = float64(len(before))
	for _, e := range before {
		u.low += e.low / u.weeks
		u.likely += e.likely / u.weeks
		u.high += e.high / u.weeks
		u.variance += e.variance / u.weeks
	}
	for _, e := range before {
		u.scatter += (e.likely - u.likely) * (e.likely - u.likely) / (u.weeks - 1)
	}
	return u
}

// ratio returns the interval in which the ratio of what is to be expected at e to what is usual lies with 99 %, whatever is hidden of both: it
// begins with the least of the one and the most of the other. The interval of a ratio of two Poisson means is that of its logarithm (Gu,
// Ng, Tang, Schucany: "Testing the Ratio of Two Poisson Rates", Biometrical Journal 50, 2008); where weeks scatter more than Poisson, all
// variances are taken as much larger, as for outbreaks of disease (Farrington, Andrews, Beale, Catchpole: "A Statistical Algorithm for
// the Early Detection of Outbreaks of Infectious Disease", JRSS A 159, 1996). To both the variance of noise is added. Where most weeks are
// hidden high is infinite: the least that they may have been is then next to nothing, and hundreds of times that says nothing.
func (e estimate) ratio(u usual) (low, high float64) {
	dispersion := max(1, (u.scatter-u.variance)/u.likely)
	spread := func(n, mean float64) float64 {
		relative := (dispersion*n+e.variance)/(n*n) + (dispersion*mean+u.variance)/(u.weeks*mean*mean)
		return math.Exp(riseZ * math.Sqrt(relative))
	}
	low = e.low / u.high / spread(e.low, u.high)
	if high = math.Inf(1); u.low > 0 && 2*u.hidden <= u.weeks && !math.IsInf(e.high, 1) {
		high = e.high / u.low * spread(e.high, u.low)
	}
	return low, high
}
