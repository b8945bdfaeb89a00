package index

import (
	"fmt"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// entry is what the index holds of one subject.
type entry struct {
	packed reputation.Packed
	first  day    // FirstSeen
	detail string // the encoded judgement when it is not plain; "" otherwise
}

// day counts days from 2000-01-01, which is 1; 0 is never. It reaches to the year 2179.
type day uint16

var dayZero = time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC)

func dayOf(t time.Time) day {
	if t.IsZero() {
		return 0
	}
	n := reputation.DateOf(t) - reputation.DateOf(dayZero)
	return day(min(max(n, 1), 1<<16-1))
}

func (d day) time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return (reputation.DateOf(dayZero) + reputation.Date(d)).Time()
}

// newEntry judges a projection at a moment.
func newEntry(p *reputation.Projection, now time.Time) entry {
	j := reputation.Judge(&p.Tally, reputation.Around(p.Subject, p.Neighbours), now)
	e := entry{packed: reputation.Pack(j), first: dayOf(j.FirstSeen)}
	if !j.Plain() {
		e.detail = encode(&j, now)
	}
	return e
}

// crowd are the reported numbers of a block in which a number that nobody reported would be weighed by
// them. Most blocks are none.
type crowd []kid

// kid is a reported number of a crowd.
type kid struct {
	number   uint8 // its last two digits
	bad      float64
	fine     float64
	networks []networkMass
}

type networkMass struct {
	bucket uint8
	mass   float64
}

// newCrowd returns the crowd of a block, or nil when a newcomer in it would not be weighed.
func newCrowd(block []reputation.Neighbour, now time.Time) crowd {
	children := reputation.ChildrenOf(block)
	hood := reputation.NewNeighbourhood(children, now)
	weighed := false
	for n := range 100 {
		weighed = weighed || (children[n] == nil && hood.Term(n, subject.VoIP) > 0)
	}
	if !weighed {
		return nil
	}
	c := make(crowd, 0, len(block))
	for n, child := range children {
		if child == nil {
			continue
		}
		k := kid{number: uint8(n), bad: child.Bad, fine: child.Fine}
		for bucket, mass := range child.Networks {
			if mass != 0 {
				k.networks = append(k.networks, networkMass{uint8(bucket), mass})
			}
		}
		c = append(c, k)
	}
	return c
}

// term returns B of a number that nobody reported.
func (c crowd) term(key subject.Key, now time.Time) float64 {
	if len(c) == 0 {
		return 0
	}
	return c.neighbourhood(now).Term(key.LastTwo(), key.Line())
}

// opens reports whether a number of this block that nobody reported would be weighed by the crowd.
func (c crowd) opens(block string, now time.Time) bool {
	if len(c) == 0 {
		return false
	}
	var reported [100]bool
	for _, k := range c {
		reported[k.number] = true
	}
	hood := c.neighbourhood(now)
	for n, is := range reported {
		if is || hood.Term(n, subject.VoIP) == 0 { // the line that weighs most
			continue
		}
		if key, err := subject.ParseKey(fmt.Sprintf("%s%02d", block, n)); err == nil && hood.Term(n, key.Line()) > 0 {
			return true
		}
	}
	return false
}

func (c crowd) neighbourhood(now time.Time) *reputation.Neighbourhood {
	children := &reputation.Children{}
	for _, k := range c {
		child := &reputation.Child{Bad: k.bad, Fine: k.fine}
		for _, n := range k.networks {
			child.Networks[n.bucket] = n.mass
		}
		children[int(k.number)] = child
	}
	return reputation.NewNeighbourhood(children, now)
}

// categoryCodes number the categories by the order of the vocabulary.
var categoryCodes = report.Categories()
