package trend

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// history is a Book of closed weeks up to last, with so many reporters of loan scams in each; less than Least is not shown, below 0 nobody counted.
func history(last Week, reporters ...int) *Book {
	var rollups []Rollup
	for i, n := range reporters {
		w := last.Add(i + 1 - len(reporters))
		switch {
		case n >= Least:
			rollups = append(rollups, rolled(w, cell(ByCategory, "loan", "", n)))
		case n >= 0:
			rollups = append(rollups, rolled(w))
		}
	}
	return NewBook(rollups)
}

func TestWhatRises(t *testing.T) {
	w := weekOf(t, "2026-W48")
	for _, test := range []struct {
		name      string
		reporters []int
		usual     float64
		low, high float64
	}{
		{"as always", []int{40, 41, 39, 40, 42, 38, 40, 40, 40}, 0, 0, 0},
		{"a third more is chance", []int{40, 40, 40, 40, 40, 40, 40, 40, 53}, 0, 0, 0},
		{"half as much again just is not", []int{40, 40, 40, 40, 40, 40, 40, 40, 60}, 40, 1.00, 2.22},
		{"twice as much", []int{40, 40, 40, 40, 40, 40, 40, 40, 80}, 40, 1.40, 2.90},
		{"twice as much where weeks scatter", []int{10, 90, 20, 60, 30, 70, 20, 36, 80}, 0, 0, 0},
		{"ten times as much, which may be more", append(slices.Repeat([]int{400}, 20), 4000), 400, 9.40, math.Inf(1)},
		{"of which the first two weeks could not be counted", []int{400, 400, 400, 400, 400, 400, 400, 400, 4000}, 400, 9.35, math.Inf(1)},
		{"of which three could not", []int{400, 400, -1, 400, 400, 400, 400, 400, 4000}, 400, 9.31, math.Inf(1)},
		{"of which too many could not", []int{-1, -1, -1, 400, 400, 400, 400, 400, 4000}, 0, 0, 0},
		{"from nothing that is shown", []int{0, 3, 0, 0, 9, 0, 0, 0, 60}, 7, 2.59, math.Inf(1)},
		{"from what is shown at times", []int{0, 20, 0, 20, 0, 20, 0, 20, 60}, 13.5, 1.71, 13.97},
		{"from what is mostly hidden", []int{0, 20, 0, 0, 0, 20, 0, 20, 60}, 11.875, 1.75, math.Inf(1)},
		{"from what is hidden but for once, as many as ever", []int{0, 20, 0, 0, 0, 0, 0, 0, 85}, 8.625, 3.43, math.Inf(1)},
		{"from nothing, just shown", []int{0, 0, 0, 0, 0, 0, 0, 0, 15}, 0, 0, 0},
		{"half of the weeks before are known", []int{-1, 40, -1, 40, -1, 40, -1, 40, 120}, 40, 2.08, 4.80},
		{"too few are", []int{-1, 40, -1, -1, -1, 40, -1, 40, 120}, 0, 0, 0},
		{"the service is new", []int{120}, 0, 0, 0},
		{"only eight weeks matter", []int{900, 900, 40, 40, 40, 40, 40, 40, 40, 40, 80}, 40, 1.42, 2.81},
	} {
		rises := history(w, test.reporters...).Rising(Country())
		if len(rises) == 0 {
			if test.low > 0 {
				t.Errorf("%s: nothing rises", test.name)
			}
			continue
		}
		want := Rise{Country(), "loan", w, Figure{Reporters: test.reporters[len(test.reporters)-1], Status: Shown}, test.usual, test.low, test.high}
		got := rises[0]
		if !almost(got.Low, want.Low, 0.01) || got.High != want.High && !almost(got.High, want.High, 0.01) || !almost(got.Usual, want.Usual, 1e-9) || got.Reporters != want.Reporters || got.Week != w {
			t.Errorf("%s: %+v, want %+v", test.name, got, want)
		}
	}
}

func TestRisesAreOfTheirScopeTheSurestFirst(t *testing.T) {
	w := weekOf(t, "2026-W48")
	var rollups []Rollup
	for i := range 8 {
		rollups = append(rollups, rolled(w.Add(-1-i), cell(ByProvince, "CN-ZJ", "loan", 40), cell(ByProvince, "CN-ZJ", "prize", 20), cell(ByCategory, "loan", "", 400)))
	}
	last := rolled(w, cell(ByProvince, "CN-ZJ", "prize", 55), cell(ByProvince, "CN-ZJ", "loan", 400), cell(ByCategory, "loan", "", 400), cell(ByProvince, "CN-BJ", "loan", 99))
	b := NewBook(append(rollups, last))
	if got := b.Rising(Country()); len(got) != 0 {
		t.Errorf("in the country %+v", got)
	}
	if got := b.Rising(Province("CN-ZJ")); len(got) != 2 || got[0].Category != "loan" || got[1].Category != "prize" || got[0].Scope != Province("CN-ZJ") {
		t.Errorf("in the province %+v", got)
	}
	if got := b.Rising(Province("CN-BJ")); len(got) != 1 || got[0].Usual != Fewer {
		t.Errorf("in a province of which nothing was shown before %+v", got)
	}
}

// Weeks are simulated as they are counted and shown: where nothing changed hardly anything rises, and the interval holds the truth as often as
// it says, also where some or all of the weeks before are too few to be shown.
func TestIntervalsHoldTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 1))
	w, p := weekOf(t, "2026-W48"), Country().Place("loan")
	rolledUp := func(w Week, asOf time.Time, n int) Rollup {
		return Counts{week: w, asOf: asOf, cells: map[Place]int{p: n}}.Rollup(func(string) uint64 { return random.Uint64() })
	}
	for _, test := range []struct{ mean, factor float64 }{
		{2, 1}, {7, 1}, {10, 1}, {12, 1}, {14, 1}, {17, 1}, {20, 1}, {30, 1}, {60, 1}, {300, 1},
		{2, 15}, {4, 8}, {10, 3}, {14, 2}, {20, 1.5}, {40, 1.5}, {60, 4}, {200, 2},
	} {
		const runs = 600
		shown, missed, rose := 0, 0, 0
		for range runs {
			var weeks []Rollup
			for i := range 2 * BurstWeeks {
				v := w.Add(i - 2*BurstWeeks)
				weeks = append(weeks, rolledUp(v, v.ClosesAt(), poissonDraw(random, test.mean)))
			}
			b := NewBook(append(weeks, rolledUp(w, w.End(), poissonDraw(random, test.mean*test.factor))))
			if b.At(p, w).Status != Shown {
				continue
			}
			shown++
			usual, _ := b.usual(p, w)
			low, high := b.estimate(p, w).ratio(usual)
			if low > test.factor || high < test.factor {
				missed++
			}
			rose += len(b.Rising(Country()))
		}
		if missed > runs*15/1000 { // 1 % and what chance adds
			t.Errorf("of %v and %v times as many, the interval missed the truth in %d of %d", test.mean, test.factor, missed, shown)
		}
		if test.factor == 1 && rose > runs/100 {
			t.Errorf("of %v something rose in %d of %d weeks where nothing did", test.mean, rose, runs)
		}
		if test.factor*test.mean >= 60 && test.factor >= 2 && rose < runs*95/100 {
			t.Errorf("of %v and %v times as many, it rose in %d of %d", test.mean, test.factor, rose, runs)
		}
	}
}

// shownOf draws a Poisson number with noise.
func shownOf(random *rand.Rand, mean float64, draws int) int {
	n := 0
	for at := random.ExpFloat64(); at < mean; at += random.ExpFloat64() {
		n++
	}
	for range draws {
		n += draw(random.Uint64())
	}
	return max(n, 1)
}

func TestIntervalsAreOrdered(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 2))
	draw := func() (e estimate) {
		e.low = 1 + 100*random.Float64()
		e.likely = e.low + 4*random.Float64()
		e.high = e.likely + 4*random.Float64()
		e.variance = 20 * random.Float64()
		return e
	}
	for range 500 {
		var before []estimate
		for range WeeksKnown + random.IntN(5) {
			before = append(before, draw())
		}
		low, high := draw().ratio(usualOf(before))
		if !(0 < low && low < high) || math.IsInf(high, 0) || math.IsNaN(high) {
			t.Fatalf("from %v to %v, before %v", low, high, before)
		}
	}
}
