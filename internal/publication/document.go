package publication

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
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
	// Written are Sum in hexadecimal digits between quotes, Version, Base, Media and the length of Body, as header fields have them.
	Written [5]string

	gzip, zstd func() []byte
	grew       func(bytes int) // is told what is kept of it beside Body; nil for nobody
	pens       pens            // compressing takes one
	flight     *flight
	readers    int // who are sent it; flight guards it
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
		defer d.pens.take()()
		b := how(d.Body)
		if d.grew != nil {
			d.grew(len(b))
		}
		return b
	})
}

// Document returns a feed, by the name of its listing.Format: what changed since a version, or, for 0, all of it; most bounds how many of
// those that matter most the whole list then has, 0 for all: it is rounded down to 1, 2, 5, 10, 20, 50 and so on. It is ErrNoFeed,
// listing.ErrFuture or listing.ErrGone when there is no such document, and fault.Unavailable until the first version is known. A format
// that cannot say what changed has the whole list for every version.
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
	most = rounded(most, p.Entries())
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

// rounded returns the largest of 1, 2, 5, 10, 20, 50 and so on that is not more than most, and 0 where that many is all of a list of so
// many entries: each bound is a document of its own, and so there are few.
func rounded(most, entries int) int {
	if most <= 0 || most >= entries {
		return 0
	}
	unit := 1
	for unit <= most/10 {
		unit *= 10
	}
	for _, times := range []int{5, 2} {
		if times*unit <= most {
			return times * unit
		}
	}
	return unit
}

// write writes a document.
func (p *Publication) write(format listing.Format, delta listing.Delta, demo bool) *Document {
	defer p.pens.take()()
	delta.Demo = demo
	return p.newDocument(format.Media, format.Append(nil, &delta), &delta)
}

// newDocument returns a document of what a delta says.
func (p *Publication) newDocument(media string, body []byte, says *listing.Delta) *Document {
	d := &Document{
		Media: media, Body: body, Sum: sha256.Sum256(body), Base: says.Base, Version: says.Version, At: says.At, Demo: says.Demo,
		pens: p.pens, flight: &p.flight,
	}
	d.Written = [...]string{
		`"` + hex.EncodeToString(d.Sum[:]) + `"`, strconv.FormatUint(d.Version, 10), strconv.FormatUint(d.Base, 10), media, strconv.Itoa(len(body)),
	}
	d.gzip, d.zstd = d.packed(gzipped), d.packed(zstdOf)
	return d
}
