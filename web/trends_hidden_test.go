package web

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// hiding are eight weeks, the last of which is open or not: parcels are told of by 20 in the first and by too few in the others, shops by 20 in each,
// and of loans only one province shows something in the last.
func hiding(open bool) *trend.Book {
	last := trend.WeekOf(noon).Add(-1)
	var all []trend.Rollup
	for i := range 8 {
		w := last.Add(i - 7)
		r := trend.Rollup{Week: w, AsOf: w.ClosesAt(), Closed: true, Cells: []trend.Cell{
			{Place: trend.Place{Table: trend.ByKnew, Row: "order", Column: "ecommerce"}, Reporters: 20},
			{Place: trend.Place{Table: trend.ByDuty, Row: "lend_card"}, Reporters: 20},
		}}
		if i == 0 {
			r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: trend.ByKnew, Row: "order", Column: "courier"}, Reporters: 20},
				trend.Cell{Place: trend.Campus(someCampus).Place("loan"), Reporters: 20})
		}
		if i == 7 {
			r.Cells = append(r.Cells, trend.Cell{Place: trend.Province("CN-ZJ").Place("loan"), Reporters: 15})
			if open {
				r.AsOf, r.Closed = w.End(), false
			}
		}
		all = append(all, r)
	}
	return trend.NewBook(all)
}

// exact are the same weeks without the first: of what is shown then nothing is hidden.
func exact() *trend.Book {
	hidden := hiding(false)
	var all []trend.Rollup
	for _, w := range hidden.Weeks()[1:] {
		r, _ := hidden.Rollup(w)
		all = append(all, r)
	}
	return trend.NewBook(all)
}

func hidingExamples(s sample) map[string]Page {
	t := Trending{Frame: s.Frame, Book: hiding(true), Now: noon}
	closed := t
	closed.Book = exact()
	demo := t
	demo.Demo = true
	texts := []trend.Example{{Category: "loan", Kind: report.Text, Lang: "en", Text: attack, ApprovedAt: noon, By: attack}}
	return map[string]Page{
		"hidden, leaks": TrendLeaks{t}, "exact, leaks": TrendLeaks{closed},
		"hidden, category": TrendCategory{t, "loan", texts}, "hidden, category, demonstration": TrendCategory{demo, "loan", texts},
		"hidden, duties": TrendDuties{t}, "hidden, campuses": TrendCampuses{Trending: t}, "exact, campuses": TrendCampuses{Trending: closed},
	}
}

// hidingPage is one of the examples.
func hidingPage(t *testing.T, l catalogue.Lang, name string) htmlcheck.Page {
	t.Helper()
	return htmlcheck.Parse(t, rendered(t, hidingExamples(sample{t, Frame{Lang: l, Path: "/"}})[name]))
}

// TestASumOfHiddenWeeksIsTheLeast and says how many they are. Its bar reaches on to the most that it may be, as those do of weeks that are open.
func TestASumOfHiddenWeeksIsTheLeast(t *testing.T) {
	few, high := 20, 20+7*(trend.Least-1)
	all := 8*20 + trend.Step - 1
	for _, c := range []struct {
		lang             catalogue.Lang
		name             string
		rows, low, highs []string
	}{
		{catalogue.En, "hidden, leaks", []string{
			"Online shop at least 160",
			"Courier and logistics 7 weeks are not in it: fewer than about 15 people in each, and it is not shown how many at least 20",
		}, []string{hundredths(160, all), hundredths(few, all)}, []string{"100", hundredths(high, all)}},
		{catalogue.ZhCN, "hidden, leaks", []string{"电商平台 至少 160", "快递物流 7 周未计入：每周约 15 人以下，具体人数不公布 至少 20"}, nil, nil},
		{catalogue.En, "exact, leaks", []string{"Online shop 140"}, []string{"100"}, []string{"100"}},
	} {
		p := hidingPage(t, c.lang, c.name)
		var rows, low, highs []string
		rest := p.Find(".heat tbody tr:has(td)")
		for i := range rest.Length() {
			row := rest.Eq(i)
			rows = append(rows, strings.Join(strings.Fields(row.Find("th").Text()+" "+row.Find("td").Text()), " "))
			low, highs = append(low, row.Find(".part").AttrOr("width", "")), append(highs, row.Find(".perhaps").AttrOr("width", ""))
		}
		if !slices.Equal(rows, c.rows) {
			t.Errorf("%s %s: %q, want %q", c.lang, c.name, rows, c.rows)
		}
		if c.low != nil && (!slices.Equal(low, c.low) || !slices.Equal(highs, c.highs)) {
			t.Errorf("%s %s: bars from %q to %q, want %q to %q", c.lang, c.name, low, highs, c.low, c.highs)
		}
		if said := strings.Contains(p.Text("main"), c.lang.Text("trends.leaks.bounds")); said != (c.name != "exact, leaks") {
			t.Errorf("%s %s: says what the pale end of a bar is: %v", c.lang, c.name, said)
		}
	}
}

func hundredths(n, of int) string { return strconv.Itoa(100 * n / of) }

// TestLeaksSayWhichWeekIsOpen as every page does that shows the newest week.
func TestLeaksSayWhichWeekIsOpen(t *testing.T) {
	for name, words := range map[string]string{"hidden, leaks": "Reports about it still come in", "exact, leaks": "It is final"} {
		if text := hidingPage(t, catalogue.En, name).Text("main"); !strings.Contains(text, words) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestTablesSayWhatTheyLeaveOut also where nothing is left, and none of it before anything was counted.
func TestTablesSayWhatTheyLeaveOut(t *testing.T) {
	counted := []any{"least", trend.Least, "weeks", recentWeeks, "count"}
	for _, l := range catalogue.Langs() {
		for _, c := range []struct{ name, within, words string }{
			{"hidden, category", "[aria-labelledby=provinces-title]", l.Text("trends.category.provinces.unshown", "least", trend.Least)},
			{"hidden, category", "[aria-labelledby=campuses-title]", l.Text("trends.category.campuses.few", "least", trend.Least)},
			{"hidden, duties", "[aria-labelledby=table-title]", l.Text("trends.unshown.all", "least", trend.Least, "weeks", recentWeeks)},
			{"hidden, campuses", "[aria-labelledby=table-title]", l.Text("trends.campuses.unshown.all", "least", trend.Least, "weeks", recentWeeks)},
			{"exact, campuses", "main", l.Text("trends.campuses.few", append(counted, 7)...)},
		} {
			if said := hidingPage(t, l, c.name).Text(c.within); !strings.Contains(said, c.words) {
				t.Errorf("%s %s: %q does not say %q", l, c.name, said, c.words)
			}
		}
	}
	if p := english(t, "category, none"); p.Has("#provinces-title") || p.Has("#campuses-title") {
		t.Error("without figures places are spoken of")
	}
}

// TestTextsOfADemonstrationAreCalledSo on the page of a category, each by itself.
func TestTextsOfADemonstrationAreCalledSo(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for name, demo := range map[string]bool{"hidden, category, demonstration": true, "hidden, category": false} {
			p := hidingPage(t, l, name)
			for id, of := range map[string]bool{"trends.texts": false, "trends.texts.text": false, "trends.texts.demo": true, "trends.texts.made": true} {
				if said := strings.Contains(p.Text("[aria-labelledby=texts-title]"), l.Text(id)); said != (of == demo) {
					t.Errorf("%s %s: %s is said: %v", l, name, id, said)
				}
			}
			if own := p.Text(".told figcaption"); strings.Contains(own, l.Text("brief.text.made")) != demo || strings.Contains(own, attack) == demo {
				t.Errorf("%s %s: %s", l, name, own)
			}
		}
	}
}
