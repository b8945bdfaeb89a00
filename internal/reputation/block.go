package reputation

import (
	"math"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Constants of the neighbour term B: a call centre that rotates through a block of a hundred numbers.
const (
	fullNeighbour    = 0.6  // present bad mass at which a neighbour counts whole: one verified report
	finerNeighbour   = 0.2  // factor for a neighbour with more fine than bad
	blockNetworks    = 3.0  // least D_blk
	busyTen          = 1.5  // neighbours in the same ten that make B
	busyBlock        = 3.0  // or neighbours in the hundred ...
	busyTens         = 3    // ... over so many tens ...
	busyTenInBlock   = 1.0  // ... with so many neighbours each
	maxNeighbours    = 1.3  // highest B
	perNeighbourhood = 0.55 // factor of all of B
	perTen           = 0.7
	perBlock         = 0.4
)

// Child is what one number adds to its block of a hundred: forward-decayed masses.
type Child struct {
	Bad      float64 // x
	Fine     float64 // f
	Networks Sums    // n: bad, by block bucket
}

// Children are what the numbers of one block add to it, by their last two digits; nil for those of which
// nothing is kept.
type Children [100]*Child

// Company reports whether the number with these last two digits can have a Term above 0 at any time: whether there
// are two others in its ten, or three and more in three tens and more. A child counts as one neighbour at most.
func (c *Children) Company(lastTwo int) bool {
	var tens [10]int
	total, busy := 0, 0
	for i, child := range c {
		if child == nil || i == lastTwo {
			continue
		}
		if tens[i/10]++; tens[i/10] == 1 {
			busy++
		}
		total++
	}
	return float64(tens[lastTwo/10]) >= busyTen || float64(total) >= busyBlock && busy >= busyTens
}

// Neighbourhood is a block at a moment.
type Neighbourhood struct {
	children *Children
	q        [100]float64 // by their last two digits
	networks Sums         // present values of all children
	tens     [10]float64
}

// NewNeighbourhood weighs the children of a block, by their last two digits, at now.
func NewNeighbourhood(children *Children, now time.Time) *Neighbourhood {
	n := &Neighbourhood{}
	n.Weigh(children, now)
	return n
}

// Weigh makes n what NewNeighbourhood returns: who asks for many moments needs one.
func (n *Neighbourhood) Weigh(children *Children, now time.Time) {
	bad, fine := presentValue(report.Bad, now), presentValue(report.Fine, now)
	*n = Neighbourhood{children: children}
	for i, c := range children {
		if c == nil {
			continue
		}
		q := math.Min(1, c.Bad*bad/fullNeighbour)
		if c.Fine*fine > c.Bad*bad {
			q *= finerNeighbour
		}
		n.q[i] = q
		n.tens[i/10] += q
		for b, v := range c.Networks {
			if v != 0 {
				n.networks[b] += v * bad
			}
		}
	}
}

// Term returns B for the number with these last two digits, itself left out: 0 to 1.3. Networks that also
// reported the number itself do not count, so one network never makes B anywhere in its block.
func (n *Neighbourhood) Term(lastTwo int, line subject.Line) float64 {
	weight := lineWeight(line)
	if weight == 0 || n.spreadWithout(lastTwo) < blockNetworks {
		return 0
	}
	k10, k100, busy := n.without(lastTwo), 0.0, 0
	for ten, q := range n.tens {
		if ten == lastTwo/10 {
			q = k10
		}
		if q >= busyTenInBlock {
			busy++
		}
		k100 += q
	}
	if k10 < busyTen && (k100 < busyBlock || busy < busyTens) {
		return 0
	}
	term := perNeighbourhood * (perTen*math.Log2(1+k10) + perBlock*math.Log2(1+k100))
	return math.Min(maxNeighbours, term*weight)
}

// without is the sum of a number's ten without the number, added up anew: what is left of a sum when a part is taken away is not
// quite the sum of the others, and one neighbour that counts whole is just as much as a threshold asks for.
func (n *Neighbourhood) without(lastTwo int) (sum float64) {
	first := lastTwo / 10 * 10
	for i, q := range n.q[first : first+10] {
		if first+i != lastTwo {
			sum += q
		}
	}
	return sum
}

// spreadWithout is D_blk.
func (n *Neighbourhood) spreadWithout(lastTwo int) (sum float64) {
	own := n.children[lastTwo]
	for b, v := range n.networks {
		if own != nil && own.Networks[b] > 0 {
			continue
		}
		sum += math.Min(1, 2*v)
	}
	return sum
}

// lineWeight is how likely numbers of a kind of line are rented by the block.
func lineWeight(line subject.Line) float64 {
	switch line {
	case subject.FixedLine, subject.VoIP:
		return 1
	case subject.Mobile, subject.Personal, subject.FixedLineOrMobile:
		return 0.4
	default:
		return 0
	}
}
