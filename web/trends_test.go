package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// someCampus is a university of the directory.
const someCampus = "浙江大学"

// trended are ten weeks, the last of which has just begun: loans are steady, fake jobs rise in the country and the province and at a campus, and
// nobody counted the week before the fifth last.
func trended() *trend.Book {
	last := trend.WeekOf(noon)
	var all []trend.Rollup
	for i := range 10 {
		w := last.Add(i - 9)
		r := trend.Rollup{Week: w, AsOf: w.ClosesAt(), Closed: i < 8}
		cell := func(table trend.Table, row, column string, n int) {
			if !r.Closed {
				n -= n % trend.Step
			}
			if n >= trend.Least {
				r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: table, Row: row, Column: column}, Reporters: n})
			}
		}
		jobs := 30 + i%3
		if i == 8 {
			r.AsOf, jobs = w.End(), 120
		}
		if i == 9 {
			r.AsOf, jobs = noon, 20
		}
		cell(trend.ByCategory, "loan", "", 40+i%4)
		cell(trend.ByCategory, "fake_job", "", jobs)
		cell(trend.ByProvince, "CN-ZJ", "fake_job", jobs-10)
		cell(trend.ByProvince, "CN-ZJ", "loan", 18)
		cell(trend.ByCampus, someCampus, "fake_job", jobs-12)
		cell(trend.ByCampus, someCampus, "loan", 15*(i%2))
		cell(trend.ByDuty, "lend_card", "", jobs-14)
		cell(trend.ByKnew, "exam", "exam_site", jobs-5)
		cell(trend.ByKnew, "name", "unknown", 30)
		cell(trend.ByKnew, "name", "courier", 16)
		for j := range 20 * (i / 9) {
			r.Ranges = append(r.Ranges, trend.Range{Block: fmt.Sprintf("+1202555%02d", j), Numbers: 3 + j, Category: "loan"})
		}
		if i == 8 {
			r.Ranges = []trend.Range{{Block: "+120255501", Numbers: 3}}
		}
		if i != 5 {
			all = append(all, r)
		}
	}
	return trend.NewBook(all)
}

func trendsExamples(s sample) map[string]Page {
	f := s.Frame
	burst := trend.Burst{ID: "x", Scope: trend.Campus(someCampus), Category: "fake_job", FoundAt: noon, LastAt: noon, Reporters: 60, Usual: 19.6}
	few := burst
	few.Scope, few.Usual = trend.Country(), 7
	over := few
	over.LastAt = noon.AddDate(0, 0, -3)
	full := Trending{Frame: f, Book: trended(), Found: []trend.Burst{burst, few, over}, Now: noon, Base: "https://example.org"}
	full.Feeds = FeedsOf(f, trend.Country())
	quiet, none, chosen := full, Trending{Frame: f}, full
	var still []trend.Rollup
	for i := range trend.BurstWeeks {
		w := trend.WeekOf(noon).Add(-1 - i)
		still = append(still, trend.Rollup{Week: w, AsOf: w.End()})
	}
	quiet.Book = trend.NewBook(still)
	closed := full
	closed.Book = trend.NewBook([]trend.Rollup{{Week: trend.WeekOf(noon).Add(-3), AsOf: noon, Closed: true, Cells: []trend.Cell{{Place: trend.Province("CN-ZJ").Place("loan"), Reporters: 18}}}})
	quiet.Found = []trend.Burst{over}
	chosen.Chosen = true
	texts := []trend.Example{{Category: "loan"}}
	for range 4 {
		texts = append(texts, trend.Example{Category: "fake_job", Kind: report.Offer, Lang: "en", Text: attack, ApprovedAt: noon, By: attack},
			trend.Example{Category: "fake_job", Kind: report.Offer, Lang: "zh-CN", Text: attack, ApprovedAt: noon, By: attack})
	}
	above := []trend.Scope{trend.Province("CN-ZJ"), trend.Country()}
	pages := map[string]Page{"trends, method": TrendMethod{f}}
	for name, t := range map[string]Trending{"full": full, "quiet": quiet, "none": none, "closed": closed} {
		pages["trends, "+name] = Trends{t}
		pages["trends, category, "+name] = TrendCategory{t, "fake_job", texts}
		pages["trends, card rental, "+name] = TrendCategory{Trending: t, Category: "card_rental"}
		pages["trends, provinces, "+name] = TrendProvinces{t}
		pages["trends, province, "+name] = TrendScope{t, above[0], above[1:]}
		pages["trends, campus, "+name] = TrendScope{t, trend.Campus(someCampus), above}
		pages["trends, everywhere, "+name] = TrendScope{Trending: t, Scope: trend.Province("CN-BJ")}
		pages["trends, campuses, "+name] = TrendCampuses{Trending: t}
		pages["trends, leaks, "+name] = TrendLeaks{t}
		pages["trends, duties, "+name] = TrendDuties{t}
		pages["trends, ranges, "+name] = TrendRanges{t}
	}
	everywhere := full
	everywhere.Path = "/trends/categories/fake_job"
	for _, region := range []string{"CN-BJ", "CN-ZJ", "CN-SH", "CN-GD"} {
		there := burst
		there.Scope = trend.Province(region)
		everywhere.Found = append(everywhere.Found, there)
	}
	pages["trends, category, in many places"] = TrendCategory{everywhere, "fake_job", nil}
	pages["trends, campuses, asked"] = TrendCampuses{chosen, attack, []campus.Campus{{Name: someCampus, Region: "CN-ZJ"}}}
	pages["trends, campuses, not found"] = TrendCampuses{full, attack, nil}
	return pages
}

// english are the examples of a page in English.
func english(t *testing.T, name string) htmlcheck.Page {
	t.Helper()
	return htmlcheck.Parse(t, rendered(t, trendsExamples(sample{t, Frame{Lang: catalogue.En, Path: "/"}})["trends, "+name]))
}

// TestRiseIsTold has both bounds of what rises, and nothing of what does not.
func TestRiseIsTold(t *testing.T) {
	p := english(t, "full")
	if rises := p.Find(".rises > li"); rises.Length() != 1 || !strings.Contains(p.Text(".rises"), "Fake") {
		t.Fatalf("%s", p.Text(".rises"))
	}
	_, text, _ := strings.Cut(p.Text(".rises li p"), "about 31. ")
	var low, high float64
	if _, err := fmt.Sscanf(text, "At least %g and at most %g times as many people as usual.", &low, &high); err != nil || low <= 1 || low >= high {
		t.Errorf("%q", text)
	}
	if !strings.Contains(p.Text(".rises"), "at least 120 so far. Usually in the weeks before: about 31.") {
		t.Errorf("%s", p.Text(".rises"))
	}
	if rises := english(t, "quiet").Text("main"); !strings.Contains(rises, "Nothing rises more than chance would explain.") {
		t.Errorf("%s", rises)
	}
	for _, page := range []string{"closed", "province, closed", "category, closed"} {
		if text := english(t, page).Text("main"); !strings.Contains(text, "so far it is 0") || strings.Contains(text, "more than chance") {
			t.Errorf("%s knows one week: %s", page, text)
		}
	}
}

// TestAlertsOfATrickStandTogether has five places, one of which is the country, and another trick.
func TestAlertsOfATrickStandTogether(t *testing.T) {
	f := Frame{Lang: catalogue.En, Path: "/trends"}
	page := Trends{Trending{Frame: f, Book: trended(), Now: noon}}
	for i, s := range []trend.Scope{trend.Province("CN-ZJ"), trend.Province("CN-HB"), trend.Campus(someCampus), trend.Country(), trend.Province("CN-BJ")} {
		page.Found = append(page.Found, trend.Burst{ID: s.String(), Scope: s, Category: "loan", FoundAt: noon, LastAt: noon, Reporters: 15 << i, Usual: 7})
	}
	page.Found = append(page.Found, trend.Burst{ID: "x", Scope: trend.Campus(someCampus), Category: "fake_job", FoundAt: noon, LastAt: noon, Reporters: 15, Usual: 7})
	p := htmlcheck.Parse(t, rendered(t, page))
	if p.Find(".alerts > li").Length() != 2 || p.Find(".alerts > li").First().Find("details li").Length() != 2 || p.Text(".alerts summary") != "2 more places" {
		t.Fatalf("%s", p.Text(".alerts"))
	}
	if first := p.Text(".alerts > li > ul > li:first-child"); !strings.HasPrefix(first, "The whole country · 120 or more people reported it") {
		t.Errorf("%s", first)
	}
	if !p.Has(`.alerts li li a[href="/trends/provinces/CN-BJ"]`) {
		t.Error("no way to a province")
	}
	own := htmlcheck.Parse(t, rendered(t, TrendCategory{Trending: Trending{Frame: Frame{Lang: catalogue.En, Path: "/trends/categories/loan"}, Book: trended(), Found: page.Found, Now: noon}, Category: "loan"}))
	if own.Has(`.alerts a[href="/trends/categories/loan"]`) {
		t.Error("an alert leads to the page that it stands on")
	}
	campus := TrendScope{Trending: Trending{Frame: Frame{Lang: catalogue.En, Path: "/"}, Book: trended(), Found: page.Found, Now: noon}, Scope: trend.Campus(someCampus), Above: []trend.Scope{trend.Province("CN-ZJ"), trend.Country()}}
	var where []string
	for _, a := range campus.Alerts().Now {
		where = append(where, a.Where)
	}
	if want := []string{"浙江大学", "浙江大学", "Zhejiang", "The whole country"}; !slices.Equal(where, want) {
		t.Errorf("alerts on the page of a campus come from %q, want its own first: %q", where, want)
	}
}

// TestWaysToBriefsAndTheKit are on every page about trends, and the kit is at hand before there are figures.
func TestWaysToBriefsAndTheKit(t *testing.T) {
	for name, brief := range map[string]string{"category, full": "/trends/brief", "province, full": "/trends/brief/provinces/CN-ZJ", "campus, full": "/trends/brief/campuses/%E6%B5%99%E6%B1%9F%E5%A4%A7%E5%AD%A6", "campus, none": "/trends/brief", "full": "/trends/brief"} {
		if p := english(t, name); !p.Has(`main a[href="`+brief+`"]`) || !p.Has(`main a[href="/kit"]`) || !p.Has(`footer a[href="/kit"]`) {
			t.Errorf("%s leads not to %s or the kit", name, brief)
		}
	}
	if p := english(t, "none"); !p.Has(`main a[href="/kit/posters"]`) || !p.Has(`main a[href="/kit/quiz"]`) || !p.Has(`main a[href="/kit/worksheet"]`) {
		t.Error("without figures nothing leads to what needs none")
	}
}

// TestHiddenFiguresSayThatTheyAre reads a row with a week that is not shown, and a figure with one that nobody counted.
func TestHiddenFiguresSayThatTheyAre(t *testing.T) {
	p := english(t, "campus, full")
	if text := p.Text(".weeks"); !strings.Contains(text, "fewer than about 15 so far") || !strings.Contains(text, "not counted") {
		t.Errorf("%s", text)
	}
	if text := p.Text(".compared"); !strings.Contains(text, "%") || strings.Contains(text, "100%") || !strings.Contains(text, someCampus) || !strings.Contains(text, "Zhejiang") || !strings.Contains(text, "The whole country") {
		t.Errorf("%s", text)
	}
	if text := english(t, "province, closed").Text("main"); !strings.Contains(text, "There are not two categories to compare here.") {
		t.Errorf("%s", text)
	}
	if text := english(t, "everywhere, full").Text("main"); !strings.Contains(text, "Of the last 8 weeks 7 were counted. In none of them did about 15 people report the same thing here") {
		t.Errorf("%s", text)
	}
}

// TestNewServiceSaysWhatWillBeThere opens every page of a service that has counted nothing.
func TestNewServiceSaysWhatWillBeThere(t *testing.T) {
	for _, name := range []string{"none", "category, none", "provinces, none", "province, none", "campuses, none", "campus, none", "leaks, none", "duties, none", "ranges, none"} {
		p := english(t, name)
		if text := p.Text("main"); !strings.Contains(text, "Figures begin with the first week that is over.") || p.Has(".chart") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestLeaksStandBelowWhatWasKnown(t *testing.T) {
	p := english(t, "leaks, full")
	if got := p.Text(".heat thead"); !strings.HasPrefix(got, "Suspected source") || p.Find(".heat tbody").Length() != 2 || p.Find(".heat [scope=row]").Length() != 3 {
		t.Errorf("%s", p.Text(".heat"))
	}
	if bars := p.Find(".heat .part"); bars.Length() != 3 || bars.First().AttrOr("width", "") == "0" {
		t.Errorf("%d bars", bars.Length())
	}
	if strings.Contains(p.Text("figcaption"), "Not known") {
		t.Errorf("a figure of no source: %s", p.Text("figcaption"))
	}
}

// TestTallyIsInTheOrderOfPeople has rows that are alike in percent of the longest, and one without a figure, which has no bar either.
func TestTallyIsInTheOrderOfPeople(t *testing.T) {
	w, f := trend.WeekOf(noon).Add(-1), Frame{Lang: catalogue.En, Path: "/"}
	r := trend.Rollup{Week: w, AsOf: w.ClosesAt(), Closed: true}
	for category, n := range map[string]int{"loan": 1000, "prize": 21, "survey": 29, "shopping": 25} {
		r.Cells = append(r.Cells, trend.Cell{Place: trend.Country().Place(category), Reporters: n})
	}
	before := trend.Rollup{Week: w.Add(-1), AsOf: w.End(), Closed: true, Cells: []trend.Cell{{Place: trend.Country().Place("robocall"), Reporters: 15}}}
	page := Trends{Trending{Frame: f, Book: trend.NewBook([]trend.Rollup{r, before})}}
	counts := make([]string, 0, 5)
	for _, row := range page.Categories().Rows {
		counts = append(counts, row.Count)
	}
	if got := strings.Join(counts, ", "); got != "1000 or more, 29, 25, 21, under about 15" {
		t.Errorf("%s", got)
	}
	p := htmlcheck.Parse(t, rendered(t, page))
	if p.Find(".tally .share").Length() != 4 {
		t.Errorf("%d bars", p.Find(".tally .share").Length())
	}
	if !strings.Contains(p.Text("main"), "“Or more” means") || strings.Contains(english(t, "provinces, closed").Text("main"), "“Or more” means") {
		t.Error("a table says what is not in it, or not what is")
	}
}

func TestRangesHideTheDigitsThatDiffer(t *testing.T) {
	for block, want := range map[string]string{"+120255501": "+1 202-555-01xx", "+861380013": "+86 1380013xx", "x": "xxx"} {
		if got := blockText(block); got != want {
			t.Errorf("%s: %s", block, got)
		}
	}
}

func TestApprovedTextsInTheLanguageOfThePageComeFirst(t *testing.T) {
	page := trendsExamples(sample{t, Frame{Lang: catalogue.ZhCN}})["trends, category, full"].(TrendCategory)
	texts := page.Texts()
	if len(texts) != mostTexts || texts[0].Lang != "zh-CN" || texts[3].Lang != "zh-CN" || texts[4].Lang != "en" {
		t.Errorf("%+v", texts)
	}
}

// TestDateOfAWeekIsWritten holds both languages to one order of days.
func TestDateOfAWeekIsWritten(t *testing.T) {
	w := trend.WeekOf(time.Date(2026, 12, 30, 0, 0, 0, 0, time.UTC))
	if en, zh := weekSpan(catalogue.En, w), weekSpan(catalogue.ZhCN, w); en != "28 Dec to 3 Jan 2027" || zh != "2026年12月28日至1月3日" {
		t.Errorf("%s, %s", en, zh)
	}
}

// TestAWeekThatWasNeverClosedSaysSo: a fortnight after it should have been, nobody is told that reports still come in.
func TestAWeekThatWasNeverClosedSaysSo(t *testing.T) {
	w := trend.WeekOf(noon)
	book := trend.NewBook([]trend.Rollup{{Week: w, AsOf: w.End()}})
	for days, want := range map[int]string{8: "still come in", 22: "and not since"} {
		now := w.End().AddDate(0, 0, days-1)
		f := Frame{Lang: catalogue.En}
		for _, note := range []string{Trending{Frame: f, Book: book, Now: now}.WeekNote(), Brief{Trending: Trending{Frame: f, Book: book, Now: now}}.WeekNote()} {
			if !strings.Contains(note, want) {
				t.Errorf("after %d days: %s", days, note)
			}
		}
	}
}
