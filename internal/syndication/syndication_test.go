package syndication

import (
	"encoding/json"
	"encoding/xml"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"time"
)

var began = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// news has what formats must escape.
func news() *Feed {
	return &Feed{
		ID: "urn:uuid:3d2c1b0a-0000-5000-8000-000000000001", Title: "Trends & alerts <China>", Subtitle: "何处骤增", Author: "Ringfence",
		Lang: "zh-CN", Home: "https://ringfence.example/trends?lang=zh-CN&a=b", Self: "https://ringfence.example/trends/feed.atom?lang=zh-CN&a=b", Began: began,
		Entries: []Entry{
			{
				ID: "urn:uuid:3d2c1b0a-0000-5000-8000-000000000002", Title: "快递 \"理赔\" < 平时", Text: "One\ntwo & <b>three</b>.\n\nFour\x01.",
				Link: "https://ringfence.example/trends/categories/loan?a=b&c=d", Tags: []string{"loan"}, Published: began.Add(time.Hour), Updated: began.Add(2 * time.Hour),
			},
			{
				ID: "urn:uuid:3d2c1b0a-0000-5000-8000-000000000003", Title: "Brief", Text: "Text.", Link: "https://ringfence.example/trends",
				Published: began,
			},
		},
	}
}

func written(t *testing.T, f *Feed, name string) []byte {
	t.Helper()
	for _, format := range Formats() {
		if format.Name == name {
			body, err := format.Write(f)
			if err != nil {
				t.Fatal(err)
			}
			return body
		}
	}
	t.Fatalf("no format %s", name)
	return nil
}

// node is any element.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

func (n node) all(space, local string) (found []node) {
	for _, child := range n.Nodes {
		if child.XMLName == (xml.Name{Space: space, Local: local}) {
			found = append(found, child)
		}
	}
	return found
}

// one returns the text of a child that must be there once.
func (n node) one(t *testing.T, space, local string) string {
	t.Helper()
	found := n.all(space, local)
	if len(found) != 1 {
		t.Fatalf("%s has %d of %s", n.XMLName.Local, len(found), local)
	}
	return found[0].Text
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func parsed(t *testing.T, document []byte) (n node) {
	t.Helper()
	if err := xml.Unmarshal(document, &n); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return n
}

func absolute(t *testing.T, iri string) {
	t.Helper()
	if u, err := url.Parse(iri); err != nil || !u.IsAbs() {
		t.Errorf("%q is no absolute IRI", iri)
	}
}

// links returns the addresses of the links of Atom by what they are.
func links(t *testing.T, n node) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, l := range n.all(atomSpace, "link") {
		absolute(t, l.attr("href"))
		if all[l.attr("rel")] != "" {
			t.Errorf("two links %s", l.attr("rel"))
		}
		all[l.attr("rel")] = l.attr("href")
	}
	return all
}

// TestAtom checks what RFC 4287 says that feeds and entries must have.
func TestAtom(t *testing.T) {
	f := news()
	n := parsed(t, written(t, f, "atom"))
	if n.XMLName != (xml.Name{Space: atomSpace, Local: "feed"}) || n.attr("lang") != "zh-CN" || n.one(t, atomSpace, "id") != f.ID || n.one(t, atomSpace, "title") != f.Title ||
		n.one(t, atomSpace, "updated") != "2026-11-23T02:00:00Z" || n.all(atomSpace, "author")[0].one(t, atomSpace, "name") != "Ringfence" {
		t.Errorf("%+v", n)
	}
	if l := links(t, n); l["self"] != f.Self || l["alternate"] != f.Home {
		t.Errorf("links %v", l)
	}
	entries := n.all(atomSpace, "entry")
	for i, e := range entries {
		if want := f.Entries[i]; e.one(t, atomSpace, "id") != want.ID || e.one(t, atomSpace, "title") != want.Title || links(t, e)["alternate"] != want.Link {
			t.Errorf("%+v", e)
		}
		for _, at := range []string{"published", "updated"} {
			if _, err := time.Parse(time.RFC3339, e.one(t, atomSpace, at)); err != nil {
				t.Error(err)
			}
		}
	}
	if first := entries[0]; len(entries) != 2 || first.one(t, atomSpace, "content") != "One\ntwo & <b>three</b>.\n\nFour\uFFFD." ||
		first.all(atomSpace, "content")[0].attr("type") != "text" || first.all(atomSpace, "category")[0].attr("term") != "loan" ||
		entries[1].one(t, atomSpace, "updated") != "2026-11-23T00:00:00Z" {
		t.Errorf("%+v", entries)
	}
}

// TestRSS checks what the specification of RSS 2.0 asks for, and its profile.
func TestRSS(t *testing.T) {
	f := news()
	n := parsed(t, written(t, f, "rss"))
	channel := n.all("", "channel")[0]
	if n.XMLName.Local != "rss" || n.attr("version") != "2.0" || channel.one(t, "", "title") != f.Title || channel.one(t, "", "link") != f.Home ||
		channel.one(t, "", "description") != f.Subtitle || channel.one(t, "", "language") != "zh-CN" || links(t, channel)["self"] != f.Self {
		t.Errorf("%+v", channel)
	}
	dates := []string{channel.one(t, "", "lastBuildDate")}
	items := channel.all("", "item")
	for i, item := range items {
		guid := item.all("", "guid")[0]
		if want := f.Entries[i]; guid.Text != want.ID || guid.attr("isPermaLink") != "false" || item.one(t, "", "title") != want.Title || item.one(t, "", "link") != want.Link {
			t.Errorf("%+v", item)
		}
		dates = append(dates, item.one(t, "", "pubDate"))
	}
	for _, date := range dates {
		if _, err := mail.ParseDate(date); err != nil {
			t.Error(err)
		}
	}
	if len(items) != 2 || items[0].one(t, "", "description") != "<p>One<br>two &amp; &lt;b&gt;three&lt;/b&gt;.</p><p>Four\uFFFD.</p>" || items[0].one(t, "", "category") != "loan" {
		t.Errorf("%+v", items)
	}
}

// TestJSON checks what JSON Feed 1.1 says that feeds and items must have.
func TestJSON(t *testing.T) {
	f := news()
	var got struct {
		Version, Title, Language string
		HomePageURL              string `json:"home_page_url"`
		FeedURL                  string `json:"feed_url"`
		Authors                  []struct{ Name string }
		Items                    []struct {
			ID, URL, Title string
			Text           string    `json:"content_text"`
			Published      time.Time `json:"date_published"`
			Modified       time.Time `json:"date_modified"`
			Tags           []string
		}
	}
	if err := json.Unmarshal(written(t, f, "json"), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "https://jsonfeed.org/version/1.1" || got.Title != f.Title || got.Language != "zh-CN" || got.HomePageURL != f.Home || got.FeedURL != f.Self ||
		len(got.Authors) != 1 || got.Authors[0].Name != "Ringfence" {
		t.Errorf("%+v", got)
	}
	for i, item := range got.Items {
		if want := f.Entries[i]; item.ID != want.ID || item.URL != want.Link || item.Text != want.Text || item.Title != want.Title || !item.Published.Equal(want.Published) || len(item.Tags) != len(want.Tags) {
			t.Errorf("%+v", item)
		}
	}
}

// TestNothingNew is a feed without an entry, which is valid too.
func TestNothingNew(t *testing.T) {
	f := news()
	f.Entries = nil
	if n := parsed(t, written(t, f, "atom")); n.one(t, atomSpace, "updated") != "2026-11-23T00:00:00Z" {
		t.Errorf("%+v", n)
	}
	if body := written(t, f, "json"); !strings.Contains(string(body), `"items":[]`) {
		t.Errorf("%s", body)
	}
	if n := parsed(t, written(t, f, "rss")); len(n.all("", "channel")[0].all("", "item")) != 0 {
		t.Errorf("%+v", n)
	}
}
