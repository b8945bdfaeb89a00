package publication

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
)

// ErrNoFeed means that there is no feed of that name.
var ErrNoFeed = errors.New("publication: no such feed")

// Document is a list, or what changed in it, in one format. It is never changed: one that is being sent stays what it is
// when a new version is published.
type Document struct {
	Media   string // type of its content
	Body    []byte
	Sum     [sha256.Size]byte // SHA-256 of Body
	Base    uint64            // the version it changes; 0 for the whole list
	Version uint64
	At      time.Time // when Version was published
	Demo    bool      // the data are a demonstration

	gzip, zstd func() []byte
	grew       func(bytes int) // is told what is kept of it beside Body; nil for nobody
}

// Coded returns the body compressed, which is done once, on first demand.
func (d *Document) Coded(c Coding) []byte {
	if c == Zstd {
		return d.zstd()
	}
	return d.gzip()
}

// packed returns what is packed once and then kept.
func (d *Document) packed(how func([]byte) []byte) func() []byte {
	return sync.OnceValue(func() []byte {
		b := how(d.Body)
		if d.grew != nil {
			d.grew(len(b))
		}
		return b
	})
}

// Document returns a feed, by the name of its listing.Format: what changed since a version, or, for 0, all of it; most bounds how many of
// those that matter most the whole list then has, 0 for all. It is ErrNoFeed, listing.ErrFuture or listing.ErrGone when there is no such
// document, and fault.Unavailable until the first version is known. A format that cannot say what changed has the whole list for every version.
func (p *Publication) Document(name string, since uint64, most int) (*Document, error) {
	format, ok := listing.FormatNamed(name)
	if !ok {
		return nil, ErrNoFeed
	}
	list := p.List()
	if list.Version() == 0 {
		return nil, fmt.Errorf("publication: nothing is published yet: %w", fault.Unavailable)
	}
	return p.document(list, format, since, most, p.demo())
}

// document returns a document from the shelf.
func (p *Publication) document(list *listing.List, format listing.Format, since uint64, most int, demo bool) (*Document, error) {
	if format.WholeAlone {
		since = 0
	}
	if since > 0 {
		most = 0
	}
	return p.shelf.get(place{list.Version(), since, format.Name, most, demo}, func() (*Document, error) {
		delta, err := list.Since(since)
		if err != nil {
			return nil, err
		}
		if most > 0 {
			delta = delta.Most(most)
		}
		return p.write(format, delta, demo), nil
	})
}

// write writes a document.
func (p *Publication) write(format listing.Format, delta listing.Delta, demo bool) *Document {
	p.pens <- struct{}{}
	defer func() { <-p.pens }()
	delta.Demo = demo
	return newDocument(format.Media, format.Append(nil, &delta), &delta)
}

// newDocument returns a document of what a delta says.
func newDocument(media string, body []byte, says *listing.Delta) *Document {
	d := &Document{Media: media, Body: body, Sum: sha256.Sum256(body), Base: says.Base, Version: says.Version, At: says.At, Demo: says.Demo}
	d.gzip, d.zstd = d.packed(gzipped), d.packed(zstdOf)
	return d
}
