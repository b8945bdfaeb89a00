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
	Reporters int     // in Week, as shown
	Usual     float64 // reporters a week before, with Fewer for weeks that are not shown
	Low, High float64 // by what factor Week is more: it lies between them with 99 %; Low is above 1
}

// riseZ is for 99 %: many categories are looked at.
const riseZ = 2.576

// Rising returns what rises in the newest week that is over, the surest first. Reports of it that are still to come do not count, so that
// it says rather too little.
func (b *Book) Rising(s Scope) []Rise {
	var rises []Rise
	w := b.Newest()
	for _, share := range b.Shares(s, w, 1) {
		p := s.Place(share.Category)
		usual, known := b.usual(p, w)
		if known < WeeksKnown {
			continue
		}
		low, high := b.estimate(p, w).ratio(b.estimates(p, w))
		if low > 1 {
			rises = append(rises, Rise{s, share.Category, w, share.Reporters, usual, low, high})
		}
	}
	slices.SortStableFunc(rises, func(a, b Rise) int { return cmp.Compare(b.Low, a.Low) })
	return rises
}

// usual returns the mean of the weeks before w, and how many of them were counted.
func (b *Book) usual(p Place, w Week) (mean float64, known int) {
	before := b.estimates(p, w)
	for _, e := range before {
		mean += e.n / float64(len(before))
	}
	return mean, len(before)
}

// mostUsual is usual where each week that is not shown had as many as such a week may have.
func (b *Book) mostUsual(p Place, w Week) (mean float64) {
	before := b.estimates(p, w)
	for _, e := range before {
		if e.n == Fewer {
			e.n = Least - 1
		}
		mean += e.n / float64(len(before))
	}
	return mean
}

// estimate is how many reporters there were, and the variance of what was done to the number before it was shown.
type estimate struct{ n, variance float64 }

// estimates returns those of the BurstWeeks weeks before w that were counted.
func (b *Book) estimates(p Place, w Week) (before []estimate) {
	for i := range BurstWeeks {
		if v := w.Add(-1 - i); b.page(v) != nil {
			before = append(before, b.estimate(p, v))
		}
	}
	return before
}

// estimate takes an even distribution for what is not shown, and for what a figure was rounded down by.
func (b *Book) estimate(p Place, w Week) estimate {
	f := b.At(p, w)
	if f.Status != Shown {
		return estimate{Fewer, (Least*Least - 1) / 12.0}
	}
	e := estimate{float64(f.Reporters), noiseVariance * float64(w.stagesUntil(b.page(w).AsOf))}
	if f.Open {
		e.n += (Step - 1) / 2.0
		e.variance += (Step*Step - 1) / 12.0
	}
	return e
}

// ratio returns the interval in which the ratio of what is to be expected at e to what was before lies with 99 %. The interval of a ratio of
// two Poisson means is that of its logarithm (Gu, Ng, Tang, Schucany: "Testing the Ratio of Two Poisson Rates", Biometrical Journal 50, 2008);
// where weeks scatter more than Poisson, all variances are taken as much larger, as for outbreaks of disease (Farrington, Andrews, Beale,
// Catchpole: "A Statistical Algorithm for the Early Detection of Outbreaks of Infectious Disease", JRSS A 159, 1996). To both the variance of
// noise and rounding is added.
func (e estimate) ratio(before []estimate) (low, high float64) {
	k := float64(len(before))
	mean, own := 0.0, 0.0
	for _, b := range before {
		mean += b.n / k
		own += b.variance / k
	}
	scatter := 0.0
	for _, b := range before {
		scatter += (b.n - mean) * (b.n - mean) / (k - 1)
	}
	dispersion := max(1, (scatter-own)/mean)
	relative := (dispersion*e.n+e.variance)/(e.n*e.n) + (dispersion*mean+own)/(k*mean*mean)
	spread := math.Exp(riseZ * math.Sqrt(relative))
	return e.n / mean / spread, e.n / mean * spread
}
