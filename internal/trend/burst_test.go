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
		{"as many as always", callers(40, 9, time.Hour), quiet(t), 0},
		{"twice as many are chance and noise still", callers(70, 9, time.Hour), quiet(t), 0},
		{"many more, and not twice as many", callers(590, 9, time.Hour), history(weekOf(t, "2026-W48"), 300, 300, 300, 300, 300, 300, 300, 300), 0},
		{"twice as many of many", callers(610, 9, time.Hour), history(weekOf(t, "2026-W48"), 300, 300, 300, 300, 300, 300, 300, 300), 480},
		{"thrice as many", callers(121, 9, time.Hour), quiet(t), 120},
		{"of the same before today", callers(121, 9, 50*time.Hour), quiet(t), 120},
		{"from four networks", callers(121, 4, time.Hour), quiet(t), 0},
		{"from five", callers(121, 5, time.Hour), quiet(t), 120},
		{"too long ago", callers(121, 9, 170*time.Hour), quiet(t), 0},
		{"within the hour", callers(121, 9, 30*time.Minute), quiet(t), 0},
		{"too few of the weeks before were counted", callers(121, 9, time.Hour), history(weekOf(t, "2026-W48"), 40, 40, 40, -1, -1, -1, -1, -1), 0},
		{"nobody counted", callers(121, 9, time.Hour), nil, 0},
		{"nothing was shown before", callers(60, 9, time.Hour), history(weekOf(t, "2026-W48"), 0, 0, 0, 0, 0, 0, 0, 0), 60},
		{"nothing was shown before, and few tell", callers(15, 9, time.Hour), history(weekOf(t, "2026-W48"), 0, 0, 0, 0, 0, 0, 0, 0), 0},
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
	got := Bursts(callers(80, 9, time.Hour), NewBook(weeks), noon, nil, silent)
	if len(got) != 2 || got[0].Scope != Campus("浙江大学") || got[1].Scope != Province("CN-ZJ") {
		t.Fatalf("found %+v", got) // and not the country, where it is always so
	}
	b := got[1]
	if b.Category != "loan" || b.Usual != Fewer || b.Reporters != 60 || !b.FoundAt.Equal(noon.Truncate(time.Hour)) || b.LastAt != b.FoundAt {
		t.Errorf("found %+v", b)
	}
	if !regexp.MustCompile(`^2026-W49-[0-9a-f]{16}$`).MatchString(b.ID) || b.ID == got[0].ID {
		t.Errorf("IDs %s and %s", b.ID, got[0].ID)
	}
}

// A burst that goes on is the same, and one that comes back much later is another.
func TestABurstIsFoundOnce(t *testing.T) {
	first := *found(Bursts(callers(300, 9, time.Hour), quiet(t), noon, nil, silent), Country())
	for _, test := range []struct {
		name  string
		later time.Duration
		same  bool
	}{
		{"an hour later", time.Hour, true},
		{"in the week after", 6 * day, true},
		{"two weeks later", BurstShown, true},
		{"three weeks later", 3 * week, false},
	} {
		now := noon.Add(test.later)
		facts := callers(130, 9, time.Hour-test.later)
		again := found(Bursts(facts, quiet(t), now, []Burst{{ID: "x", Scope: Country(), Category: "prize", LastAt: now}, first}, silent), Country())
		if again == nil {
			t.Errorf("%s: not found", test.name)
			continue
		}
		if same := again.ID == first.ID && again.FoundAt.Equal(first.FoundAt) && again.Reporters == first.Reporters; same != test.same {
			t.Errorf("%s: %+v, at first %+v", test.name, *again, first)
		}
		if !again.LastAt.Equal(now.Truncate(time.Hour)) {
			t.Errorf("%s: last seen at %s", test.name, again.LastAt)
		}
	}
}

// A network has another group in each week: that the span has two weeks does not make two of it.
func TestNetworksOfTwoWeeksAreNotAddedUp(t *testing.T) {
	said := append(callers(121, 4, time.Hour), callers(121, 4, 80*time.Hour)...)
	for i := range said {
		if i >= 121 {
			said[i].Network += 10
		}
	}
	if b := found(Bursts(said, quiet(t), noon, nil, silent), Country()); b != nil {
		t.Errorf("8 groups, 4 in each week: %+v", *b)
	}
}

func TestOneNetworkMakesNoBurst(t *testing.T) {
	said := callers(500, 1, time.Hour)
	for i := range said {
		said[i].Reporter = ""
	}
	for _, p := range spanAt(noon).gather(said) {
		if p.reporters != PerNetwork || p.networks() != 1 {
			t.Errorf("500 from one network count %d from %d", p.reporters, p.networks())
		}
	}
}

func TestAReporterCountsOnceInASpan(t *testing.T) {
	said := slices.Concat(callers(1, 1, time.Hour), callers(1, 1, 30*time.Hour))
	for i := range said {
		said[i].Reporter = "a"
	}
	for p, g := range spanAt(noon).gather(said) {
		if g.reporters != 1 {
			t.Errorf("one reporter counts %d in %v", g.reporters, p)
		}
	}
}

// Where nothing happens hardly anything is found, at whatever hour: noise grows through the day, and the tail knows how much.
func TestNoiseMakesNoBurst(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 3))
	for _, hour := range []int{0, 9, 23} {
		s := spanAt(noon.Truncate(day).Add(time.Duration(hour) * time.Hour))
		least := newMargin(len(s.blocks))
		if len(s.blocks) != 6+hour {
			t.Fatalf("at %d o'clock there are blocks %v", hour, s.blocks)
		}
		for _, usual := range []float64{7, 40, 100} {
			from, alarms := int(usual), 0
			for least.tail(usual, from) >= 50*BurstTail {
				from++
			}
			for range 20000 {
				if shownOf(random, usual, len(s.blocks)) >= from {
					alarms++
				}
			}
			if alarms < 50 || alarms > 140 { // 100 at most by what it says, since numbers are whole
				t.Errorf("at %d o'clock of usually %v: %d of 20000 are beyond what 100 at most should be", hour, usual, alarms)
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
	said := callers(300, 9, time.Hour)
	for i := range said {
		said[i].Knew, said[i].Duties, said[i].Kind = []report.Knew{"exam"}, []report.Duty{"lend_sim"}, report.Call
	}
	for p := range spanAt(noon).gather(said) {
		if p.Table != ByCategory && p.Table != ByProvince && p.Table != ByCampus {
			t.Errorf("gathered at %v", p)
		}
	}
}
