package reputation

import (
	"math"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// termTheLongWay is REPUTATION section 5, word for word. It is not sure where a sum is so near to a threshold that the order of
// adding up decides.
func termTheLongWay(block *Children, j int, line float64) (term float64, sure bool) {
	bad, fine := presentValue(report.Bad, now), presentValue(report.Fine, now)
	var networks [Buckets]float64
	var tens [10]float64
	k10, k100 := 0.0, 0.0
	for n, c := range block {
		if n == j || c == nil {
			continue
		}
		q := math.Min(1, c.Bad*bad/0.6)
		if c.Fine*fine > c.Bad*bad {
			q *= 0.2
		}
		tens[n/10] += q
		k100 += q
		if n/10 == j/10 {
			k10 += q
		}
		for i, v := range c.Networks {
			networks[i] += v * bad
		}
	}
	spread := 0.0
	for i, v := range networks {
		if own := block[j]; own == nil || own.Networks[i] == 0 {
			spread += math.Min(1, 2*v)
		}
	}
	sure = !almost(spread, 3) && !almost(k10, 1.5) && !almost(k100, 3)
	busy := 0
	for _, q := range tens {
		if q >= 1 {
			busy++
		}
		sure = sure && (q == 1 || !almost(q, 1))
	}
	if spread < 3 || (k10 < 1.5 && (k100 < 3 || busy < 3)) {
		return 0, sure
	}
	return math.Min(1.3, 0.55*(0.7*math.Log2(1+k10)+0.4*math.Log2(1+k100))*line), sure
}

// callCentre is a block in which each of the numbers was reported once, each by another network.
func callCentre(numbers ...int) *Children {
	block := &Children{}
	for i, n := range numbers {
		var s scene
		s.say(Verified, uint8(i), time.Hour)
		t := Fold(s.statements, nil, now)
		block[n] = &t.Child
	}
	return block
}

func TestNeighbours(t *testing.T) {
	for _, test := range []struct {
		name    string
		block   *Children
		number  int
		line    subject.Line
		atLeast float64
		atMost  float64
	}{
		{"a busy ten raises the number in its midst", callCentre(0, 1, 2, 3), 5, subject.FixedLine, 1.0, 1.3},
		{"a mobile number less", callCentre(0, 1, 2, 3), 5, subject.Mobile, 0.3, 0.6},
		{"a toll-free number not at all", callCentre(0, 1, 2, 3), 5, subject.TollFree, 0, 0},
		{"two networks are not enough", callCentre(0, 1), 5, subject.FixedLine, 0, 0},
		{"four in another ten do not reach over", callCentre(0, 1, 2, 3), 55, subject.FixedLine, 0, 0},
		{"three busy tens reach over the hundred", callCentre(0, 1, 10, 11, 20, 21), 55, subject.FixedLine, 0.55, 0.65},
		{"nobody beside it", callCentre(), 5, subject.FixedLine, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := NewNeighbourhood(test.block, now).Term(test.number, test.line)
			if b < test.atLeast || b > test.atMost {
				t.Errorf("B = %v, want %v to %v", b, test.atLeast, test.atMost)
			}
		})
	}
}

// A neighbour that counts whole is just as much as a threshold asks for: what a number's own report leaves of a sum must not be less.
func TestANumberIsLeftOutExactly(t *testing.T) {
	for own := range 1000 {
		block := &Children{}
		for i, n := range []int{10, 20, 54} {
			block[n] = &Child{Bad: Mass(1.5, report.Bad, now)}
			block[n].Networks[i] = block[n].Bad
		}
		without := NewNeighbourhood(block, now).Term(55, subject.FixedLine)
		block[55] = &Child{Bad: Mass(float64(own)/1700, report.Bad, now)}
		block[55].Networks[7] = block[55].Bad
		if with := NewNeighbourhood(block, now).Term(55, subject.FixedLine); with != without || with == 0 {
			t.Fatalf("with a report of %d/1700 of its own B is %v, without %v", own, with, without)
		}
	}
}

func TestCompanyIsTwoInTheTenOrThreeInThreeTens(t *testing.T) {
	for _, test := range []struct {
		others []int // beside 55, which never counts itself
		want   bool
	}{
		{nil, false},
		{[]int{55}, false},
		{[]int{54}, false},
		{[]int{54, 55, 56}, true},
		{[]int{10, 11, 12, 20}, false},
		{[]int{10, 20, 30}, true},
		{[]int{10, 20, 54}, true},
		{[]int{10, 20, 55}, false},
	} {
		block := &Children{}
		for _, n := range test.others {
			block[n] = &Child{}
		}
		if got := block.Company(55); got != test.want {
			t.Errorf("55 among %v has company: %v", test.others, got)
		}
	}
}

func TestABlockWeighedAgainKeepsNothingOfBefore(t *testing.T) {
	hood := NewNeighbourhood(callCentre(0, 1, 2, 3, 10, 11, 20, 21), now)
	quiet, later := callCentre(4, 12), now.Add(30*24*time.Hour)
	hood.Weigh(quiet, later)
	if want := NewNeighbourhood(quiet, later); *hood != *want {
		t.Errorf("weighed again it is %v, anew %v", hood, want)
	}
}
