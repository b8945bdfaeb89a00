package web

import (
	"net/url"
	"strings"
	"testing"

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
		{catalogue.En, trend.Fewer, "fewer than 15", "9 March 2026"},
		{catalogue.ZhCN, trend.Fewer, "不足 15 人", "2026年3月9日"},
		{catalogue.En, 20.4, "about 20", "9 March 2026"},
	} {
		feed := newsOf(test.lang, trend.Burst{ID: "b", Scope: trend.Country(), Category: "loan", FoundAt: noon, LastAt: noon, Reporters: 60, Usual: test.usual}).Feed("json")
		if text := feed.Entries[0].Text; !strings.Contains(text, test.want) || !strings.Contains(text, test.day) || strings.Contains(text, " 7") {
			t.Errorf("%s, usually %g: %s", test.lang, test.usual, text)
		}
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
