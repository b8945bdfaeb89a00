package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ringfence/internal/syndication"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// News is what a feed reader is told of a scope: where a category broke out, and that the brief of a week can be read.
type News struct {
	Frame
	Service string // a name that no other service has, and that stays: IDs are made of it
	Base    string // scheme and host that links lead to
	Scope   trend.Scope
	Region  string        // in which a campus lies; "" where it is not known
	Bursts  []trend.Burst // of every scope
	Book    *trend.Book
	Now     time.Time
}

// NewsPath begins the addresses of feeds; the name of a format follows.
const NewsPath = "/trends/feed."

// briefsTold is of how many weeks the briefs are in a feed.
const briefsTold = 12

// Feed returns the feed, as it stands in a format.
func (n News) Feed(format string) *syndication.Feed {
	feed := &syndication.Feed{
		ID: n.id("feed/" + n.Scope.String()), Title: n.title(), Subtitle: n.T("news.subtitle"), Author: n.T("site.name"),
		Lang: string(n.Lang), Home: n.address(ScopePath(n.Scope)), Self: n.Base + FeedPath(n.Lang, format, n.Scope),
		Began: trend.WeekOf(n.Now).Start(), // until when there was no brief to tell of
	}
	if n.Demo {
		feed.Subtitle = n.T("site.demonstration")
	}
	for _, b := range n.Bursts {
		if slices.Contains(n.Scope.Around(n.Region), b.Scope) {
			feed.Entries = append(feed.Entries, n.alert(b))
		}
	}
	newest := n.Book.Newest()
	for i := range briefsTold {
		if r, ok := n.Book.Rollup(newest.Add(-i)); ok && !r.AsOf.Before(r.Week.End()) { // as old as that a brief is written
			feed.Entries = append(feed.Entries, n.brief(r))
		}
	}
	slices.SortStableFunc(feed.Entries, func(a, b syndication.Entry) int { return b.Published.Compare(a.Published) })
	return feed
}

// FeedPath is where a feed in a language is.
func FeedPath(l catalogue.Lang, format string, s trend.Scope) string {
	path := NewsPath + format
	if s != trend.Country() {
		path += "?" + url.Values{"scope": {s.String()}}.Encode()
	}
	return withLang(path, l)
}

// FeedLink leads feed readers from a page to a feed.
type FeedLink struct{ Title, Media, Path string }

// FeedsOf are the feeds of a scope in the language of a page, for its Feeds.
func FeedsOf(f Frame, s trend.Scope) (all []FeedLink) {
	for _, format := range syndication.Formats() {
		title := f.T("news.feed", "title", News{Frame: f, Scope: s}.title(), "format", format.Label)
		all = append(all, FeedLink{title, format.Media, FeedPath(f.Lang, format.Name, s)})
	}
	return all
}

func (n News) title() string { return n.labelled(n.T("news.title", "scope", n.scope(n.Scope))) }

// labelled says of the title of a demonstration that it is one: readers show titles alone.
func (n News) labelled(title string) string {
	if n.Demo {
		return n.T("news.demonstration", "title", title)
	}
	return title
}

// newsSpace is that of the names of which IDs are made, drawn once.
var newsSpace = uuid.MustParse("1c74569b-ed4f-4e59-9323-b9ee39e05163")

// id returns an IRI of something that this service says in one language. It stays the same wherever the service is reached, and is another
// one where it is a demonstration, whatever keys that has.
func (n News) id(what string) string {
	service := n.Service
	if n.Demo {
		service += " demonstration"
	}
	return "urn:uuid:" + uuid.NewSHA1(newsSpace, []byte(strings.Join([]string{service, string(n.Lang), what}, "\n"))).String()
}

// address is that of a page in the language of the feed.
func (n News) address(path string) string { return n.Base + withLang(path, n.Lang) }

// scope says where.
func (n News) scope(s trend.Scope) string {
	if s == trend.Country() {
		return n.T("news.country")
	}
	return ScopeName(n.Frame, s)
}

// entry begins an entry. Of a demonstration each says so.
func (n News) entry(id, title, text, link string) syndication.Entry {
	if n.Demo {
		text = n.T("site.demonstration") + "\n\n" + text
	}
	return syndication.Entry{ID: n.id(id), Title: n.labelled(title), Text: text, Link: n.address(link)}
}

// alert tells of a burst in the words of pages. It is news when it is found, and again when it grows.
func (n News) alert(b trend.Burst) syndication.Entry {
	said := Trending{Frame: n.Frame}.alert(b, "trends.alert.tag")
	text := n.T("news.alert.text", "text", said.Text, "day", day(n.Lang, b.FoundAt))
	link := ScopePath(b.Scope)
	if b.Scope == trend.Country() {
		link = PlacePath(b.Scope.Place(b.Category))
	}
	e := n.entry("burst/"+b.ID, n.T("news.alert.title", "category", said.Name, "scope", n.scope(b.Scope)), text, link)
	e.Published, e.Updated, e.Tags = b.FoundAt, b.GrewAt(), []string{b.Category}
	return e
}

// mostNamed is of how many categories a brief in a feed tells.
const mostNamed = 5

// brief tells that a week is over, and what was reported most. It is told anew when the week closes.
func (n News) brief(r trend.Rollup) syndication.Entry {
	week := weekSpan(n.Lang, r.Week)
	e := n.entry("brief/"+r.Week.String()+"/"+n.Scope.String(), n.T("news.brief.title", "scope", n.scope(n.Scope), "week", week), n.summary(r), BriefPath(n.Scope, r.Week))
	e.Published = r.Week.End()
	if r.Closed {
		e.Updated = cmp.Or(r.AsOf, r.Week.ClosesAt())
	}
	return e
}

// summary says what was reported most in a week.
func (n News) summary(r trend.Rollup) string {
	shares := n.Book.Shares(n.Scope, r.Week, 1)
	if len(shares) == 0 {
		return n.T("news.brief.none", "least", trend.Least)
	}
	lines := make([]string, 0, mostNamed+1)
	for _, s := range shares[:min(len(shares), mostNamed)] {
		lines = append(lines, n.T("news.brief.line", "category", n.Name(catalogue.Categories, s.Category),
			"count", CountText(n.Frame, n.Book.At(n.Scope.Place(s.Category), r.Week))))
	}
	text := n.T("news.brief.most") + "\n" + strings.Join(lines, "\n")
	return text + "\n\n" + n.T("news.brief.rest", "least", trend.Least)
}
