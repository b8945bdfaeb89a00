// Package syndication writes news as the formats that feed readers take: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. All three of a
// Feed say the same.
package syndication

import "time"

// Feed is a list of news.
type Feed struct {
	ID       string // an absolute IRI that never changes
	Title    string
	Subtitle string    // for whom it is, and what is in it
	Author   string    // who says so
	Lang     string    // of all its words, as BCP 47 has it
	Home     string    // absolute address of the page that tells the same to people
	Self     string    // absolute address of this feed in this format
	Began    time.Time // when it was last changed while it has no entry
	Entries  []Entry   // the newest first
}

// Entry is a piece of news.
type Entry struct {
	ID        string // an absolute IRI that never changes, the same in every feed that has the entry
	Title     string
	Text      string // plain, in paragraphs that empty lines part
	Link      string // absolute address of the page that tells more
	Tags      []string
	Published time.Time
	Updated   time.Time // when it came to say something else; Published for never
}

// changed is when an entry was last changed.
func (e Entry) changed() time.Time {
	if e.Updated.After(e.Published) {
		return e.Updated
	}
	return e.Published
}

// Changed is when the feed was last changed, by its entries.
func (f *Feed) Changed() time.Time {
	last := f.Began
	for _, e := range f.Entries {
		if at := e.changed(); at.After(last) {
			last = at
		}
	}
	return last
}

// Format is a way to write feeds.
type Format struct {
	Name  string // in addresses, behind a dot
	Label string // for people
	Media string // type
	Write func(*Feed) ([]byte, error)
}

// Formats returns all formats, that which says most first.
func Formats() []Format {
	return []Format{
		{"atom", "Atom", "application/atom+xml", (*Feed).atom},
		{"rss", "RSS", "application/rss+xml", (*Feed).rss},
		{"json", "JSON Feed", "application/feed+json", (*Feed).json},
	}
}
