package trend

import (
	"cmp"
	"math"
	"slices"
)

// Rise is a category that more reporters told of in the newest week than in the weeks before, by more than chance.
type Rise struct {
	Scope     Scope
	Category  string
	Week      Week
	Reporters int     // in Week, as shown
	Usual     float64 // reporters a week before, with Fewer for weeks that are not shown
	Low, High float64 // by what factor Week is more: with 99 % it is between them; Low is above 1
}

const (
	riseWeeks = 8     // weeks before that are looked at
	riseKnown = 4     // of them that must have been counted, at least
	riseZ     = 2.576 // 99 %
)

// Rising returns what rises in the newest week that is over, the surest first.
func (b *Book) Rising(s Scope) []Rise {
	w := b.Newest()
	var rises []Rise
	for _, share := range b.Shares(s, w, 1) {
		usual, known := b.usual(s.Place(share.Category), w)
		if known < riseKnown {
			continue
		}
		n := float64(share.Reporters)
		spread := math.Exp(riseZ * math.Sqrt(1/n+1/(usual*float64(known))))
		r := Rise{s, share.Category, w, share.Reporters, usual, n / usual / spread, n / usual * spread}
		if r.Low > 1 {
			rises = append(rises, r)
		}
	}
	slices.SortStableFunc(rises, func(a, b Rise) int { return cmp.Compare(b.Low, a.Low) })
	return rises
}

// usual returns the mean of the weeks before w, and how many of them were counted.
func (b *Book) usual(p Place, w Week) (mean float64, known int) {
	sum := 0
	for _, point := range b.Series(p, w.Add(-1), riseWeeks) {
		switch point.Status {
		case Shown:
			sum, known = sum+point.Reporters, known+1
		case Suppressed:
			sum, known = sum+Fewer, known+1
		case Missing:
		}
	}
	return float64(sum) / float64(max(known, 1)), known
}
