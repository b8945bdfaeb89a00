package handlers_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/trend"
)

// weekly is what was counted, made up.
type weekly struct {
	book     *trend.Book
	bursts   []trend.Burst
	examples []trend.Example
	asOf     time.Time
}

func (w *weekly) Book() *trend.Book                 { return w.book }
func (w *weekly) Bursts() []trend.Burst             { return w.bursts }
func (w *weekly) BurstsIn(trend.Week) []trend.Burst { return nil }
func (w *weekly) Examples() ([]trend.Example, bool) { return w.examples, true }
func (w *weekly) AsOf() time.Time                   { return w.asOf }

// universities is the directory, which takes a while to read.
var universities = sync.OnceValue(func() *campus.Directory {
	d, err := campus.New()
	if err != nil {
		panic(err)
	}
	return d
})

func cell(table trend.Table, row, column string, reporters int) trend.Cell {
	return trend.Cell{Place: trend.Place{Table: table, Row: row, Column: column}, Reporters: reporters}
}

// newWeekly is nine weeks in which little happens, and then a week in which much does. Of one nobody knows; the last one is open.
func newWeekly(now time.Time) *weekly {
	open := trend.WeekOf(now)
	w := &weekly{asOf: now}
	var rollups []trend.Rollup
	for i := -10; i <= 0; i++ {
		week := open.Add(i)
		r := trend.Rollup{Week: week, AsOf: week.ClosesAt(), Closed: true, Cells: []trend.Cell{cell(trend.ByCategory, "loan", "", 20)}}
		switch i {
		case -9:
			continue
		case -1:
			r.AsOf, r.Closed = now.Truncate(24*time.Hour), false
			r.Cells = []trend.Cell{
				cell(trend.ByCategory, "loan", "", 90), cell(trend.ByProvince, "CN-ZJ", "loan", 60), cell(trend.ByProvince, "CN-ZJ", "prize", 15),
				cell(trend.ByCampus, "浙江大学", "loan", 35), cell(trend.ByCampus, "=HYPERLINK(1)", "loan", 20), cell(trend.ByKnew, "exam", "exam_site", 25),
			}
			r.Ranges = []trend.Range{{Block: "+120255501", Category: "loan", Numbers: 9}, {Block: "+120255502", Numbers: 4}}
		case 0:
			r.AsOf, r.Closed = now.Truncate(24*time.Hour), false
			r.Cells = []trend.Cell{cell(trend.ByCategory, "loan", "", 15), cell(trend.ByKnew, "exam", "exam_site", 20)}
		}
		rollups = append(rollups, r)
	}
	w.book = trend.NewBook(rollups)
	w.bursts = []trend.Burst{
		{ID: "b2", Scope: trend.Campus("浙江大学"), Category: "loan", FoundAt: now.Add(-time.Hour), LastAt: now, Reporters: 30, Usual: 7},
		{ID: "b1", Scope: trend.Country(), Category: "loan", FoundAt: now.Add(-48 * time.Hour), LastAt: now, Reporters: 60, Grew: []trend.Growth{{At: now.Add(-6 * time.Hour), From: 15}}, Usual: 20.125},
	}
	w.examples = []trend.Example{
		{ID: "e1", Category: "loan", Kind: "text", Lang: "zh-CN", Text: "您的贷款〔编号〕已获批。", ApprovedAt: now.Truncate(24 * time.Hour), By: "desk"},
		{ID: "e2", Category: "prize", Kind: "call", Lang: "en", Text: "You have won.", ApprovedAt: now.Truncate(24 * time.Hour), By: "desk"},
	}
	return w
}

// TestTrends asks one service, which takes a while to begin, whose open week is 2026-W47.
func TestTrends(t *testing.T) {
	e := newEdge(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *edge)
	}{
		{"nothing is counted yet", beginsWithNothing},
		{"tables", tellsTables},
		{"sheets", tellsSheets},
		{"what rises, and bursts", tellsWhatRises},
		{"what there is", tellsWhatThereIs},
		{"what cannot be answered", refusesTrends},
		{"caches, and a store that is away", keepsTrends},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, e) })
	}
}

type table struct {
	Table         string
	Demonstration bool
	Weeks         []struct{ Week, State string }
	Series        []struct {
		Row, Column string
		Figures     []struct {
			Week, Status string
			Reporters    int
		}
	}
}

// sum writes a series on one line.
func (t table) sum() (lines []string) {
	for _, s := range t.Series {
		line := s.Row + "/" + s.Column
		for _, f := range s.Figures {
			number, _ := json.Marshal(f.Reporters)
			line += " " + f.Status[:2] + strings.TrimPrefix(string(number), "0")
		}
		lines = append(lines, line)
	}
	return lines
}

// tellsTables has figures that are shown, suppressed and missing told apart, and none is ever 0.
func tellsTables(t *testing.T, e *edge) {
	*e.trends = *newWeekly(start)
	zju := url.QueryEscape("浙江大学")
	for path, want := range map[string][]string{
		"category?row=loan&from=2026-W38&to=2026-W47":  {"loan/ mi sh20 sh20 sh20 sh20 sh20 sh20 sh20 at90 sh15"},
		"category?row=loan&from=2026-W46":              {"loan/ at90 sh15"},
		"province?from=2026-W46":                       {"CN-ZJ/loan at60 su", "CN-ZJ/prize sh15 su"},
		"province?from=2026-W46&column=prize":          {"CN-ZJ/prize sh15 su"},
		"province?from=2026-W46&row=33&column=loan":    {"CN-ZJ/loan at60 su"},
		"province?from=2026-W46&row=CN-BJ":             nil,
		"province?from=2026-W46&row=CN-BJ&column=loan": {"CN-BJ/loan su su"},
		"province?to=2026-W45":                         nil,
		"campus?from=2026-W46&row=" + zju:              {"浙江大学/loan sh35 su"},
		"campus?from=2026-W46&to=2026-W46":             {"浙江大学/loan sh35", "=HYPERLINK(1)/loan sh20"},
		"knew?from=2026-W46":                           {"exam/exam_site sh25 sh20"},
		"knew?from=2026-W46&row=exam&column=unknown":   {"exam/unknown su su"},
		"category?row=prize&from=2020-W53&to=2020-W53": {"prize/ mi"},
		"duty?row=lend_sim&from=2026-W47":              {"lend_sim/ su"},
	} {
		var got table
		if reply := e.ask(get("/v1/trends/"+path), http.StatusOK, &got); !slices.Equal(got.sum(), want) || strings.Contains(reply.body, `"reporters":0`) {
			t.Errorf("%s: %q, want %q", path, got.sum(), want)
		}
	}
	var usual, all table
	e.ask(get("/v1/trends/category"), http.StatusOK, &all)
	e.ask(get("/v1/trends/channel"), http.StatusOK, &usual)
	if len(all.Series) != 20 || len(all.Weeks) != 12 || len(usual.Weeks) != 12 || len(usual.Series) != 0 || usual.Weeks[11].Week != "2026-W47" || usual.Weeks[11].State != "open" ||
		usual.Weeks[9].State != "closed" || usual.Weeks[2].State != "missing" {
		t.Errorf("%+v", usual)
	}
}

// beginsWithNothing asks a service that began today.
func beginsWithNothing(t *testing.T, e *edge) {
	*e.trends = weekly{asOf: start}
	for _, path := range []string{"", "/category", "/campus", "/category.csv", "/rising", "/bursts", "/examples", "/ranges", "/ranges.csv"} {
		if got := e.do(get("/v1/trends" + path)); got.status != http.StatusOK || got.header.Get("Ringfence-Stale") != "" || strings.Contains(got.body, "null") {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	var got table
	if e.ask(get("/v1/trends/category?row=loan&from=2026-W46"), http.StatusOK, &got); !slices.Equal(got.sum(), []string{"loan/ mi mi"}) {
		t.Errorf("%q", got.sum())
	}
}

// sheet reads a CSV as a spreadsheet does.
func sheet(t *testing.T, got reply) [][]string {
	t.Helper()
	body, marked := strings.CutPrefix(got.body, "\uFEFF")
	if !marked || got.header.Get("Content-Type") != "text/csv; charset=utf-8" || got.status != http.StatusOK {
		t.Fatalf("%d %v %.200q", got.status, got.header, got.body)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// tellsSheets takes the same for spreadsheets: with units, in the reader's language, and never a formula.
func tellsSheets(t *testing.T, e *edge) {
	*e.trends = *newWeekly(start)
	got := e.do(with(get("/v1/trends/campus.csv?from=2026-W46"), "Accept-Language", "zh-CN"))
	want := [][]string{
		{"week_iso8601", "week_begins_utc", "campus", "category", "category_name", "reporters_people", "status", "week_state", "counted_until_utc"},
		{"2026-W46", "2026-11-09", "浙江大学", "loan", "虚假贷款", "35", "shown", "open", "2026-11-20T00:00:00Z"},
		{"2026-W47", "2026-11-16", "浙江大学", "loan", "虚假贷款", "", "suppressed", "open", "2026-11-20T00:00:00Z"},
		{"2026-W46", "2026-11-09", "'=HYPERLINK(1)", "loan", "虚假贷款", "20", "shown", "open", "2026-11-20T00:00:00Z"},
		{"2026-W47", "2026-11-16", "'=HYPERLINK(1)", "loan", "虚假贷款", "", "suppressed", "open", "2026-11-20T00:00:00Z"},
	}
	if rows := sheet(t, got); !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
		t.Errorf("%q", rows)
	}
	if h := got.header; h.Get("Content-Disposition") != `attachment; filename="ringfence-trends-campus-2026-W46-to-2026-W47.csv"` || h.Get("Content-Language") != "zh-CN" ||
		h.Get("Vary") != "Accept-Language" {
		t.Errorf("%v", h)
	}
	missing := sheet(t, e.do(get("/v1/trends/knew.csv?lang=en&row=exam&column=exam_site&from=2026-W38&to=2026-W38")))
	if row := missing[1]; !slices.Equal(row, []string{"2026-W38", "2026-09-14", "exam", "Exam registration", "exam_site", "Exam registration or exam site", "", "missing", "missing", ""}) {
		t.Errorf("%q", missing)
	}
	ranges := sheet(t, e.do(get("/v1/trends/ranges.csv")))
	if len(ranges) != 3 || !slices.Equal(ranges[1], []string{"2026-W46", "2026-11-09", "+120255501", "loan", "Fake loan", "9"}) || ranges[2][3] != "" {
		t.Errorf("%q", ranges)
	}
}

// tellsWhatRises asks for what a school is told of.
func tellsWhatRises(t *testing.T, e *edge) {
	*e.trends = *newWeekly(start)
	var rising struct {
		Scope, Week, State string
		Rising             []struct {
			Category, Status string
			Reporters        int
			Usual            float64
			Below            int `json:"usual_below"`
			Factor           []float64
		}
	}
	e.ask(get("/v1/trends/rising"), http.StatusOK, &rising)
	if rising.Scope != "country" || rising.Week != "2026-W46" || rising.State != "open" || len(rising.Rising) != 1 {
		t.Fatalf("%+v", rising)
	}
	if r := rising.Rising[0]; r.Status != "at_least" || r.Reporters != 90 || r.Usual != 20 || r.Below != 0 || len(r.Factor) != 2 || r.Factor[0] <= 1 || r.Factor[1] <= r.Factor[0] {
		t.Errorf("nearly as many as can count: %+v", r)
	}
	e.ask(get("/v1/trends/rising?scope=campuses/"+url.QueryEscape("浙大")), http.StatusOK, &rising)
	if len(rising.Rising) != 1 || rising.Rising[0].Status != "shown" || rising.Rising[0].Reporters != 35 || rising.Rising[0].Below != 15 {
		t.Errorf("far fewer than can count: %+v", rising)
	}
	if e.ask(get("/v1/trends/rising?scope=provinces/cn-bj"), http.StatusOK, &rising); rising.Scope != "provinces/CN-BJ" || len(rising.Rising) != 0 {
		t.Errorf("%+v", rising)
	}
	for query, want := range map[string][]string{"": {"b2", "b1"}, "?scope=country": {"b1"}, "?scope=campuses/" + url.QueryEscape("浙大"): {"b2"}, "?scope=provinces/CN-ZJ": nil} {
		var got struct {
			Bursts []struct {
				ID, Scope string
				Usual     float64
				Below     int       `json:"usual_below"`
				Grew      time.Time `json:"grew_at"`
			}
		}
		e.ask(get("/v1/trends/bursts"+query), http.StatusOK, &got)
		var ids []string
		for _, b := range got.Bursts {
			if hidden := b.ID == "b2"; hidden != (b.Below == trend.Least) || hidden != (b.Usual == 0) { // what stands for weeks that are not shown is told to nobody
				t.Errorf("%+v", b)
			}
			if grew := start.Add(-6 * time.Hour); b.ID == "b1" && !b.Grew.Equal(grew) || b.ID == "b2" && !b.Grew.IsZero() {
				t.Errorf("%s grew at %s", b.ID, b.Grew)
			}
			ids = append(ids, b.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%s: %q, want %q", query, ids, want)
		}
	}
	for query, want := range map[string]int{"": 2, "?category=loan": 1, "?category=survey": 0} {
		var got struct{ Examples []struct{ ID string } }
		if e.ask(get("/v1/trends/examples"+query), http.StatusOK, &got); len(got.Examples) != want {
			t.Errorf("%s: %+v", query, got)
		}
	}
}

// refusesTrends asks for what cannot be answered, in both languages.
func refusesTrends(t *testing.T, e *edge) {
	*e.trends = *newWeekly(start)
	for path, code := range map[string]string{
		"nothing": "no_table", "CATEGORY": "no_table", "category.json": "no_table", ".csv": "no_table", "category.csv.csv": "no_table", "ranges%2Fx": "no_table",
		"category?row=murder": "unknown_row", "category?row=Loan": "unknown_row", "province?row=CN-XX": "unknown_row", "campus?row=x": "unknown_row",
		"campus?row=" + url.QueryEscape(strings.Repeat("校", 500)): "unknown_row", "knew?row=%00": "unknown_row",
		"category?column=loan": "unknown_column", "knew?column=loan": "unknown_column", "province?column=murder": "unknown_column",
		"category?from=2026-W54": "bad_week", "category?from=2026-47": "bad_week", "category?to=last": "bad_week", "category?to=2026-W00": "bad_week", "ranges?from=2026-w47": "bad_week",
		"category?to=2026-W48": "future_week", "category?from=9999-W01": "future_week", "ranges.csv?to=2027-W01": "future_week",
		"category?from=2026-W47&to=2026-W46": "weeks_order",
		"category?from=2025-W46&to=2026-W47": "too_many_weeks", "category?from=0001-W01": "too_many_weeks",
		"category?week=2026-W47": "unknown_parameter", "rising?from=2026-W47": "unknown_parameter", "examples?scope=country": "unknown_parameter", "ranges?lang=en": "unknown_parameter",
		"category?row=loan&row=prize": "repeated_parameter", "bursts?scope=country&scope=country": "repeated_parameter",
		"rising?scope=world": "bad_scope", "rising?scope=provinces/CN-XX": "bad_scope", "bursts?scope=campuses/": "bad_scope", "rising?scope=campuses/x": "bad_scope",
		"examples?category=murder": "unknown_category", "examples?category=": "unknown_category", "category?row=%zz": "bad_query",
	} {
		status := http.StatusBadRequest
		if code == "no_table" {
			status = http.StatusNotFound
		}
		for _, language := range []string{"en", "zh-CN"} {
			got := e.do(with(get("/v1/trends/"+path), "Accept-Language", language))
			if p := problemOf(t, got, status, code); t.Failed() || got.header.Get("Content-Language") != language || strings.Contains(p.Detail, "校校") {
				t.Fatalf("%s in %s: %+v", path, language, p)
			}
		}
	}
	if got := e.do(get("/v1/trends?x")); got.status != http.StatusBadRequest {
		t.Errorf("%d", got.status)
	}
	if p := problemOf(t, e.do(get("/v1/trends/category?row=murder")), http.StatusBadRequest, "unknown_row"); !strings.Contains(p.Detail, "impersonation_authority") {
		t.Errorf("the rows are not named: %s", p.Detail)
	}
}

// keepsTrends checks what caches and scripts of other sites are told, and whoever reads while the store is away.
func keepsTrends(t *testing.T, e *edge) {
	*e.trends = *newWeekly(start)
	paths := []string{"", "/category", "/province.csv", "/rising", "/bursts", "/examples", "/ranges", "/ranges.csv"}
	tags := make(map[string]string)
	for _, path := range paths {
		first := e.do(get("/v1/trends" + path))
		h := first.header
		keep := "public, max-age=300"
		if path == "/examples" { // whoever withdrew a report shall not wait for caches
			keep = "no-cache"
		}
		if h.Get("Cache-Control") != keep || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Ringfence-As-Of") != "2026-11-20T08:30:00Z" || h.Get("Ringfence-Stale") != "" ||
			h.Get("ETag") == "" {
			t.Errorf("%s: %v", path, h)
		}
		tags[path] = h.Get("ETag")
		if again := e.do(with(get("/v1/trends"+path), "If-None-Match", tags[path])); again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != tags[path] {
			t.Errorf("%s, again: %d %v", path, again.status, again.header)
		}
	}
	e.demo.Store(true)
	for _, path := range paths {
		got := e.do(get("/v1/trends" + path))
		if got.header.Get("ETag") == tags[path] || got.header.Get("Ringfence-Demonstration") != "true" || !strings.Contains(got.body, "demonstration") {
			t.Errorf("%s of a demonstration: %v %s", path, got.header, got.body)
		}
	}
	e.pass(6 * time.Minute)
	for _, path := range paths {
		if got := e.do(get("/v1/trends" + path)); got.status != http.StatusOK || got.header.Get("Ringfence-Stale") != "true" || got.header.Get("Ringfence-As-Of") != "2026-11-20T08:30:00Z" {
			t.Errorf("%s, which cannot be read: %d %v", path, got.status, got.header)
		}
	}
	for _, test := range []struct {
		after time.Duration // from Friday morning on
		stale string
	}{{24 * time.Hour, ""}, {41*time.Hour + 20*time.Minute, ""}, {40 * time.Minute, "true"}} { // Monday at 01:56, and at 02:36: then both weeks had to be counted
		e.pass(test.after)
		e.trends.asOf = e.clock()
		if got := e.do(get("/v1/trends/category")); got.header.Get("Ringfence-Stale") != test.stale {
			t.Errorf("nobody counts on %s: %v", e.clock(), got.header)
		}
	}
}

// tellsWhatThereIs begins where a program does that knows nothing.
func tellsWhatThereIs(t *testing.T, e *edge) {
	*e.trends = *newWeekly(start)
	var got struct {
		Newest string
		Rules  map[string]int
		Tables []struct{ Table, Columns, JSON, CSV string }
		Weeks  []struct{ Week, State string }
	}
	e.ask(get("/v1/trends"), http.StatusOK, &got)
	if got.Newest != "2026-W46" || got.Rules["least"] != trend.Least || got.Rules["margin"] != trend.Margin(1) || len(got.Weeks) != 11 || got.Weeks[1].State != "missing" || len(got.Tables) != len(trend.Tables()) {
		t.Errorf("%+v", got)
	}
	for _, table := range got.Tables {
		if e.do(get(table.JSON)).status != http.StatusOK || e.do(get(table.CSV)).status != http.StatusOK {
			t.Errorf("%+v", table)
		}
	}
}
