package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// newsOf is that of the country, of a book in which the newest week but one was never counted after its end.
func newsOf(l catalogue.Lang, bursts ...trend.Burst) News {
	w := trend.WeekOf(noon).Add(-1)
	book := trend.NewBook([]trend.Rollup{{Week: w, AsOf: w.End()}, {Week: w.Add(-1), AsOf: w.Start().AddDate(0, 0, -3)}, {Week: w.Add(-2), AsOf: w.Start(), Closed: true}})
	return News{Frame: Frame{Lang: l, Origin: "https://example.org"}, Base: "https://example.org", Scope: trend.Country(), Bursts: bursts, Book: book, Now: noon}
}

// TestAlertsOfFeeds says what is usual as pages do: of a week that is not shown nobody knows how many there were.
func TestAlertsOfFeeds(t *testing.T) {
	for _, test := range []struct {
		lang  catalogue.Lang
		usual float64
		want  string
		day   string
	}{
		{catalogue.En, trend.Fewer, "fewer than about 15", "9 March 2026"},
		{catalogue.ZhCN, trend.Fewer, "约 15 人以下", "2026年3月9日"},
		{catalogue.En, 20.4, "about 20", "9 March 2026"},
	} {
		feed := newsOf(test.lang, trend.Burst{ID: "b", Scope: trend.Country(), Category: "loan", FoundAt: noon, LastAt: noon, Reporters: 60, Usual: test.usual}).Feed("json")
		if text := feed.Entries[0].Text; !strings.Contains(text, test.want) || !strings.Contains(text, test.day) || strings.Contains(text, " 7") {
			t.Errorf("%s, usually %g: %s", test.lang, test.usual, text)
		}
	}
}

// TestAlertsThatGrowAreNewsAgain: readers show an entry anew by when it was updated.
func TestAlertsThatGrowAreNewsAgain(t *testing.T) {
	b := trend.Burst{ID: "b", Scope: trend.Country(), Category: "loan", FoundAt: noon, LastAt: noon.Add(18 * time.Hour), Reporters: 15}
	found := newsOf(catalogue.En, b).Feed("atom").Entries[0]
	b.Grew, b.Reporters = []trend.Growth{{At: noon.Add(6 * time.Hour), From: 15}, {At: noon.Add(12 * time.Hour), From: 60}}, 240
	grown := newsOf(catalogue.En, b).Feed("atom").Entries[0]
	if !found.Updated.IsZero() || !grown.Updated.Equal(noon.Add(12*time.Hour)) || !grown.Published.Equal(noon) || grown.ID != found.ID || !strings.Contains(grown.Text, "240") {
		t.Errorf("%+v became %+v", found, grown)
	}
}

// TestIDsOfFeeds stay, wherever a service is reached, and are never those of another service.
func TestIDsOfFeeds(t *testing.T) {
	ids := func(change func(*News)) (all []string) {
		n := newsOf(catalogue.En, trend.Burst{ID: "b", Scope: trend.Country(), Category: "loan", FoundAt: noon, LastAt: noon, Reporters: 15})
		n.Service = "one"
		change(&n)
		feed := n.Feed("json")
		all = append(all, feed.ID)
		for _, e := range feed.Entries {
			all = append(all, e.ID)
		}
		return all
	}
	want := ids(func(*News) {})
	for name, change := range map[string]func(*News){
		"without an address": func(n *News) { n.Origin, n.Base = "", "http://127.0.0.1:8080" },
		"at another address": func(n *News) { n.Origin, n.Base = "https://moved.example", "https://moved.example" },
		"an hour later":      func(n *News) { n.Now = n.Now.Add(time.Hour) },
	} {
		if got := ids(change); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for name, change := range map[string]func(*News){
		"of another service": func(n *News) { n.Service = "two" },
		"of a demonstration": func(n *News) { n.Demo = true },
		"in Chinese":         func(n *News) { n.Lang = catalogue.ZhCN },
	} {
		for i, id := range ids(change) {
			if slices.Contains(want, id) {
				t.Errorf("%s: %s is the ID of %d too", name, id, i)
			}
		}
	}
	if len(want) != 4 || strings.Contains(strings.Join(want, ""), "one") {
		t.Errorf("%q", want)
	}
}

// TestFeedsOfADemonstrationSaySo by their titles, which are what readers list.
func TestFeedsOfADemonstrationSaySo(t *testing.T) {
	for l, want := range map[catalogue.Lang]string{catalogue.En: "Demonstration: Scams reported: nationwide", catalogue.ZhCN: "演示：诈骗举报动态：全国"} {
		n := newsOf(l)
		n.Demo = true
		feed, links := n.Feed("rss"), FeedsOf(n.Frame, n.Scope)
		if feed.Title != want || !strings.HasPrefix(links[0].Title, want) || strings.Count(feed.Entries[0].Title, "emonstration")+strings.Count(feed.Entries[0].Title, "演示") != 1 {
			t.Errorf("%s: %q, %q, %q", l, feed.Title, links[0].Title, feed.Entries[0].Title)
		}
		if title := newsOf(l).Feed("rss").Title; strings.HasPrefix(title, "Demo") || strings.HasPrefix(title, "演示") {
			t.Errorf("%s: %q is none", l, title)
		}
	}
}

// TestBriefsOfFeedsAccuseNobody: categories are what most people reported, and no people are.
func TestBriefsOfFeedsAccuseNobody(t *testing.T) {
	w := trend.WeekOf(noon).Add(-1)
	n := newsOf(catalogue.En)
	n.Book = trend.NewBook([]trend.Rollup{{Week: w, AsOf: w.End(), Cells: []trend.Cell{{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: 40}}}})
	if text := n.Feed("atom").Entries[0].Text; !strings.HasPrefix(text, "Reported by most people:\nFake loan") {
		t.Errorf("%q", text)
	}
}

// TestBriefsOfFeeds tells of no week that has no brief.
func TestBriefsOfFeeds(t *testing.T) {
	n := newsOf(catalogue.En)
	feed := n.Feed("json")
	if len(feed.Entries) != 2 {
		t.Fatalf("%+v", feed.Entries)
	}
	for _, e := range feed.Entries {
		path, _, _ := strings.Cut(strings.TrimPrefix(e.Link, n.Base+"/trends/brief/"), "?")
		w, err := trend.ParseWeek(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, found, err := NewBrief(Trending{Frame: n.Frame, Book: n.Book, Base: n.Base}, n.Scope, nil, w, nil); err != nil || !found {
			t.Errorf("%s has no brief: %v", e.Link, err)
		}
	}
}

// TestFeedPathHoldsTheScope has a name with what separates parameters.
func TestFeedPathHoldsTheScope(t *testing.T) {
	want := trend.Campus("A&B + C=D")
	u, err := url.Parse(FeedPath(catalogue.En, "atom", want))
	if err != nil {
		t.Fatal(err)
	}
	if scope, err := trend.ParseScope(u.Query().Get("scope")); err != nil || scope != want || len(u.Query()) != 2 {
		t.Errorf("%s is of %s: %v", u, scope, err)
	}
}
