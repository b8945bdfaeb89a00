package trend

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/report"
)

// crowdOf returns n reporters who say the same as f.
func crowdOf(n int, f Fact) (said []Fact) {
	for i := range n {
		f.Reporter = fmt.Sprintf("%s/%d", f.Category, i)
		f.Network = uint8(i % 32)
		said = append(said, f)
	}
	return said
}

func TestNothingBelowTheLeastIsShown(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		var said []Fact
		for _, f := range facts(w).Draw(t, "said") {
			said = append(said, crowdOf(rapid.IntRange(1, 20).Draw(t, "crowd"), f)...)
		}
		now := atAnyStage(t, w)
		counts := Count(w, said, nil, now)
		r := counts.Rollup(seeded(rapid.Uint64().Draw(t, "key")))
		if r.Week != w || !r.AsOf.Equal(now) || r.Closed != now.Equal(w.ClosesAt()) {
			t.Fatalf("the roll-up is %s as of %s, closed %v", r.Week, r.AsOf, r.Closed)
		}
		if !slices.IsSortedFunc(r.Cells, func(a, b Cell) int { return a.compare(b.Place) }) {
			t.Fatal("cells are not in the order of places")
		}
		for _, c := range r.Cells {
			if c.Reporters < Least || !r.Closed && c.Reporters%Step != 0 || counts.cells[c.Place] == 0 {
				t.Fatalf("shown: %+v of %d", c, counts.cells[c.Place])
			}
		}
	})
}

// Without noise what is shown is what was counted; from the least on, and exactly once the week is closed.
func TestWhatIsShownIsWhatWasCounted(t *testing.T) {
	w := weekOf(t, "2026-W48")
	said := slices.Concat(
		crowdOf(14, Fact{At: w.Start(), ReceivedAt: w.Start(), Category: "loan"}),
		crowdOf(15, Fact{At: w.Start(), ReceivedAt: w.Start(), Category: "prize"}),
		crowdOf(19, Fact{At: w.Start(), ReceivedAt: w.Start(), Category: "survey"}))
	open := Count(w, said, nil, w.End()).Rollup(silent)
	if want := []Cell{{Place{ByCategory, "prize", ""}, 15}, {Place{ByCategory, "survey", ""}, 15}}; !reflect.DeepEqual(open.Cells, want) {
		t.Errorf("open: %v", open.Cells)
	}
	closed := Count(w, said, nil, w.ClosesAt()).Rollup(silent)
	if want := []Cell{{Place{ByCategory, "prize", ""}, 15}, {Place{ByCategory, "survey", ""}, 19}}; !reflect.DeepEqual(closed.Cells, want) {
		t.Errorf("closed: %v", closed.Cells)
	}
}

// Whenever it is counted a closed week is the same, whatever else came in.
func TestAClosedWeekNeverChanges(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		said := facts(w).Draw(t, "said")
		for i := range said {
			said[i].At = said[i].At.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "hours")) * time.Hour)
			said[i].ReceivedAt = said[i].At.Add(time.Hour) // reports of a week come within 7 days after its end
		}
		noise := seeded(rapid.Uint64().Draw(t, "key"))
		later := w.ClosesAt().Add(time.Duration(rapid.IntRange(0, 9999).Draw(t, "later")) * time.Hour)
		more := append(facts(w.Add(2)).Draw(t, "more"), said...)
		first, again := Count(w, said, nil, w.ClosesAt()).Rollup(noise), Count(w, more, nil, later).Rollup(noise)
		if !reflect.DeepEqual(first, again) || !first.Closed || w.Due(first.AsOf, later) {
			t.Fatalf("it was\n%+v, and is at %s\n%+v", first, later, again)
		}
	})
}

// noiseOf returns what was added to a place in a closed week, from far above the least.
func noiseOf(w Week, p Place, asOf time.Time, key uint64) int {
	c := Counts{week: w, asOf: asOf, cells: map[Place]int{p: 1000}}
	return c.noise(p, seeded(key))
}

// The noise of a cell is that of a draw for each part of the week that was received, under many keys.
func TestNoiseHasTheVarianceThatIsPromised(t *testing.T) {
	w, p := weekOf(t, "2026-W48"), Place{ByCampus, "浙江大学", "loan"}
	const keys = 4000
	for i, moment := range w.Stages() {
		sum, squares := 0.0, 0.0
		for key := range uint64(keys) {
			n := float64(noiseOf(w, p, moment, key))
			sum, squares = sum+n, squares+n*n
		}
		variance := float64(i+1) * noiseVariance
		if mean := sum / keys; !almost(mean, 0, 4*math.Sqrt(variance/keys)) {
			t.Errorf("as of %s the mean is %v", moment, mean)
		}
		if got := squares / keys; !almost(got, variance, 0.15*variance) {
			t.Errorf("as of %s the variance is %v, want %v", moment, got, variance)
		}
		if first, again := noiseOf(w, p, moment, 7), noiseOf(w, p, moment, 7); first != again {
			t.Errorf("as of %s it is %d and then %d", moment, first, again)
		}
	}
}

// What is near in a table, in time or in name has noise of its own: of cells that shared theirs one would tell the other's.
func TestNeighboursShareNoNoise(t *testing.T) {
	w, p := weekOf(t, "2026-W48"), Place{ByProvince, "CN-ZJ", "loan"}
	const keys = 4000
	correlation := func(a, b func(key uint64) int) float64 {
		sum := 0.0
		for key := range uint64(keys) {
			sum += float64(a(key) * b(key))
		}
		return sum / keys / noiseVariance
	}
	first := w.Stages()[0]
	own := func(key uint64) int { return noiseOf(w, p, first, key) }
	if c := correlation(own, own); !almost(c, 1, 0.15) {
		t.Fatalf("a cell's correlation with itself is %v", c)
	}
	for name, other := range map[string]func(uint64) int{
		"country":           func(key uint64) int { return noiseOf(w, Place{ByCategory, "loan", ""}, first, key) },
		"another province":  func(key uint64) int { return noiseOf(w, Place{ByProvince, "CN-BJ", "loan"}, first, key) },
		"another category":  func(key uint64) int { return noiseOf(w, Place{ByProvince, "CN-ZJ", "prize"}, first, key) },
		"another table":     func(key uint64) int { return noiseOf(w, Place{ByCampus, "CN-ZJ", "loan"}, first, key) },
		"the week after":    func(key uint64) int { return noiseOf(w.Add(1), p, w.Add(1).Stages()[0], key) },
		"the second stage":  func(key uint64) int { return noiseOf(w, p, w.Stages()[1], key) - own(key) },
		"an alert's of day": func(key uint64) int { return span{blocks: []string{"2026-11-25"}}.noise(p, seeded(key)) },
	} {
		if c := correlation(own, other); !almost(c, 0, 5/math.Sqrt(keys)) {
			t.Errorf("the correlation with %s is %v", name, c)
		}
	}
}

// No two cells have one name, whatever stands in their rows.
func TestEveryCellHasAName(t *testing.T) {
	names := map[string]string{}
	for _, p := range []Place{{ByCampus, `a"|"b`, "c"}, {ByCampus, "a", `b"|"c`}, {ByCampus, "a|b", "c"}, {ByCampus, "a", "b|c"}, {ByProvince, "a", "b|c"}} {
		counts := Counts{week: weekOf(t, "2026-W48"), asOf: weekOf(t, "2026-W48").ClosesAt()}
		counts.noise(p, func(name string) uint64 {
			if other, taken := names[name]; taken {
				t.Errorf("%v and %s are both %s", p, other, name)
			}
			names[name] = fmt.Sprint(p)
			return 0
		})
	}
	if len(names) != 5*len(stages) {
		t.Errorf("%d names", len(names))
	}
}

func TestOfAReportNothingIsKept(t *testing.T) {
	w := weekOf(t, "2026-W48")
	said := crowdOf(20, Fact{At: w.Start(), ReceivedAt: w.Start(), Kind: report.Call, Campus: "浙江大学", Category: "loan"})
	said = append(said, Fact{Reporter: "who", At: w.Start(), ReceivedAt: w.Start(), Campus: "北京大学", Category: "romance", Knew: []report.Knew{"health"}})
	for _, c := range Count(w, said, nil, w.ClosesAt()).Rollup(silent).Cells {
		if c.Row == "北京大学" || c.Row == "health" || c.Row == "romance" {
			t.Errorf("kept: %+v", c)
		}
	}
}

// What is more than is kept loses its smallest cells, and what is not stays as it is.
func TestFit(t *testing.T) {
	r := Rollup{Week: weekOf(t, "2026-W48"), Ranges: make([]Range, 100)}
	for i := range MostFigures - 100 {
		r.Cells = append(r.Cells, Cell{Place{ByCampus, fmt.Sprintf("campus %05d", i), "loan"}, Least + i%7})
	}
	all := slices.Clone(r.Cells)
	if r.Fit(); !slices.Equal(r.Cells, all) {
		t.Error("it has room, and something is lost")
	}
	small := Cell{Place{ByCampus, "campus 00000", "fake_job"}, Least - 1}
	r.Cells = append([]Cell{small, small}, all...)
	if r.Fit(); !slices.Equal(r.Cells, all) {
		t.Errorf("%d cells are left, from %+v", len(r.Cells), r.Cells[0])
	}
}
