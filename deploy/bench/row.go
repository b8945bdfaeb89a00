package main

import (
	"fmt"
	"slices"
	"strings"
)

// row is one line of the table: figures and what they are held against.
type row struct {
	What      string // what was measured
	Yardstick string // what it is held against
	Unit      string
	Pairs     []pair // in the order they were taken
	Wanted    bound  // of the ratio
}

// pair is a figure and its yardstick, taken one right after the other.
type pair struct{ Measured, Yardstick float64 }

func (p pair) ratio() float64 { return p.Measured / p.Yardstick }

// Ratio returns the median of the ratios, which one pair that something else disturbed does not move.
func (r row) Ratio() float64 {
	ratios := r.ratios()
	slices.Sort(ratios)
	n := len(ratios)
	return (ratios[(n-1)/2] + ratios[n/2]) / 2
}

func (r row) ratios() []float64 {
	ratios := make([]float64, len(r.Pairs))
	for i, p := range r.Pairs {
		ratios[i] = p.ratio()
	}
	return ratios
}

func (r row) String() string {
	var pairs []string
	for _, p := range r.Pairs {
		pairs = append(pairs, fmt.Sprintf("%s : %s = %.3f", figure(p.Measured), figure(p.Yardstick), p.ratio()))
	}
	return fmt.Sprintf("%s, %s: %s; ratio %.3f, wanted %s: %s", r.What, r.Unit, strings.Join(pairs, ", "), r.Ratio(), r.Wanted, r.verdict())
}

func (r row) verdict() string {
	if r.Wanted == (bound{}) {
		return ""
	}
	if r.Wanted.holds(r.Ratio()) {
		return "yes"
	}
	return "NO"
}

// bound is what a ratio should be; 0 is no bound.
type bound struct{ Least, Most float64 }

func (b bound) holds(ratio float64) bool {
	return ratio >= b.Least && (b.Most == 0 || ratio <= b.Most)
}

func (b bound) String() string {
	switch {
	case b == bound{}:
		return "nothing"
	case b.Most == 0:
		return fmt.Sprintf("at least %.4g", b.Least)
	case b.Least == 0:
		return fmt.Sprintf("at most %.4g", b.Most)
	}
	return fmt.Sprintf("%.4g to %.4g", b.Least, b.Most)
}

// figure writes a number with the three digits that a measurement has, and large ones in thousands.
func figure(x float64) string {
	if x < 1000 {
		return fmt.Sprintf("%.3g", x)
	}
	digits := fmt.Sprintf("%.0f", x)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
