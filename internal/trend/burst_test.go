package trend

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
	"time"

	"ringfence/internal/report"
)

var noon = date("2026-12-02T12:34:56Z") // a Wednesday

// quiet are the weeks before noon: 40 reporters of loan scams in each.
func quiet(t *testing.T) *Book {
	return history(weekOf(t, "2026-W48"), 40, 40, 40, 40, 40, 40, 40, 40, 40, 40)
}

// callers returns n who told of a loan scam before now, from so many networks in turn.
func callers(n, networks int, ago time.Duration) (said []Fact) {
	at := noon.Add(-ago)
	for i := range n {
		said = append(said, Fact{Reporter: fmt.Sprint(ago, i), Network: uint8(1 + i%networks), ReceivedAt: at, At: at, Category: "loan", Region: "CN-ZJ", Campus: "浙江大学"})
	}
	return said
}

func found(bursts []Burst, s Scope) *Burst {
	for i := range bursts {
		if bursts[i].Scope == s && bursts[i].Category == "loan" {
			return &bursts[i]
		}
	}
	return nil
}

func TestBursts(t *testing.T) {
	for _, test := range []struct {
		name  string
		facts []Fact
		book  *Book
		band  int // 0 for none
	}{
		{"as many as always", callers(40, 32, time.Hour), quiet(t), 0},
		{"twice as many are chance and noise still", callers(94, 32, time.Hour), quiet(t), 0},
		{"surely twice as many", callers(95, 32, time.Hour), quiet(t), 60},
		{"many more, and not twice as many", callers(614, 32, time.Hour), history(weekOf(t, "2026-W48"), slices.Repeat([]int{300}, 20)...), 0},
		{"twice as many of many", callers(615, 32, time.Hour), history(weekOf(t, "2026-W48"), slices.Repeat([]int{300}, 20)...), 480},
		{"where once so many did", callers(135, 32, time.Hour), history(weekOf(t, "2026-W48"), append(slices.Repeat([]int{40}, 12), 900, 900)...), 120},
		{"thrice as many", callers(135, 32, time.Hour), quiet(t), 120},
		{"of the same before today", callers(135, 32, 50*time.Hour), quiet(t), 120},
		{"from four networks", callers(1000, 4, time.Hour), quiet(t), 0},
		{"from as few as it takes", callers(1000, 11, time.Hour), quiet(t), 60},
		{"too long ago", callers(135, 32, 170*time.Hour), quiet(t), 0},
		{"since the last look", callers(135, 32, 30*time.Minute), quiet(t), 0},
		{"too few of the weeks before were counted", callers(135, 32, time.Hour), history(weekOf(t, "2026-W48"), 40, 40, 40, -1, -1, -1, -1, -1), 0},
		{"nobody counted", callers(135, 32, time.Hour), nil, 0},
		{"nothing was shown before", callers(75, 32, time.Hour), hidden(t), 60},
		{"nothing was shown before, and some tell", callers(43, 32, time.Hour), hidden(t), 15},
		{"nothing was shown before, and few tell", callers(42, 32, time.Hour), hidden(t), 0},
	} {
		b := found(Bursts(test.facts, test.book, noon, nil, silent), Country())
		switch {
		case b == nil && test.band > 0:
			t.Errorf("%s: not found", test.name)
		case b != nil && b.Reporters != test.band:
			t.Errorf("%s: %+v, want %d", test.name, *b, test.band)
		}
	}
}

func TestABurstSaysWhereAndWhen(t *testing.T) {
	weeks := []Rollup{}
	for i := range 8 {
		weeks = append(weeks, rolled(weekOf(t, "2026-W47").Add(-i), cell(ByCategory, "loan", "", 400)))
	}
	got := Bursts(callers(90, 32, time.Hour), NewBook(weeks), noon, nil, silent)
	if len(got) != 2 || got[0].Scope != Campus("浙江大学") || got[1].Scope != Province("CN-ZJ") {
		t.Fatalf("found %+v", got) // and not the country, where it is always so
	}
	b := got[1]
	if b.Category != "loan" || b.Usual != Fewer || b.Reporters != 60 || !b.FoundAt.Equal(noon.Truncate(BurstEvery)) || b.LastAt != b.FoundAt {
		t.Errorf("found %+v", b)
	}
	if !regexp.MustCompile(`^2026-W49-[0-9a-f]{16}$`).MatchString(b.ID) || b.ID == got[0].ID {
		t.Errorf("IDs %s and %s", b.ID, got[0].ID)
	}
}

// A burst that goes on is the same, and one that comes back much later is another.
func TestABurstIsFoundOnce(t *testing.T) {
	first := *found(Bursts(callers(300, 32, time.Hour), quiet(t), noon, nil, silent), Country())
	for _, test := range []struct {
		name  string
		later time.Duration
		same  bool
	}{
		{"at the next look", BurstEvery, true},
		{"in the week after", 6 * day, true},
		{"two weeks later", BurstShown, true},
		{"three weeks later", 3 * week, false},
	} {
		now := noon.Add(test.later)
		facts := callers(130, 32, time.Hour-test.later)
		again := found(Bursts(facts, quiet(t), now, []Burst{{ID: "x", Scope: Country(), Category: "prize", LastAt: now}, first}, silent), Country())
		if again == nil {
			t.Errorf("%s: not found", test.name)
			continue
		}
		if same := again.ID == first.ID && again.FoundAt.Equal(first.FoundAt) && again.Reporters == first.Reporters; same != test.same {
			t.Errorf("%s: %+v, at first %+v", test.name, *again, first)
		}
		if !again.LastAt.Equal(now.Truncate(BurstEvery)) {
			t.Errorf("%s: last seen at %s", test.name, again.LastAt)
		}
	}
}

// What was told of each stage stays the same, whatever comes after it, and whichever clock looks.
func TestABurstGrows(t *testing.T) {
	look := func(after time.Duration, band int) Burst {
		at := noon.Add(after)
		return Burst{Scope: Country(), Category: "loan", FoundAt: at, LastAt: at, Reporters: band}
	}
	b := look(0, 15).after(nil)
	if !b.GrewAt().IsZero() || len(b.Stages()) != 1 || !b.InOrder() {
		t.Errorf("when it is found: %+v", b)
	}
	for _, test := range []struct {
		name  string
		after time.Duration
		band  int
		grew  time.Duration // 0 for never
		bands []int
	}{
		{"as many", BurstEvery, 15, 0, []int{15}},
		{"more", 2 * BurstEvery, 60, 2 * BurstEvery, []int{15, 60}},
		{"the same look again", 2 * BurstEvery, 60, 2 * BurstEvery, []int{15, 60}},
		{"fewer", 3 * BurstEvery, 15, 2 * BurstEvery, []int{15, 60}},
		{"more by a clock that is behind", BurstEvery, 120, 3 * BurstEvery, []int{15, 60, 120}},
		{"more again", 4 * BurstEvery, 240, 4 * BurstEvery, []int{15, 60, 120, 240}},
	} {
		before := b.Stages()
		b = look(test.after, test.band).after([]Burst{b})
		var bands []int
		for _, stage := range b.Stages() {
			bands = append(bands, stage.Reporters)
		}
		want := time.Time{}
		if test.grew != 0 {
			want = noon.Add(test.grew)
		}
		if !slices.Equal(bands, test.bands) || !b.GrewAt().Equal(want) || !b.InOrder() {
			t.Errorf("%s: grew at %s, bands %v: %+v", test.name, b.GrewAt(), bands, b)
		}
		for i, stage := range before {
			if now := b.Stages()[i]; now.Reporters != stage.Reporters || !now.GrewAt().Equal(stage.GrewAt()) {
				t.Errorf("%s: stage %d was %+v, and is %+v", test.name, i, stage, now)
			}
		}
	}
}

// A network has another group in each week: that the span has two weeks does not make two of it, and further ones do not count.
func TestNetworksOfTwoWeeksAreNotAddedUp(t *testing.T) {
	said := callers(400, 4, time.Hour)
	for i := range said {
		if i >= 200 {
			said[i].Network += 10
			said[i].At = noon.Add(-80 * time.Hour)
		}
		if i >= 350 {
			said[i].Network += 10
			said[i].At = noon.Add(-12 * day)
		}
	}
	bars := newBars()
	for _, usual := range []float64{Fewer, 20, 40, 100, 1000} {
		bar := bars.of(usual, max(usual, Least-1))
		for p, g := range spanAt(noon).gather(said, nil) {
			if n := g.reporters(bar.group); n >= bars.surely(bar.least) || len(g) != 8 {
				t.Errorf("of usually %v in %v four networks make %d from %d groups, an alert has %d surely", usual, p, n, len(g), bars.surely(bar.least))
			}
		}
	}
}

func TestOneNetworkMakesNoBurst(t *testing.T) {
	said := callers(500, 1, time.Hour)
	for i := range said {
		said[i].Reporter = ""
	}
	for p, g := range spanAt(noon).gather(said, nil) {
		if n := g.reporters(500); n != PerNetwork || len(g) != 1 {
			t.Errorf("500 from one network count %d from %d in %v", n, len(g), p)
		}
	}
}

func TestAReporterCountsOnceInASpan(t *testing.T) {
	said := slices.Concat(callers(1, 1, time.Hour), callers(1, 1, 30*time.Hour))
	for i := range said {
		said[i].Reporter = "a"
	}
	for p, g := range spanAt(noon).gather(said, nil) {
		if n := g.reporters(9); n != 1 {
			t.Errorf("one reporter counts %d in %v", n, p)
		}
	}
}

// weekOfLooks returns what is told at the looks of a week, under a key, where a number of reporters of each look is counted.
func weekOfLooks(key uint64, bars *bars, bar bar, count func(look int) int) (told []int) {
	noise, p := seeded(key), Place{ByCampus, "浙江大学", "loan"}
	for look := range int(burstLooks) {
		n := count(look) + spanAt(noon.Add(time.Duration(look)*BurstEvery)).noise(p, noise)
		if n >= bar.least {
			told = append(told, band(bars.surely(n)))
		}
	}
	return told
}

// Where nothing changes nothing is told, through all looks of as many weeks as a large country has cells in a few: of 3,000 one is by chance.
func TestWhereNothingChangedNothingIsTold(t *testing.T) {
	random, bars := rand.New(rand.NewPCG(8, 3)), newBars()
	for _, test := range []struct{ usual, mostUsual, really float64 }{
		{Fewer, Least - 1, 8}, {Fewer, Least - 1, Least - 1}, {20, 20, 20}, {40, 40, 40}, {100, 100, 100},
	} {
		bar, alarms := bars.of(test.usual, test.mostUsual), 0
		for key := range uint64(600) {
			days := make([]int, 15)
			for i := range days {
				days[i] = shownOf(random, test.really/7, 0)
			}
			alarms += min(1, len(weekOfLooks(key, bars, bar, func(look int) (n int) {
				for _, d := range days[look/4 : look/4+7] {
					n += d
				}
				return n
			})))
		}
		if alarms > 1 {
			t.Errorf("of really %v there are alarms in %d of 600 weeks", test.really, alarms)
		}
	}
}

// What is told is true at every look of a week but in one of a hundred, also of those who are just too few for a band.
func TestAsManyReportedAsIsTold(t *testing.T) {
	bars := newBars()
	bar := bars.of(Fewer, Least-1)
	for _, really := range []int{Least - 1, 24, 2*Least - 1, 4*Least - 1, 8*Least - 1} {
		weeks, wrong := 0, 0
		for key := range uint64(1000) {
			told := weekOfLooks(key, bars, bar, func(int) int { return really })
			weeks += min(1, len(told))
			if len(told) > 0 && slices.Max(told) > really {
				wrong++
			}
		}
		if wrong > 1000*BurstDoubt {
			t.Errorf("of %d more are told in %d of 1000 weeks", really, wrong)
		}
		if really > 2*Least && weeks < 900 {
			t.Errorf("of %d something is told in %d weeks", really, weeks)
		}
	}
}

// It takes the same number at whatever hour, so that what is found in the morning is not hidden by evening.
func TestABurstIsTheSameAtWhateverHour(t *testing.T) {
	for hour := range 24 {
		now := noon.Truncate(day).Add(time.Duration(hour) * time.Hour)
		s := spanAt(now)
		if len(s.blocks) != burstDraws-3+hour/6 || now.Sub(s.to) >= BurstEvery {
			t.Errorf("at %d o'clock there are blocks %v", hour, s.blocks)
		}
		for n, want := range map[int]int{42: 0, 43: 1} {
			said := callers(n, 32, 0)
			for i := range said {
				said[i].At, said[i].ReceivedAt = now.Add(-7*time.Hour), now.Add(-7*time.Hour)
			}
			if got := Bursts(said, hidden(t), now, nil, silent); len(got) != 3*want {
				t.Errorf("at %d o'clock %d make %+v", hour, n, got)
			}
		}
	}
}

func TestBandsDouble(t *testing.T) {
	for n, want := range map[int]int{15: 15, 29: 15, 30: 30, 59: 30, 60: 60, 119: 60, 120: 120, 100000: 61440} {
		if got := band(n); got != want {
			t.Errorf("%d is told as %d or more, want %d", n, got, want)
		}
	}
}

// Only what is told of categories makes bursts; what callers knew and offers ask for is too much about one person.
func TestBurstsAreOfCategories(t *testing.T) {
	said := callers(300, 32, time.Hour)
	for i := range said {
		said[i].Knew, said[i].Duties, said[i].Kind = []report.Knew{"exam"}, []report.Duty{"lend_sim"}, report.Call
	}
	for p := range spanAt(noon).gather(said, nil) {
		if p.Table != ByCategory && p.Table != ByProvince && p.Table != ByCampus {
			t.Errorf("gathered at %v", p)
		}
	}
}
