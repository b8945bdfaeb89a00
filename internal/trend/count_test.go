package trend

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/report"
)

// fact draws a report of a town so small that all that can meet meets.
func fact(w Week) *rapid.Generator[Fact] {
	return rapid.Custom(func(t *rapid.T) Fact {
		at := w.Start().Add(time.Duration(rapid.IntRange(-24, 8*24).Draw(t, "at")) * time.Hour)
		return Fact{
			Reporter:   rapid.SampledFrom([]string{"", "", "a", "b", "c"}).Draw(t, "reporter"),
			Network:    uint8(rapid.IntRange(0, 2).Draw(t, "network")),
			ReceivedAt: at.Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "after")) * time.Minute),
			At:         at,
			Category:   rapid.SampledFrom([]report.Category{"", "loan", "other"}).Draw(t, "category"),
			Kind:       rapid.SampledFrom([]report.Kind{report.Call, report.Offer}).Draw(t, "kind"),
			Region:     rapid.SampledFrom([]string{"", "CN-ZJ", "CN-BJ"}).Draw(t, "region"),
			Campus:     rapid.SampledFrom([]string{"", "浙江大学"}).Draw(t, "campus"),
			Knew:       rapid.SliceOfN(rapid.SampledFrom(report.Knews()), 0, 6).Draw(t, "knew"),
			Sector:     rapid.SampledFrom([]report.LeakSector{"", "courier", "exam_site"}).Draw(t, "sector"),
			Duties:     rapid.SliceOfN(rapid.SampledFrom(report.Duties()), 0, 6).Draw(t, "duties"),
		}
	})
}

func facts(w Week) *rapid.Generator[[]Fact] { return rapid.SliceOfN(fact(w), 0, 60) }

// atAnyStage draws a moment at which a week is counted.
func atAnyStage(t *rapid.T, w Week) time.Time { return rapid.SampledFrom(w.Stages()).Draw(t, "now") }

func without(all []Fact, drop func(Fact) bool) []Fact {
	return slices.DeleteFunc(slices.Clone(all), drop)
}

// moved returns by how much a table differs, or each row of one that is Apart.
func moved(a, b Counts) map[line]int {
	by := map[line]int{}
	places := maps.Clone(a.cells)
	maps.Copy(places, b.cells)
	for p := range places {
		of := line{table: p.Table}
		if p.Table.Apart() {
			of.row = p.Row
		}
		if d := a.cells[p] - b.cells[p]; d != 0 {
			by[of] += max(d, -d)
		}
	}
	return by
}

func TestOrderDoesNotMatter(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		said, now := facts(w).Draw(t, "said"), atAnyStage(t, w)
		mixed := slices.Clone(said)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if a, b := Count(w, said, nil, now), Count(w, mixed, nil, now); !maps.Equal(a.cells, b.cells) {
			t.Fatalf("another order, other counts:\n%v\n%v", a.cells, b.cells)
		}
	})
}

func TestAReporterCountsOnceInATable(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		said := facts(w).Draw(t, "said")
		for i := range said {
			said[i].Reporter = "a"
		}
		rows := map[Table]int{}
		for of, n := range moved(Count(w, said, nil, atAnyStage(t, w)), Counts{}) {
			rows[of.table]++
			if n != 1 {
				t.Fatalf("one reporter counts %d times in %v", n, of)
			}
		}
		for table, n := range rows {
			if n > 1 && !table.Apart() || n > PerReporter {
				t.Fatalf("one reporter counts in %d rows of %s", n, table)
			}
		}
	})
}

// A reporter, or a report of somebody who cannot be recognised, moves one cell of a table by one, and no other.
func TestOneReporterMovesOneCellByOne(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		said, now := facts(w).Draw(t, "said"), atAnyStage(t, w)
		others := without(said, func(f Fact) bool { return f.Reporter == "a" })
		if one := fact(w).Draw(t, "one"); rapid.Bool().Draw(t, "anonymous") {
			one.Reporter = ""
			others, said = said, append(slices.Clone(said), one)
		}
		rows := map[Table]int{}
		for of, n := range moved(Count(w, said, nil, now), Count(w, others, nil, now)) {
			rows[of.table]++
			if n != 1 {
				t.Fatalf("one reporter moves %v by %d", of, n)
			}
		}
		for table, n := range rows {
			if n > 1 && !table.Apart() || n > PerReporter {
				t.Fatalf("one reporter moves %d rows of %s", n, table)
			}
		}
	})
}

func TestANetworkMakesNoTrendAlone(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		said := facts(w).Draw(t, "said")
		crowds := map[uint8]bool{}
		var all []Fact
		for _, f := range said {
			f.Reporter = ""
			crowds[f.Network] = true
			for range 11 {
				all = append(all, f)
			}
		}
		for p, n := range Count(w, all, nil, atAnyStage(t, w)).cells {
			if n > PerNetwork*len(crowds) {
				t.Fatalf("%d networks make %d in %v", len(crowds), n, p)
			}
		}
	})
	crowd := slices.Repeat([]Fact{{ReceivedAt: w.Start(), At: w.Start(), Kind: report.Call, Network: 3}}, 99)
	recognised := slices.Clone(crowd)
	for i := range recognised {
		recognised[i].Reporter = fmt.Sprint(i)
	}
	other := Place{ByCategory, "other", ""}
	for _, test := range []struct {
		name  string
		facts []Fact
		want  int
	}{
		{"of one network", crowd, PerNetwork},
		{"whom anybody can tell apart", recognised, 99},
		{"both", slices.Concat(crowd, recognised), PerNetwork + 99},
	} {
		if n := Count(w, test.facts, nil, w.ClosesAt()).cells[other]; n != test.want {
			t.Errorf("99 people %s count %d, want %d", test.name, n, test.want)
		}
	}
}

// What somebody says later never moves what was counted before: then each report would be in as many figures as there were days.
func TestWhatWasCountedStays(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		said := facts(w).Draw(t, "said")
		stages := w.Stages()
		for i := range stages[1:] {
			before, after := Count(w, said, nil, stages[i]), Count(w, said, nil, stages[i+1])
			for p, n := range before.cells {
				if after.cells[p] < n {
					t.Fatalf("%v fell from %d to %d", p, n, after.cells[p])
				}
			}
		}
	})
}

func TestOnlyReportsOfTheWeekUntilThenCount(t *testing.T) {
	w := weekOf(t, "2026-W48")
	tell := func(at, received string) Fact {
		return Fact{Reporter: received, At: date(at), ReceivedAt: date(received), Kind: report.Call}
	}
	said := []Fact{
		tell("2026-11-22T23:00:00Z", "2026-11-24T00:00:00Z"), // of the week before
		tell("2026-11-23T00:00:00Z", "2026-11-24T23:59:00Z"), // by Wednesday
		tell("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"), // by Friday
		tell("2026-11-24T00:00:00Z", "2026-11-27T00:00:00Z"), // by Monday
		tell("2026-11-29T23:00:00Z", "2026-12-06T23:00:00Z"), // at last
		tell("2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z"), // of the week after
	}
	for i, now := range w.Stages() {
		if n := Count(w, said, nil, now.Add(time.Hour)).cells[Place{ByCategory, "other", ""}]; n != i+1 {
			t.Errorf("as of %s %d count, want %d", now, n, i+1)
		}
	}
}

func TestWhereAReportStands(t *testing.T) {
	w := weekOf(t, "2026-W48")
	f := Fact{
		At: w.Start(), ReceivedAt: w.Start(), Category: "fake_job", Kind: report.Offer, Region: "CN-ZJ", Campus: "浙江大学",
		Knew: []report.Knew{"school", "name", "name"}, Duties: []report.Duty{"lend_sim"},
	}
	want := []Place{
		{ByCategory, "fake_job", ""}, {ByProvince, "CN-ZJ", "fake_job"}, {ByCampus, "浙江大学", "fake_job"}, {ByChannel, "offer", "fake_job"},
		{ByDuty, "lend_sim", ""}, {ByKnew, "name", "unknown"}, {ByKnew, "school", "unknown"},
	}
	got := slices.SortedFunc(maps.Keys(Count(w, []Fact{f}, nil, w.ClosesAt()).cells), Place.compare)
	if !slices.Equal(got, want) {
		t.Errorf("it stands in\n%v, want\n%v", got, want)
	}
}

// Of much that one report tells a part counts, and of many such reports no part less than another.
func TestNoRowIsLeftOutMoreThanOthers(t *testing.T) {
	w := weekOf(t, "2026-W48")
	var said []Fact
	for minute := range 7 * 24 * 60 {
		said = append(said, Fact{Reporter: fmt.Sprint(minute), At: w.Start(), ReceivedAt: w.Start().Add(time.Duration(minute) * time.Minute), Knew: report.Knews()[:10]})
	}
	counts := Count(w, said, nil, w.ClosesAt())
	for _, knew := range report.Knews()[:10] {
		if n := counts.cells[Place{ByKnew, string(knew), "unknown"}]; n != len(said)*PerReporter/10 {
			t.Errorf("%s counts %d of %d", knew, n, len(said))
		}
	}
}
