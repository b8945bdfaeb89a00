package evaluation

import (
	"math"
	"slices"
)

// ranking orders numbers by how soon they should be heard of again.
type ranking struct {
	name  string
	value func(w *world, n *number) float64
}

var rankings = []ranking{
	{"raw count", func(_ *world, n *number) float64 { return float64(n.count) }},
	{"decayed count, T = 3 d", decayedCount(0)},
	{"decayed count, T = 7 d", decayedCount(1)},
	{"decayed count, T = 14 d", decayedCount(2)},
	{"decayed count, T = 30 d", decayedCount(4)},
	{"E_b, the score's evidence", (*world).evidence},
}

func decayedCount(halfLife int) func(*world, *number) float64 {
	return func(w *world, n *number) float64 { return w.decayed(n, halfLife) }
}

// sizes are how many of the highest-ranked numbers are listed.
var sizes = [...]int{1_000, 10_000, 100_000}

// cutoff ends a list of a given size: numbers above value are on it, and of those at value a share is,
// since where the list ends among equals is chance. So recall is what a random order of equals would
// give in the mean, and does not hang on the order of the file.
type cutoff struct {
	value float64
	share float64
}

// holds returns the probability that a number of that value is on the list.
func (c cutoff) holds(value float64) float64 {
	switch {
	case value > c.value:
		return 1
	case value == c.value && value > 0:
		return c.share
	}
	return 0
}

// worth is r's value for n, so coarse that equal histories are equal whatever the order of adding.
func (r ranking) worth(w *world, n *number) float64 {
	return math.Round(r.value(w, n)/rounding) * rounding
}

// tie is how many numbers have a value.
type tie struct {
	value float64
	count int
}

// cutoffs returns where the lists of each size end.
func (r ranking) cutoffs(w *world) (ends [len(sizes)]cutoff) {
	ties := r.singles(w)
	least := 0.0
	if known := sizes[len(sizes)-1]; len(ties) > 0 && count(ties) >= known {
		least = ties[len(ties)-1].value // enough numbers are worth at least that
	}
	var values []float64
	for _, id := range w.repeat {
		if v := r.worth(w, &w.numbers[id]); v >= least {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	above := 0
	for i := 0; i < len(sizes); {
		t := highest(&values, &ties)
		if t.count == 0 {
			break // every number there is fits on the rest of the lists
		}
		for ; i < len(sizes) && above+t.count >= sizes[i]; i++ {
			ends[i] = cutoff{t.value, float64(sizes[i]-above) / float64(t.count)}
		}
		above += t.count
	}
	return ends
}

// singles returns the highest values of numbers with one complaint, descending, as many as the longest list
// can hold. All with the same day have the same value, and an older one has no higher one.
func (r ranking) singles(w *world) []tie {
	var ties []tie
	for day := w.today; day >= 0; day-- {
		if w.once[day] == 0 {
			continue
		}
		value := r.worth(w, &number{first: day, last: day, count: 1})
		switch last := len(ties) - 1; {
		case last >= 0 && ties[last].value == value:
			ties[last].count += w.once[day]
		case count(ties) >= sizes[len(sizes)-1]:
			return ties
		default:
			ties = append(ties, tie{value, w.once[day]})
		}
	}
	return ties
}

func count(ties []tie) (n int) {
	for _, t := range ties {
		n += t.count
	}
	return n
}

// highest takes the highest value off values, which ascend, and ties, which descend.
func highest(values *[]float64, ties *[]tie) (t tie) {
	if len(*ties) > 0 {
		t.value = (*ties)[0].value
	}
	if n := len(*values); n > 0 {
		t.value = max(t.value, (*values)[n-1])
	}
	if len(*ties) > 0 && (*ties)[0].value == t.value {
		t.count = (*ties)[0].count
		*ties = (*ties)[1:]
	}
	for n := len(*values); n > 0 && (*values)[n-1] == t.value; n-- {
		*values = (*values)[:n-1]
		t.count++
	}
	return t
}
