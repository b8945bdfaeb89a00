package trend

import "math"

// Compared is a category with the part that it has in each of several scopes.
type Compared struct {
	Category string
	Parts    []Part // in the order of the scopes
}

// Part is between what a part lies with 99 %, whatever is hidden of it: 0 to 1.
type Part struct{ Low, High float64 }

// Compare returns what part the categories have of all their reporters in so many weeks, of which to is the last, the most of the first scope
// before the others. In a small place less is shown than in a large one. So that this alone makes no difference, only categories of which
// something is shown in every scope are compared, among themselves, and each of their figures that is not shown may be all that is less than
// Least. Of fewer than two such categories nothing can be said.
func (b *Book) Compare(scopes []Scope, to Week, weeks int) (all []Compared) {
	categories := b.shownInAll(scopes, to, weeks)
	if len(categories) < 2 {
		return nil
	}
	for _, c := range categories {
		all = append(all, Compared{Category: c})
	}
	for _, s := range scopes {
		for i, own := range categories {
			var others bounds
			for _, c := range categories {
				if c != own {
					others = others.plus(b.bounds(s.Place(c), to, weeks))
				}
			}
			all[i].Parts = append(all[i].Parts, b.bounds(s.Place(own), to, weeks).part(others))
		}
	}
	return all
}

// shownInAll returns the categories that every scope shows in some of the weeks.
func (b *Book) shownInAll(scopes []Scope, to Week, weeks int) (categories []string) {
	in := map[string]int{}
	for _, s := range scopes {
		for _, share := range b.Shares(s, to, weeks) {
			in[share.Category]++
		}
	}
	for _, share := range b.Shares(scopes[0], to, weeks) {
		if in[share.Category] == len(scopes) {
			categories = append(categories, share.Category)
		}
	}
	return categories
}

// KnownBefore returns how many of the weeks were counted that a week is compared with: nothing is said to rise with fewer than WeeksKnown.
func (b *Book) KnownBefore(w Week) (known int) {
	for range b.span(w.Add(-1), BurstWeeks) {
		known++
	}
	return known
}

// Counted returns how many of so many weeks were counted, of which to is the last.
func (b *Book) Counted(to Week, weeks int) (counted int) {
	for range b.span(to, weeks) {
		counted++
	}
	return counted
}

// bounds are between what a number of reporters lies before noise, and the variance of that.
type bounds struct{ low, high, variance float64 }

// bounds adds up a place in the weeks that were counted.
func (b *Book) bounds(p Place, to Week, weeks int) (sum bounds) {
	for page := range b.span(to, weeks) {
		low, high := b.At(p, page.Week).Between()
		sum = sum.plus(bounds{float64(low), float64(high), b.estimate(p, page.Week).variance})
	}
	return sum
}

func (n bounds) plus(m bounds) bounds {
	return bounds{n.low + m.low, n.high + m.high, n.variance + m.variance}
}

// part returns between what the part of n and others that is n lies.
func (n bounds) part(others bounds) Part {
	return Part{
		Low:  portion(n.low, n.variance, others.high, others.variance, -riseZ),
		High: portion(n.high, n.variance, others.low, others.variance, riseZ),
	}
}

// portion moves n's part of n and m by z standard deviations. They are those of the logarithm of the ratio of two Poisson variables, to the
// variance of which that of noise is added, as in estimate.ratio.
func portion(n, ofN, m, ofM, z float64) float64 {
	odds := n / m * math.Exp(z*math.Sqrt((n+ofN)/(n*n)+(m+ofM)/(m*m)))
	return odds / (1 + odds)
}
