package trend

import (
	"math"
	"math/rand/v2"
	"testing"
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
		{"half as much again just is not", []int{40, 40, 40, 40, 40, 40, 40, 40, 60}, 40, 1.02, 2.21},
		{"twice as much", []int{40, 40, 40, 40, 40, 40, 40, 40, 80}, 40, 1.42, 2.81},
		{"twice as much where weeks scatter", []int{10, 90, 20, 60, 30, 70, 20, 36, 80}, 0, 0, 0},
		{"ten times as much", []int{400, 400, 400, 400, 400, 400, 400, 400, 4000}, 400, 9.40, 10.63},
		{"from nothing that is shown", []int{0, 3, 0, 0, 9, 0, 0, 0, 60}, 7, 4.06, 18.10},
		{"from nothing, just shown", []int{0, 0, 0, 0, 0, 0, 0, 0, 15}, 0, 0, 0},
		{"half of the weeks before are known", []int{-1, 40, -1, 40, -1, 40, -1, 40, 120}, 40, 2.16, 4.17},
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
		want := Rise{Country(), "loan", w, test.reporters[len(test.reporters)-1], test.usual, test.low, test.high}
		got := rises[0]
		if !almost(got.Low, want.Low, 0.01) || !almost(got.High, want.High, 0.01) || got.Usual != want.Usual || got.Reporters != want.Reporters || got.Week != w {
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

// Weeks are simulated: where nothing changed hardly anything rises, and the interval holds the truth as often as it says.
func TestIntervalsHoldTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 1))
	w := weekOf(t, "2026-W48")
	closedDraws, overDraws := len(stages), len(stages)-1
	for _, test := range []struct{ mean, factor float64 }{{30, 1}, {100, 1}, {300, 1}, {40, 1.5}, {60, 4}, {200, 2}} {
		const runs = 800
		held, rose := 0, 0
		for range runs {
			var before []estimate
			for range BurstWeeks {
				before = append(before, estimate{float64(shownOf(random, test.mean, closedDraws)), noiseVariance * float64(closedDraws)})
			}
			n := shownOf(random, test.mean*test.factor, overDraws)
			now := NewBook([]Rollup{{Week: w, AsOf: w.End(), Cells: []Cell{cell(ByCategory, "loan", "", n-n%Step)}}}).estimate(Place{ByCategory, "loan", ""}, w)
			low, high := now.ratio(before)
			if low <= test.factor && test.factor <= high {
				held++
			}
			if low > 1 {
				rose++
			}
		}
		if held < runs*98/100 {
			t.Errorf("of %v and %v times as many, the interval held the truth in %d of %d", test.mean, test.factor, held, runs)
		}
		if test.factor == 1 && rose > runs/100 {
			t.Errorf("of %v something rose in %d of %d weeks where nothing did", test.mean, rose, runs)
		}
		if test.factor >= 2 && rose < runs*95/100 {
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
	for range 500 {
		var before []estimate
		for range WeeksKnown + random.IntN(5) {
			before = append(before, estimate{1 + 100*random.Float64(), 20 * random.Float64()})
		}
		low, high := estimate{1 + 100*random.Float64(), 20}.ratio(before)
		if !(0 < low && low < high) || math.IsInf(high, 0) || math.IsNaN(high) {
			t.Fatalf("from %v to %v, before %v", low, high, before)
		}
	}
}
