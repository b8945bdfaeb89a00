package trend

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rolled returns a closed roll-up of cells.
func rolled(w Week, cells ...Cell) Rollup {
	return Rollup{Week: w, AsOf: w.ClosesAt(), Closed: true, Cells: cells}
}

func cell(t Table, row, column string, n int) Cell { return Cell{Place{t, row, column}, n} }

// aBook has two closed weeks, one that nobody counted, one that is over and one that goes on.
func aBook(t *testing.T) (b *Book, first Week) {
	w := weekOf(t, "2026-W45")
	over := rolled(w.Add(3), cell(ByCategory, "loan", "", 25), cell(ByProvince, "CN-ZJ", "loan", 20), cell(ByKnew, "exam", "exam_site", 15))
	over.AsOf, over.Closed = w.Add(3).End(), false
	on := rolled(w.Add(4), cell(ByCategory, "loan", "", 15))
	on.AsOf, on.Closed = w.Add(4).Stages()[1], false
	return NewBook([]Rollup{on, over,
		rolled(w.Add(1), cell(ByCategory, "prize", "", 17)),
		rolled(w, cell(ByCategory, "loan", "", 31), cell(ByCategory, "prize", "", 16), cell(ByProvince, "CN-BJ", "loan", 18),
			cell(ByProvince, "CN-BJ", "prize", 16), cell(ByProvince, "CN-ZJ", "prize", 21)),
	}), w
}

func TestABookTellsFigures(t *testing.T) {
	b, w := aBook(t)
	loan := Place{ByCategory, "loan", ""}
	want := []Point{
		{w.Add(-1), Figure{}},
		{w, Figure{31, Shown, false, false}},
		{w.Add(1), Figure{0, Suppressed, false, false}},
		{w.Add(2), Figure{}},
		{w.Add(3), Figure{25, Shown, true, false}},
		{w.Add(4), Figure{15, Shown, true, false}},
	}
	if got := b.Series(loan, w.Add(4), 6); !reflect.DeepEqual(got, want) {
		t.Errorf("loan: %+v", got)
	}
	if got := b.Weeks(); !slices.Equal(got, []Week{w, w.Add(1), w.Add(3), w.Add(4)}) {
		t.Errorf("weeks: %v", got)
	}
	if got := b.Newest(); got != w.Add(3) {
		t.Errorf("newest: %s", got)
	}
	if r, ok := b.Rollup(w.Add(1)); !ok || r.Week != w.Add(1) || len(r.Cells) != 1 {
		t.Errorf("roll-up: %+v, %v", r, ok)
	}
	if r, ok := b.Rollup(w.Add(2)); ok {
		t.Errorf("of a week that nobody counted: %+v", r)
	}
}

func TestTotalsAreSumsOfWhatIsShown(t *testing.T) {
	b, w := aBook(t)
	for _, test := range []struct {
		table Table
		row   string
		week  Week
		want  Figure
	}{
		{ByCategory, "", w, Figure{47, Shown, false, false}},
		{ByCategory, "loan", w, Figure{31, Shown, false, false}},
		{ByProvince, "", w, Figure{55, Shown, false, false}},
		{ByProvince, "CN-BJ", w, Figure{34, Shown, false, false}},
		{ByProvince, "CN-GD", w, Figure{0, Suppressed, false, false}},
		{ByProvince, "", w.Add(1), Figure{0, Suppressed, false, false}},
		{ByProvince, "CN-ZJ", w.Add(3), Figure{20, Shown, true, false}},
		{ByProvince, "CN-BJ", w.Add(2), Figure{}},
	} {
		if got := b.Sum(test.table, test.row, test.week); got != test.want {
			t.Errorf("%s of %q in %s is %+v, want %+v", test.table, test.row, test.week, got, test.want)
		}
	}
}

func TestABookListsWhatIsShown(t *testing.T) {
	b, w := aBook(t)
	for _, test := range []struct{ got, want []string }{
		{b.Rows(ByCategory, w, 1), []string{"loan", "prize"}},
		{b.Rows(ByCategory, w.Add(1), 2), []string{"prize", "loan"}},
		{b.Rows(ByCategory, w.Add(4), 9), []string{"loan", "prize"}},
		{b.Rows(ByProvince, w.Add(4), 9), []string{"CN-ZJ", "CN-BJ"}},
		{b.Rows(ByCampus, w.Add(4), 9), nil},
		{b.Rows(ByCategory, w.Add(4), 0), nil},
		{b.Columns(ByProvince, "CN-ZJ", w.Add(4), 9), []string{"prize", "loan"}},
		{b.Columns(ByProvince, "CN-ZJ", w, 1), []string{"prize"}},
		{b.Columns(ByKnew, "exam", w.Add(4), 9), []string{"exam_site"}},
		{b.Columns(ByCategory, "loan", w.Add(4), 9), nil},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
	if got, want := b.Shares(Country(), w.Add(1), 2), []Share{{"prize", 33.0 / 64, 33}, {"loan", 31.0 / 64, 31}}; !reflect.DeepEqual(got, want) {
		t.Errorf("shares of the country: %+v", got)
	}
	if got, want := b.Shares(Province("CN-BJ"), w, 1), []Share{{"loan", 18.0 / 34, 18}, {"prize", 16.0 / 34, 16}}; !reflect.DeepEqual(got, want) {
		t.Errorf("shares of a province: %+v", got)
	}
	if got := b.Shares(Campus("浙江大学"), w, 9); len(got) != 0 {
		t.Errorf("shares of a campus of which nothing is shown: %+v", got)
	}
}

func TestOfTwoRollupsOfAWeekTheLaterCounts(t *testing.T) {
	w := weekOf(t, "2026-W45")
	early, late := rolled(w, cell(ByCategory, "loan", "", 15)), rolled(w, cell(ByCategory, "loan", "", 22))
	early.AsOf, early.Closed = w.End(), false
	for _, both := range [][]Rollup{{early, late}, {late, early}} {
		if got := NewBook(both).At(Place{ByCategory, "loan", ""}, w); got != (Figure{22, Shown, false, false}) {
			t.Errorf("%+v", got)
		}
	}
}

func TestAnEmptyBookTellsNothing(t *testing.T) {
	w := weekOf(t, "2026-W45")
	for _, b := range []*Book{nil, {}, NewBook(nil)} {
		_, ok := b.Rollup(w)
		if ok || len(b.Weeks()) > 0 || !b.Newest().IsZero() || b.At(Place{ByCategory, "loan", ""}, w) != (Figure{}) || b.Sum(ByCategory, "", w) != (Figure{}) ||
			len(b.Rows(ByCategory, w, 9)) > 0 || len(b.Columns(ByProvince, "CN-ZJ", w, 9)) > 0 || len(b.Rising(Country())) > 0 ||
			len(b.Shares(Country(), w, 9)) > 0 || len(b.Series(Place{}, w, 3)) != 3 || len(Bursts(nil, b, w.Start(), nil, silent)) > 0 {
			t.Errorf("%+v tells something", b)
		}
	}
}

// What a Book says of figures is said by their cells: whoever asks for totals, lists and shares learns nothing else.
func TestABookIsMadeOfItsCells(t *testing.T) {
	w := weekOf(t, "2026-W48")
	rapid.Check(t, func(t *rapid.T) {
		var said []Fact
		for _, f := range facts(w).Draw(t, "said") {
			said = append(said, crowdOf(rapid.IntRange(1, 30).Draw(t, "crowd"), f)...)
		}
		r := Count(w, said, nil, w.ClosesAt().Add(time.Hour)).Rollup(seeded(rapid.Uint64().Draw(t, "key")))
		b, sums := NewBook([]Rollup{r}), map[line]int{}
		for _, c := range r.Cells {
			sums[line{c.Table, c.Row}] += c.Reporters
			sums[line{c.Table, ""}] += c.Reporters
			if got := b.At(c.Place, w); got != (Figure{c.Reporters, Shown, false, got.AtLeast}) {
				t.Fatalf("%+v is told as %+v", c, got)
			}
		}
		for _, table := range Tables() {
			rows := b.Rows(table, w, 1)
			for _, row := range append(rows, "") {
				n, shown := sums[line{table, row}]
				if got := b.Sum(table, row, w); got.Reporters != n || (got.Status == Shown) != shown {
					t.Fatalf("%s of %q sums to %+v, want %d", table, row, got, n)
				}
			}
			if !slices.IsSortedFunc(rows, func(x, y string) int { return sums[line{table, y}] - sums[line{table, x}] }) {
				t.Fatalf("rows of %s: %q", table, rows)
			}
		}
	})
}
