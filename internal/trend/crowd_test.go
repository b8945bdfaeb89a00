package trend

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"ringfence/internal/report"
)

// strangers are so many who cannot be recognised and report a loan scam in a week, in so many groups of networks.
func strangers(random *rand.Rand, w Week, n, groups int) (said []Fact) {
	for range n {
		said = append(said, Fact{
			Network: uint8(1 + random.IntN(groups)), ReceivedAt: w.Start(), At: w.Start(), Kind: report.Call, Category: "loan", Region: "CN-ZJ", Campus: "浙江大学",
		})
	}
	return said
}

// year counts weeks, one after the other, in each of which as many report as people returns, and returns the figures of the country.
func year(t *testing.T, weeks int, people func(week int) []Fact) (b *Book, figures []Figure) {
	t.Helper()
	first, p := weekOf(t, "2026-W01"), Country().Place("loan")
	var rollups []Rollup
	for i := range weeks {
		w := first.Add(i)
		said := people(i)
		for j := range said {
			said[j].At, said[j].ReceivedAt = w.Start(), w.Start()
		}
		rollups = append(rollups, Count(w, said, NewBook(rollups), w.ClosesAt()).Rollup(silent))
	}
	b = NewBook(rollups)
	for i := range weeks {
		figures = append(figures, b.At(p, first.Add(i)))
	}
	return b, figures
}

// So many who cannot be recognised that a figure is shown are of five groups of networks.
func TestAFigureTakesSeveralNetworks(t *testing.T) {
	w, random := weekOf(t, "2026-W48"), rand.New(rand.NewPCG(8, 5))
	for groups, want := range map[int][]Table{4: nil, 5: {ByCategory, ByProvince, ByCampus, ByChannel}} {
		var shown []Table
		for _, c := range Count(w, strangers(random, w, 400, groups), nil, w.ClosesAt()).Rollup(silent).Cells {
			shown = append(shown, c.Table)
		}
		if !slices.Equal(shown, want) {
			t.Errorf("of %d groups the tables %v are shown, want %v", groups, shown, want)
		}
	}
}

// One phone is in two groups of networks: its own and its Wi-Fi's. By noise a cell in which nobody else is is shown in 1 of 360 cases.
func TestOnePhoneHardlyEverMakesAFigure(t *testing.T) {
	shown := 0.0
	for i, p := range drawn(len(stages)) {
		if 2*PerNetwork+i-widest >= Least {
			shown += p
		}
	}
	if shown > 1.0/350 {
		t.Errorf("one in %.0f", 1/shown)
	}
}

// Honest people lose little by it where they are on many networks, and much where all are on few.
func TestWhatTheBoundOfANetworkLoses(t *testing.T) {
	w, random := weekOf(t, "2026-W48"), rand.New(rand.NewPCG(8, 4))
	for _, test := range []struct{ people, groups, count int }{{30, 32, 28}, {60, 32, 51}, {100, 32, 73}, {60, 16, 40}, {30, 8, 20}, {60, 4, 12}} {
		sum := 0
		for range 50 {
			sum += Count(w, strangers(random, w, test.people, test.groups), nil, w.ClosesAt()).cells[Country().Place("loan")]
		}
		if sum/50 < test.count || sum/50 > test.count+4 {
			t.Errorf("of %d people in %d groups %d count", test.people, test.groups, sum/50)
		}
	}
}

// What many report for long is shown as it is, however many they are, and told to be more while it is not.
func TestALargeCellBecomesKnown(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 6))
	for _, people := range []int{60, 150, 1000, 4000} {
		_, figures := year(t, 25, func(int) []Fact { return strangers(random, Week{}, people, groups) })
		last := figures[len(figures)-1]
		if n := float64(last.Reporters); n < .97*float64(people) || n > float64(people) || last.AtLeast {
			t.Errorf("of %d people %+v is told at last", people, last)
		}
		for i, f := range figures {
			if float64(f.Reporters)*missed < .95*float64(people) && !f.AtLeast {
				t.Errorf("of %d people %+v is told in week %d, and not that they are more", people, f, i+1)
			}
		}
	}
}

// Whoever has few of the groups adds to a large cell no more than its part of them, and goes on adding the same.
func TestFewNetworksAddLittleToALargeCell(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 7))
	for _, test := range []struct{ theirs, most int }{{1, 1050}, {4, 1200}, {8, 1600}} {
		_, figures := year(t, 60, func(i int) []Fact {
			said := strangers(random, Week{}, 1000, groups)
			if i >= 30 {
				said = append(said, strangers(random, Week{}, 3000, test.theirs)...)
			}
			return said
		})
		if n := figures[len(figures)-1].Reporters; n > test.most {
			t.Errorf("%d groups make %d of 1000", test.theirs, n)
		}
	}
}

// How many there may be is how many there are, where they are spread evenly.
func TestHowManyThereMayBe(t *testing.T) {
	for _, test := range []struct {
		of   crowd
		want float64
	}{
		{crowd{15, 3}, 15}, {crowd{32, 3}, 33}, {crowd{64, 3}, 76}, {crowd{93, 3}, 186}, {crowd{95, 3}, math.Inf(1)}, {crowd{400, 3}, math.Inf(1)},
		{crowd{400, 15}, 425}, {crowd{400, 28}, 400}, {crowd{4000, 253}, 4000},
	} {
		if got := (crowds{}).most(test.of); !(almost(got, test.want, 3) || math.IsInf(got, 1) && math.IsInf(test.want, 1)) {
			t.Errorf("%+v: %v, want %v", test.of, got, test.want)
		}
	}
	random := rand.New(rand.NewPCG(8, 8))
	for people, perNetwork := range map[int]int{50: 3, 80: 3, 200: 9, 1000: 40} {
		w, p, sum := weekOf(t, "2026-W48"), Country().Place("loan"), 0
		before := NewBook([]Rollup{rolled(w.Add(-settled), cell(ByCategory, "loan", "", max(Least, (perNetwork-PerNetwork)*PerUsual)))})
		if n := before.perNetwork(p, w); n != perNetwork {
			t.Fatalf("%d count for a group, want %d", n, perNetwork)
		}
		for range 40 {
			sum += Count(w, strangers(random, w, people, groups), before, w.ClosesAt()).cells[p]
		}
		if most := (crowds{}).most(crowd{sum / 40, perNetwork}); !almost(most, float64(people), .04*float64(people)) {
			t.Errorf("of %d people %d count for %d a group, which may be %v", people, sum/40, perNetwork, most)
		}
	}
}

// What is usual goes by weeks that cannot change any more, so that a week is counted by the same each time.
func TestWhatIsUsualStaysWhileAWeekIsCounted(t *testing.T) {
	w, p := weekOf(t, "2026-W48"), Country().Place("loan")
	for back, want := range map[int]int{1: PerNetwork, 2: PerNetwork + 20, 9: PerNetwork + 20, 10: PerNetwork} {
		if n := NewBook([]Rollup{rolled(w.Add(-back), cell(ByCategory, "loan", "", 20*PerUsual))}).perNetwork(p, w); n != want {
			t.Errorf("by the figure of %d weeks before %d count, want %d", back, n, want)
		}
	}
	if w.Add(-settled).ClosesAt().After(w.Start()) || w.FirstUsual() != w.Add(-10) {
		t.Errorf("the last that matters closes %s, the first is %s", w.Add(-settled).ClosesAt(), w.FirstUsual())
	}
	open := rolled(w.Add(-2), cell(ByCategory, "loan", "", 20*PerUsual))
	open.Closed = false
	if n := NewBook([]Rollup{open}).perNetwork(p, w); n != PerNetwork {
		t.Errorf("by a week that is open %d count", n)
	}
}

// A campus and the country report the same, 80 to 20, and most of both cannot be recognised: they are not said to differ.
func TestCeilingsMakeNoDifference(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	b, _ := year(t, 30, func(int) (said []Fact) {
		for _, of := range []struct {
			campus      string
			loan, prize int
		}{{"浙江大学", 80, 20}, {"", 920, 230}} {
			for i, f := range strangers(random, Week{}, of.loan+of.prize, groups) {
				if f.Campus = of.campus; i >= of.loan {
					f.Category = "prize"
				}
				said = append(said, f)
			}
		}
		return said
	})
	told := 0
	for _, c := range b.Compare([]Scope{Campus("浙江大学"), Country()}, weekOf(t, "2026-W01").Add(29), 8) {
		told++
		if c.Parts[0].Low > c.Parts[1].High || c.Parts[1].Low > c.Parts[0].High {
			t.Errorf("%s is said to differ: %v", c.Category, fmt.Sprint(c.Parts))
		}
	}
	if told != 2 {
		t.Errorf("%d are compared", told)
	}
}

// Near the most that count, the interval of a rise holds the truth too: one more that counts then stands for several.
func TestIntervalsHoldTheTruthOfCrowds(t *testing.T) {
	random, w, p := rand.New(rand.NewPCG(8, 10)), weekOf(t, "2026-W48"), Country().Place("loan")
	for _, people := range []int{80, 130, 186} {
		const runs = 400
		missed := 0
		for range runs {
			var weeks []Rollup
			for i := range 2 * BurstWeeks {
				v := w.Add(i - 2*BurstWeeks)
				cells := map[Place]int{p: poissonDraw(random, 20)}
				weeks = append(weeks, Counts{week: v, asOf: v.ClosesAt(), cells: cells}.Rollup(func(string) uint64 { return random.Uint64() }))
			}
			said := strangers(random, w, poissonDraw(random, float64(people)), groups)
			b := NewBook(append(weeks, Count(w, said, NewBook(weeks), w.End()).Rollup(func(string) uint64 { return random.Uint64() })))
			usual, _ := b.usual(p, w)
			if low, high := b.estimate(p, w).ratio(usual); low > float64(people)/20 || high < float64(people)/20 {
				missed++
			}
		}
		if missed > runs*15/1000 {
			t.Errorf("of %d people the interval missed the truth in %d of %d", people, missed, runs)
		}
	}
}
