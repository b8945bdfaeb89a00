package syndication

import (
	"cmp"
	"encoding/xml"
	"time"
)

// rssFeed is a feed as https://www.rssboard.org/rss-specification has it, with the link of Atom that says where it lies, as
// https://www.rssboard.org/rss-profile recommends.
type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Changed     string    `xml:"lastBuildDate"`
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	Description string   `xml:"description"`
	Categories  []string `xml:"category"`
	GUID        rssGUID  `xml:"guid"`
	Published   string   `xml:"pubDate"`
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

func (f *Feed) rss() ([]byte, error) {
	r := rssFeed{Version: "2.0", Atom: atomSpace, Channel: rssChannel{
		Title: f.Title, Link: f.Home, Description: cmp.Or(f.Subtitle, f.Title), Language: f.Lang, Changed: mailStamp(f.Changed()),
		Self: atomLink{"self", "application/rss+xml", f.Self},
	}}
	for _, e := range f.Entries {
		r.Channel.Items = append(r.Channel.Items, rssItem{
			Title: e.Title, Link: e.Link, Description: hypertext(e.Text), Categories: e.Tags,
			GUID: rssGUID{false, e.ID}, Published: mailStamp(e.Published),
		})
	}
	return document(r)
}

// mailStamp writes a time as RFC 822 has it, with four digits of the year.
func mailStamp(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }
