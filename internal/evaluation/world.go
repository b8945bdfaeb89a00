package evaluation

import (
	"math"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// world is what is known at the end of a day.
type world struct {
	stream  *stream
	now     time.Time // the midnight that ends the day
	today   int32     // the day, since stream.first
	present float64   // what turns a forward-decayed mass into its value at now
	numbers []number
	fresh   []int32 // numbers complained about today

	once   []int   // by day: numbers with their only complaint on it
	repeat []int32 // numbers with several

	fades  [len(halfLives)][]float64 // by age in days: what is left of one complaint
	rules  []roster
	judged map[int32]*judged
	least  float64 // evidence below which no verdict need be asked for
}

// halfLives are those of the baselines and rankings, in days.
var halfLives = [...]float64{3, 7, 14, 21, 30, 125}

// number is what was said about one number. Only a seventh of them are complained about twice, so what can
// be worked out from a first complaint alone is kept for the others only.
type number struct {
	first, last int32  // day of the first complaint and of the latest
	count       int32  // complaints
	head, tail  int32  // the first complaint and the latest; 0 before the first
	flagged     uint16 // a bit for each rule that flags it
	ever        uint16 // the same, of rules that ever did
	more        *repeated
}

// repeated is kept from the second complaint on.
type repeated struct {
	decayed [len(halfLives)]float64 // count as of the day of the latest complaint
	sums    []bucketMass
}

type bucketMass struct {
	bucket uint8
	mass   float64 // forward-decayed
}

func newWorld(s *stream) *world {
	w := &world{stream: s, numbers: make([]number, len(s.keys)), judged: map[int32]*judged{}, least: leastEvidence(lowScore)}
	if len(s.days) == 0 {
		return w
	}
	span := int(s.days[len(s.days)-1].date-s.first) + 1
	w.once = make([]int, span)
	for i, halfLife := range halfLives {
		w.fades[i] = make([]float64, span+1)
		for age := range w.fades[i] {
			w.fades[i][age] = math.Exp2(-float64(age) / halfLife)
		}
	}
	for _, r := range rules {
		w.rules = append(w.rules, roster{rule: r})
	}
	return w
}

// live goes on to the end of the day.
func (w *world) live(day listedDay) {
	w.today = int32(day.date - w.stream.first)
	w.now = (day.date + 1).Time()
	w.present = 1 / reputation.Mass(1, report.Bad, w.now)
	mass := reputation.Mass(weight, report.Bad, day.date.Time())
	w.fresh = w.fresh[:0]
	for i := day.from; i < day.to; i++ {
		c := &w.stream.complaints[i]
		n := &w.numbers[c.number]
		if n.count == 0 || n.last != w.today {
			w.fresh = append(w.fresh, c.number)
		}
		n.tail = int32(i)
		w.add(c, n, mass)
		n.last = w.today
		n.count++
	}
	w.muster()
}

func (w *world) add(c *complaint, n *number, mass float64) {
	switch n.count {
	case 0:
		n.first, n.head = w.today, n.tail
		w.once[w.today]++
		return
	case 1:
		w.once[n.first]--
		w.repeat = append(w.repeat, c.number)
		first := w.stream.complaints[n.head]
		n.more = &repeated{sums: []bucketMass{{first.bucket, w.firstMass(n)}}}
		for i := range n.more.decayed {
			n.more.decayed[i] = 1
		}
	}
	for i := range n.more.decayed {
		n.more.decayed[i] = n.more.decayed[i]*w.fades[i][w.today-n.last] + 1
	}
	for i := range n.more.sums {
		if n.more.sums[i].bucket == c.bucket {
			n.more.sums[i].mass += mass
			return
		}
	}
	n.more.sums = append(n.more.sums, bucketMass{c.bucket, mass})
}

func (w *world) firstMass(n *number) float64 {
	return reputation.Mass(weight, report.Bad, (w.stream.first + reputation.Date(n.first)).Time())
}

// age is how many days a complaint of that day has faded at now.
func (w *world) age(day int32) int32 { return w.today - day + 1 }

// decayed is the count of complaints about n with the half-life of that index, now.
func (w *world) decayed(n *number, halfLife int) float64 {
	if n.count == 0 {
		return 0
	}
	left := w.fades[halfLife][w.age(n.last)]
	if n.more == nil {
		return left
	}
	return n.more.decayed[halfLife] * left
}

// evidence is E_b of REPUTATION.md, section 4: the sum of log2(1+v) over network buckets.
func (w *world) evidence(n *number) (sum float64) {
	if n.count == 0 {
		return 0
	}
	if n.more == nil {
		return math.Log1p(w.firstMass(n)*w.present) / math.Ln2
	}
	for _, s := range n.more.sums {
		sum += math.Log1p(s.mass*w.present) / math.Ln2
	}
	return sum
}
