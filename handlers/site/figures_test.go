package site_test

import (
	"encoding/json"
	"encoding/xml"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/site"
	"ringfence/internal/trend"
	"ringfence/web"
	"ringfence/web/htmlcheck"
)

// told is what was counted, made up.
type told struct {
	book   *trend.Book
	bursts []trend.Burst
	asOf   time.Time
}

func (t told) Book() *trend.Book               { return t.book }
func (t told) Bursts() []trend.Burst           { return t.bursts }
func (told) BurstsIn(trend.Week) []trend.Burst { return nil }
func (told) Examples() ([]trend.Example, bool) { return nil, true }
func (t told) AsOf() time.Time                 { return t.asOf }

// newTold is three weeks of 2026: one that is closed, one that is over, and the one that goes on at now.
func newTold(now time.Time) told {
	open := trend.WeekOf(now)
	cells := func(n int) []trend.Cell {
		return []trend.Cell{
			{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: n}, {Place: trend.Place{Table: trend.ByCampus, Row: "浙江大学", Column: "loan"}, Reporters: n},
			{Place: trend.Place{Table: trend.ByCampus, Row: "浙江大学", Column: "prize"}, Reporters: 15}, {Place: trend.Place{Table: trend.ByKnew, Row: "exam", Column: "exam_site"}, Reporters: n},
		}
	}
	at := now.Truncate(24 * time.Hour)
	return told{asOf: now, book: trend.NewBook([]trend.Rollup{
		{Week: open.Add(-2), AsOf: open.Add(-2).ClosesAt(), Closed: true, Cells: cells(40)}, {Week: open.Add(-1), AsOf: at, Cells: cells(60)}, {Week: open, AsOf: at},
	}), bursts: []trend.Burst{
		{ID: "b1", Scope: trend.Country(), Category: "loan", FoundAt: at.Add(-time.Hour), LastAt: at, Reporters: 60, Usual: 20},
		{ID: "b2", Scope: trend.Province("CN-ZJ"), Category: "prize", FoundAt: at.Add(-2 * time.Hour), LastAt: at, Reporters: 15, Usual: 7},
		{ID: "b3", Scope: trend.Campus("浙江大学"), Category: "prize", FoundAt: at.Add(-3 * time.Hour), LastAt: at, Reporters: 15, Usual: 7},
	}}
}

// TestTrendsElsewhere asks one service for what other sites and feed readers take.
func TestTrendsElsewhere(t *testing.T) {
	s := newService(t)
	demo := false
	s.serve(site.Config{Trends: newTold(s.now), Name: "a-name", Origin: "https://ringfence.example", Demo: func() bool { return demo }})
	for _, test := range []struct {
		name string
		run  func(*testing.T, *service)
	}{
		{"images", drawsImages}, {"frames", standsInFrames}, {"what cannot be drawn", refusesFigures}, {"feeds", writesFeeds}, {"feeds of a campus", writesFeedsOfCampuses},
		{"where feeds lead", leadsToPages},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, s) })
	}
	demo = true
	for _, path := range []string{"/trends/figures/category.svg?row=loan", "/trends/embed/category?row=loan", "/trends/feed.atom", "/trends/feed.rss", "/trends/feed.json"} {
		if got := s.send(path, nil); got.status != http.StatusOK || !strings.Contains(got.body, "emonstration") {
			t.Errorf("%s says nothing of a demonstration: %d %s", path, got.status, got.body)
		}
	}
}

// kept checks what caches are told, and that what one has is not sent again.
func kept(t *testing.T, s *service, path, media string) answer {
	t.Helper()
	got := s.send(path, nil)
	h := got.header
	if got.status != http.StatusOK || h.Get("Content-Type") != media || h.Get("Cache-Control") != "public, max-age=300" || h.Get("ETag") == "" ||
		!strings.Contains(strings.Join(h.Values("Vary"), ","), "Accept-Language") || h.Get("Ringfence-As-Of") != "2026-03-09T12:00:00Z" {
		t.Fatalf("%s: %d %v %s", path, got.status, h, got.body)
	}
	if again := s.send(path, nil); again.header.Get("ETag") != h.Get("ETag") || again.body != got.body {
		t.Errorf("%s is another without anything new", path)
	}
	return got
}

var zju = url.QueryEscape("浙江大学")

func drawsImages(t *testing.T, s *service) {
	for path, want := range map[string]string{
		"/trends/figures/category.svg?row=loan": "Fake loan", "/trends/figures/category.svg?row=loan&lang=zh-CN": "虚假贷款", "/trends/figures/campus.svg?column=loan&row=" + zju: "浙江大学",
		"/trends/figures/knew.svg?row=exam&column=exam_site&weeks=3": "exam site", "/trends/figures/province.svg?row=33&column=prize": "Zhejiang",
	} {
		got := kept(t, s, path, "image/svg+xml")
		var image struct {
			XMLName xml.Name
			Title   string `xml:"title"`
		}
		if err := xml.Unmarshal([]byte(got.body), &image); err != nil || image.XMLName.Space != "http://www.w3.org/2000/svg" || !strings.Contains(image.Title, want) {
			t.Errorf("%s: %v %+v", path, err, image)
		}
		if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(got.body, "https://ringfence.example") || !strings.Contains(policy, web.FigureStyle) ||
			!strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") || got.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	named := s.send("/trends/figures/campus.svg?column=loan&row="+zju, nil).header.Get("Content-Disposition")
	if _, params, err := mime.ParseMediaType(named); err != nil || params["filename"] != "ringfence-trends-campus-浙江大学-loan.svg" {
		t.Errorf("saved as %s: %v", named, err)
	}
	// what was never counted takes no room, unless it is asked for
	if got := s.send("/trends/figures/category.svg?row=loan&lang=en", nil); !strings.Contains(got.body, "Bars of 3 weeks.") {
		t.Errorf("%s", got.body)
	}
	if got := s.send("/trends/figures/category.svg?row=loan&lang=en&weeks=5", nil); !strings.Contains(got.body, "Bars of 5 weeks.") || !strings.Contains(got.body, "2 weeks were not counted") {
		t.Errorf("%s", got.body)
	}
}

func standsInFrames(t *testing.T, s *service) {
	got := kept(t, s, "/trends/embed/campus?weeks=3&lang=zh-CN&column=loan&row="+zju, "text/html; charset=UTF-8")
	page := htmlcheck.Parse(t, got.body)
	policy := got.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors *") || strings.Contains(policy, "script") || strings.Contains(got.body, "<script") || strings.Contains(got.body, "<nav") {
		t.Errorf("%s\n%s", policy, got.body)
	}
	if link := page.Attr("main p.muted a", "href"); link != "/trends/campuses/"+url.PathEscape("浙江大学")+"?lang=zh-CN" {
		t.Errorf("the source is %s", link)
	}
	if rows := page.Text("table tbody"); !strings.Contains(rows, "60") || !strings.Contains(rows, "40") || !strings.Contains(rows, "15") {
		t.Errorf("rows %q", rows)
	}
	if other := s.send("/about", nil).header.Get("Content-Security-Policy"); !strings.Contains(other, "frame-ancestors 'none'") {
		t.Errorf("other pages can be framed too: %s", other)
	}
}

func refusesFigures(t *testing.T, s *service) {
	for path, status := range map[string]int{
		"figures/category.png?row=loan": 404, "figures/nothing.svg?row=loan": 404, "figures/category.svg": 400, "figures/category.svg?row=murder": 400, "figures/category.svg?row=loan&column=loan": 400,
		"figures/category.svg?row=loan&weeks=0": 400, "figures/category.svg?row=loan&weeks=54": 400, "figures/category.svg?row=loan&weeks=x": 400, "figures/category.svg?row=loan&row=prize": 400,
		"figures/category.svg?row=loan&colour=red": 400, "figures/campus.svg?row=x&column=loan": 400, "figures/campus.svg?row=" + zju: 400, "figures/knew.svg?row=exam": 400, "feed.atom?scope=world": 400, "feed.atom?scope=campuses/x": 400, "feed.rss?category=loan": 400,
	} {
		got := s.send("/trends/"+path, nil)
		if media := got.header.Get("Content-Type"); got.status != status || media != "application/problem+json" || strings.Contains(got.body, "⟦") {
			t.Errorf("%s: %d %s %s", path, got.status, media, got.body)
		}
	}
	if got := s.send("/trends/figures/province.svg?row=CN-QH", nil); !strings.Contains(got.body, "unknown_column") || !strings.Contains(got.body, "impersonation_authority") {
		t.Errorf("a row as a whole: %s", got.body)
	}
	s.page(http.StatusBadRequest, "/trends/embed/category?row=murder", nil)
	s.page(http.StatusNotFound, "/trends/embed/nothing?row=loan", nil)
	if policy := s.send("/trends/embed/category?row=murder", nil).header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors *") {
		t.Errorf("the frame that asks cannot show what is wrong: %s", policy)
	}
}

// feed is a feed as a reader of JSON takes it.
type feed struct {
	Title, Language string
	Home            string `json:"home_page_url"`
	Self            string `json:"feed_url"`
	Items           []struct {
		ID, URL, Title string
		Text           string    `json:"content_text"`
		Published      time.Time `json:"date_published"`
		Modified       time.Time `json:"date_modified"`
	}
}

func read(t *testing.T, s *service, path string) (f feed) {
	t.Helper()
	if err := json.Unmarshal([]byte(kept(t, s, path, "application/feed+json; charset=utf-8").body), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func writesFeeds(t *testing.T, s *service) {
	kept(t, s, "/trends/feed.atom", "application/atom+xml; charset=utf-8")
	kept(t, s, "/trends/feed.rss?lang=zh-CN", "application/rss+xml; charset=utf-8")
	f := read(t, s, "/trends/feed.json")
	if f.Language != "en" || f.Home != "https://ringfence.example/trends?lang=en" || f.Self != "https://ringfence.example/trends/feed.json?lang=en" || len(f.Items) != 3 {
		t.Fatalf("%+v", f)
	}
	burst, brief, final := f.Items[1], f.Items[0], f.Items[2]
	if !strings.Contains(burst.Text, "60") { // the brief is of the week that ended last night, and came after
		t.Errorf("%+v", burst)
	}
	if burst.URL != "https://ringfence.example/trends/categories/loan?lang=en" || brief.URL != "https://ringfence.example/trends/brief/2026-W10?lang=en" ||
		!strings.Contains(brief.Text, "Fake loan: at least 60 so far") || !strings.Contains(final.Text, "Fake loan: 40") || !final.Modified.After(final.Published) {
		t.Errorf("%+v", f.Items)
	}
	s.now = s.now.Add(3 * time.Hour)
	chinese := read(t, s, "/trends/feed.json?lang=zh-CN&scope=country")
	for i, item := range read(t, s, "/trends/feed.json").Items {
		if item.ID != f.Items[i].ID || item.ID == chinese.Items[i].ID {
			t.Errorf("%s became %s, and is %s in Chinese", f.Items[i].ID, item.ID, chinese.Items[i].ID)
		}
	}
}

// writesFeedsOfCampuses: who follows a campus is told of its province and the country too, of each once under one ID.
func writesFeedsOfCampuses(t *testing.T, s *service) {
	campus := read(t, s, "/trends/feed.json?lang=zh-CN&scope=campuses/"+url.QueryEscape("浙大"))
	country := read(t, s, "/trends/feed.json?lang=zh-CN")
	var ids []string
	for _, item := range campus.Items {
		ids = append(ids, item.ID)
	}
	if len(ids) != 5 || !strings.Contains(campus.Title, "浙江大学") || !strings.Contains(campus.Items[4].URL, "/trends/brief/campuses/"+url.PathEscape("浙江大学")+"/2026-W09") {
		t.Errorf("%+v", campus)
	}
	if shared := country.Items[1].ID; !strings.Contains(strings.Join(ids, " "), shared) {
		t.Errorf("%s is not in %q", shared, ids)
	}
	if province := read(t, s, "/trends/feed.json?scope=provinces/CN-BJ"); len(province.Items) != 3 || !strings.Contains(province.Items[0].Text, "Fewer than about 15") {
		t.Errorf("%+v", province)
	}
}

// leadsToPages follows every link of the feeds of each scope: a brief is of the week that its entry is about.
func leadsToPages(t *testing.T, s *service) {
	for _, scope := range []string{"country", "provinces/CN-ZJ", "provinces/CN-BJ", "campuses/" + zju} {
		f := read(t, s, "/trends/feed.json?lang=en&scope="+scope)
		s.page(http.StatusOK, here(t, f.Home), nil)
		if again := read(t, s, here(t, f.Self)); again.Title != f.Title {
			t.Errorf("%s is of %s", f.Self, again.Title)
		}
		briefs := 0
		for _, item := range f.Items {
			page := s.page(http.StatusOK, here(t, item.URL), nil)
			if _, week, isBrief := strings.Cut(item.Title, ": "); strings.HasPrefix(item.Title, "Weekly brief") {
				briefs++
				if title := page.Text("h1"); !isBrief || !strings.Contains(title, week) {
					t.Errorf("%s leads to %q of %s", item.Title, title, item.URL)
				}
			}
		}
		if briefs != 2 {
			t.Errorf("%s has %d briefs", scope, briefs)
		}
	}
}

// TestNamesOfFeeds: who follows a service goes on to know its entries when it moves, and takes those of another for others.
func TestNamesOfFeeds(t *testing.T) {
	s := newService(t)
	figures := newTold(s.now)
	ids := func(settings site.Config) (all []string) {
		settings.Trends = figures
		s.serve(settings)
		for _, item := range read(t, s, "/trends/feed.json").Items {
			all = append(all, item.ID)
		}
		return all
	}
	first := ids(site.Config{Name: "a-name"})
	if moved := ids(site.Config{Name: "a-name", Origin: "https://ringfence.example"}); len(first) != 3 || !slices.Equal(moved, first) {
		t.Errorf("%q became %q", first, moved)
	}
	for _, id := range ids(site.Config{Name: "another"}) {
		if slices.Contains(first, id) {
			t.Errorf("%s is that of two services", id)
		}
	}
}

// here is the path of an address of this service.
func here(t *testing.T, address string) string {
	t.Helper()
	path, ours := strings.CutPrefix(address, "https://ringfence.example")
	if !ours {
		t.Fatalf("%s is elsewhere", address)
	}
	return path
}

// TestFeedsOfNothing are of a service that began today: they were changed when the week began that will have the first brief.
func TestFeedsOfNothing(t *testing.T) {
	s := newService(t)
	s.serve(site.Config{Trends: told{asOf: s.now}, Origin: "https://ringfence.example"})
	if got := s.send("/trends/feed.atom", nil); !strings.Contains(got.body, "<updated>2026-03-09T00:00:00Z</updated>") || strings.Contains(got.body, "<entry>") {
		t.Errorf("%s", got.body)
	}
	if got := s.send("/trends/feed.rss", nil); !strings.Contains(got.body, "<lastBuildDate>Mon, 09 Mar 2026 00:00:00 GMT</lastBuildDate>") {
		t.Errorf("%s", got.body)
	}
}

// TestPostersAreKept lets other sites take the image of a poster, and caches ask whether it changed.
func TestPostersAreKept(t *testing.T) {
	got := newService(t).send("/kit/posters/loan.svg", nil)
	if got.status != http.StatusOK || got.header.Get("ETag") == "" || got.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", got.status, got.header)
	}
}
