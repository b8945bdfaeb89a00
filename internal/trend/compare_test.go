package trend

import (
	"math"
	"math/rand/v2"
	"testing"
)

// drawnPlaces are twenty weeks, the last still open, of a place and of one that is so many times as large: what people report has one
// distribution, but for what the first has more of. Figures have noise, and below Least none is shown.
func drawnPlaces(to Week, rng *rand.Rand, times float64, more map[string]float64) *Book {
	var rollups []Rollup
	for i := range 20 {
		w := to.Add(i - 19)
		c := Counts{week: w, asOf: w.ClosesAt(), cells: map[Place]int{}}
		if w == to {
			c.asOf = w.End()
		}
		for _, of := range []struct {
			category string
			mean     float64
		}{{"fake_job", 20}, {"shopping", 17}, {"loan", 13}, {"prize", 10}, {"survey", 6}, {"other", 3}} {
			c.cells[Province("CN-ZJ").Place(of.category)] = poissonDraw(rng, of.mean*max(more[of.category], 1))
			c.cells[Country().Place(of.category)] = poissonDraw(rng, of.mean*times)
		}
		rollups = append(rollups, c.Rollup(func(string) uint64 { return rng.Uint64() }))
	}
	return NewBook(rollups)
}

// poissonDraw counts the events of a Poisson process until a mean time is over.
func poissonDraw(rng *rand.Rand, mean float64) (n int) {
	for left := mean - rng.ExpFloat64(); left > 0; left -= rng.ExpFloat64() {
		n++
	}
	return n
}

// apart counts the categories that are compared, and those of which the intervals do not overlap.
func apart(b *Book, to Week) (compared, differ int, more map[string]int) {
	more = map[string]int{}
	for _, c := range b.Compare([]Scope{Province("CN-ZJ"), Country()}, to, 8) {
		compared++
		if c.Parts[0].Low > c.Parts[1].High {
			more[c.Category]++
		}
		if c.Parts[0].Low > c.Parts[1].High || c.Parts[1].Low > c.Parts[0].High {
			differ++
		}
	}
	return compared, differ, more
}

// TestTheThresholdMakesNoDifference compares a place with one that is 20 times as large, and in which people report the same.
func TestTheThresholdMakesNoDifference(t *testing.T) {
	to, rng := weekOf(t, "2026-W48"), rand.New(rand.NewPCG(8, 4))
	all, wrong := 0, 0
	for range 400 {
		compared, differ, _ := apart(drawnPlaces(to, rng, 20, nil), to)
		all += compared
		wrong += differ
	}
	if all < 800 || wrong*100 > all {
		t.Errorf("of %d that are alike %d are said to differ", all, wrong)
	}
}

// TestWhatDiffersIsTold has the same places, of which the small one reports three times as many fake jobs.
func TestWhatDiffersIsTold(t *testing.T) {
	to, rng := weekOf(t, "2026-W48"), rand.New(rand.NewPCG(8, 4))
	found := 0
	for range 100 {
		_, _, more := apart(drawnPlaces(to, rng, 20, map[string]float64{"fake_job": 3}), to)
		found += more["fake_job"]
	}
	if found < 70 {
		t.Errorf("three times as many are found %d times of 100", found)
	}
}

func TestOnlyWhatAllShowIsCompared(t *testing.T) {
	w := weekOf(t, "2026-W48")
	b := NewBook([]Rollup{
		rolled(w.Add(-settled-1), cell(ByCategory, "loan", "", 999), cell(ByCategory, "prize", "", 999), cell(ByProvince, "CN-ZJ", "loan", 999), cell(ByProvince, "CN-ZJ", "prize", 999)),
		rolled(w, cell(ByCategory, "loan", "", 100), cell(ByCategory, "prize", "", 300), cell(ByCategory, "courier", "", 400), cell(ByProvince, "CN-ZJ", "loan", 50)),
		rolled(w.Add(-1), cell(ByCategory, "loan", "", 100), cell(ByCategory, "prize", "", 300), cell(ByProvince, "CN-ZJ", "loan", 50), cell(ByProvince, "CN-ZJ", "prize", 150)),
	})
	scopes := []Scope{Province("CN-ZJ"), Country()}
	got := b.Compare(scopes, w, 3)
	if len(got) != 2 || got[0].Category != "prize" || got[1].Category != "loan" {
		t.Fatalf("%+v", got)
	}
	for _, c := range got { // 150 of 250 to 164 of 264 in the province, and 600 of 800 in the country, before chance
		for i, within := range []Part{{150.0 / 250, 164.0 / 264}, {.75, .75}} {
			if c.Category == "loan" {
				within = Part{1 - within.High, 1 - within.Low}
			}
			if p := c.Parts[i]; p.Low >= within.Low || p.High <= within.High || p.High-p.Low > within.High-within.Low+.2 {
				t.Errorf("%s in %s: %+v", c.Category, scopes[i], p)
			}
		}
	}
	for i, c := range got[0].Parts {
		if math.Abs(c.Low+got[1].Parts[i].High-1) > 1e-9 {
			t.Errorf("two parts are not the whole: %+v", got)
		}
	}
	if alone := b.Compare(scopes, w, 1); alone != nil {
		t.Errorf("one category: %+v", alone)
	}
	if empty := (*Book)(nil).Compare(scopes, w, 8); empty != nil {
		t.Errorf("of nothing: %+v", empty)
	}
}

func TestWeeksThatAreKnown(t *testing.T) {
	w := weekOf(t, "2026-W48")
	b := history(w, 20, -1, 0, 30, 20)
	if known, counted := b.KnownBefore(w), b.Counted(w, 3); known != 3 || counted != 3 {
		t.Errorf("%d known, %d counted", known, counted)
	}
	if known, counted := (*Book)(nil).KnownBefore(w), (*Book)(nil).Counted(w, 3); known+counted != 0 {
		t.Errorf("of nothing %d known, %d counted", known, counted)
	}
}
