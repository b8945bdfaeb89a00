package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// briefed are ten weeks before noon, in which loans and shops rise at last, and of which the last comes with what callers knew.
func briefed() *trend.Book {
	w := trend.WeekOf(noon).Add(-1)
	var weeks []trend.Rollup
	for back := range 10 {
		r := trend.Rollup{Week: w.Add(-back), AsOf: w.Add(-back).ClosesAt(), Closed: true}
		for i, category := range []string{"loan", "shopping", "romance", "gaming", "prize"} {
			n := 40 + i
			if back == 0 {
				n = 400 + 100*i
			}
			r.Cells = append(r.Cells, trend.Cell{Place: trend.Country().Place(category), Reporters: n})
		}
		for i, sector := range []string{"unknown", "courier", "bank", "exam_site", "telecom"} {
			r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: trend.ByKnew, Row: "name", Column: sector}, Reporters: 90 - i})
		}
		weeks = append(weeks, r)
	}
	return trend.NewBook(weeks)
}

// briefOf is that of a week of the country, as it is shown at a moment.
func briefOf(t *testing.T, l catalogue.Lang, w trend.Week, now time.Time, found ...trend.Burst) Brief {
	t.Helper()
	book := briefed().Until(trend.WeekOf(now).Add(-1))
	b, ok, err := NewBrief(Trending{Frame: Frame{Lang: l}, Book: book, Now: now, Found: found}, trend.Country(), nil, w, nil)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	return b
}

// TestABriefTellsNoLaterAlert than its week ended with, and the same whenever it is opened; but the newest tells what goes on now.
func TestABriefTellsNoLaterAlert(t *testing.T) {
	newest := trend.WeekOf(noon).Add(-1)
	old, l := newest.Add(-1), catalogue.En
	end := old.End()
	burst := func(found, last time.Time, grew ...trend.Growth) trend.Burst {
		return trend.Burst{ID: "x", Scope: trend.Country(), Category: "survey", FoundAt: found, LastAt: last, Reporters: 120, Grew: grew, Usual: 20}
	}
	for _, c := range []struct {
		name        string
		of          trend.Burst
		old, newest string
	}{
		{"found and over in the week", burst(end.AddDate(0, 0, -5), end.AddDate(0, 0, -3)), "120 or more", ""},
		{"found by the look at its end", burst(end, end), "120 or more", "120 or more"},
		{"found by the look after that", burst(end.Add(trend.BurstEvery), end.Add(trend.BurstEvery)), "", "120 or more"},
		{"over before the week", burst(old.Start().AddDate(0, 0, -5), old.Start().AddDate(0, 0, -1)), "", ""},
		{"that grew since", burst(end.AddDate(0, 0, -5), noon, trend.Growth{At: end.AddDate(0, 0, -1), From: 30}, trend.Growth{At: end.AddDate(0, 0, 2), From: 60}), "60 or more", "120 or more"},
		{"found this morning", burst(noon.Add(-trend.BurstEvery), noon), "", "120 or more"},
		{"found since the newest week, and over", burst(newest.End().Add(trend.BurstEvery), noon.AddDate(0, 0, -2)), "", ""},
	} {
		for _, of := range []struct {
			w    trend.Week
			want string
		}{{old, c.old}, {newest, c.newest}} {
			b := briefOf(t, l, of.w, noon, c.of)
			text := htmlcheck.Parse(t, rendered(t, b)).Text("[aria-labelledby=rising-title]")
			if strings.Contains(text, " or more people reported it within a week") != (of.want != "") || !strings.Contains(text, of.want) {
				t.Errorf("%s, in the brief of %s: %s, want %q", c.name, of.w, text, of.want)
			}
			if found := b.Trick.Category == "survey"; found != (of.want != "") {
				t.Errorf("%s: the brief of %s explains %s", c.name, of.w, b.Trick.Category)
			}
		}
	}
	goesOn, later := burst(end.AddDate(0, 0, -5), noon), burst(end.AddDate(0, 0, -5), noon.AddDate(0, 0, 5), trend.Growth{At: noon.AddDate(0, 0, 3), From: 120})
	later.Reporters = 240
	first, again := briefOf(t, l, old, noon, goesOn), briefOf(t, l, old, noon.AddDate(0, 0, 5), later)
	if !slices.Equal(first.Alerts(), again.Alerts()) {
		t.Errorf("%+v, and days later %+v", first.Alerts(), again.Alerts())
	}
}

// TestABriefLeavesNothingOut that rises or is an alert: what it has no room for it names.
func TestABriefLeavesNothingOut(t *testing.T) {
	w := trend.WeekOf(noon).Add(-1)
	for _, l := range catalogue.Langs() {
		var found []trend.Burst
		for _, category := range []string{"survey", "romance", "investment", "fake_job", "robocall"} {
			b := briefOf(t, l, w, noon, found...)
			shown := len(b.Alerts()) + len(b.Rises())
			text := htmlcheck.Parse(t, rendered(t, b)).Text("[aria-labelledby=rising-title]")
			for _, f := range found {
				if name := b.Name(catalogue.Categories, f.Category); !strings.Contains(text, name) && len(found) <= briefRising+briefNamed {
					t.Errorf("%s: %s is left out of %s", l, name, text)
				}
			}
			if shown != briefRising || b.More() == "" || b.MorePath() != "/trends" && b.MorePath() != "/trends?lang=zh-CN" {
				t.Errorf("%s: %d are shown, %q leads to %q", l, shown, b.More(), b.MorePath())
			}
			found = append(found, trend.Burst{ID: category, Scope: trend.Country(), Category: category, FoundAt: w.Start(), LastAt: noon, Reporters: 60, Usual: 20})
		}
		if old := briefOf(t, l, w.Add(-1), noon); old.MorePath() != "" {
			t.Errorf("a brief of an earlier week leads to %s, which is about the newest", old.MorePath())
		}
	}
}

// TestABriefNamesKnownSources of what callers knew, and not that nobody knows where it is from.
func TestABriefNamesKnownSources(t *testing.T) {
	for _, l := range catalogue.Langs() {
		b := briefOf(t, l, trend.WeekOf(noon).Add(-1), noon)
		knew := b.Knew()
		if text := strings.Join(knew, "\n"); len(knew) != briefKnew || strings.Contains(text, b.Name(catalogue.LeakSectors, "unknown")) ||
			!strings.Contains(text, b.Name(catalogue.LeakSectors, "exam_site")) {
			t.Errorf("%s: %q", l, knew)
		}
	}
}
