package syndication

import (
	"encoding/xml"
	"time"
)

const atomSpace = "http://www.w3.org/2005/Atom"

// atomFeed is a feed as RFC 4287 has it.
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Content    atomText       `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

func (f *Feed) atom() ([]byte, error) {
	a := atomFeed{
		Lang: f.Lang, ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Updated: stamp(f.Changed()), Author: atomAuthor{f.Author},
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Home}},
	}
	for _, e := range f.Entries {
		entry := atomEntry{
			ID: e.ID, Title: e.Title, Published: stamp(e.Published), Updated: stamp(e.changed()),
			Links: []atomLink{{"alternate", "text/html", e.Link}}, Content: atomText{"text", e.Text},
		}
		for _, tag := range e.Tags {
			entry.Categories = append(entry.Categories, atomCategory{tag})
		}
		a.Entries = append(a.Entries, entry)
	}
	return document(a)
}

// stamp writes a time as RFC 3339 has it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// document writes an XML document in UTF-8.
func document(v any) ([]byte, error) {
	body, err := xml.Marshal(v)
	return append([]byte(xml.Header), append(body, '\n')...), err
}
