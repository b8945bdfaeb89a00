package publication

import (
	"crypto/sha256"
	"errors"
	"time"

	"ringfence/internal/listing"
)

// ErrNoFeed means that there is no feed of that name.
var ErrNoFeed = errors.New("publication: no such feed")

// Document is a list, or what changed in it, in one format. It is never changed.
type Document struct {
	Media   string // type of its content
	Body    []byte
	Sum     [sha256.Size]byte // SHA-256 of Body
	Base    uint64            // the version it changes; 0 for the whole list
	Version uint64
	At      time.Time // when Version was published
}

// Document returns a feed, by the name of its listing.Format: what changed since a version, or, for 0, all of it; most bounds how many of
// those that matter most the whole list then has, 0 for all. It is ErrNoFeed, listing.ErrFuture or listing.ErrGone when there is no such
// document, and fault.Unavailable until the first version is known.
func (p *Publication) Document(name string, since uint64, most int) (*Document, error) {
	format, ok := listing.FormatNamed(name)
	if !ok {
		return nil, ErrNoFeed
	}
	delta, err := p.List().Since(since)
	if err != nil {
		return nil, err
	}
	delta.Demo = p.Demo != nil && p.Demo()
	if most > 0 {
		delta = delta.Most(most)
	}
	body := format.Append(nil, &delta)
	return &Document{format.Media, body, sha256.Sum256(body), delta.Base, delta.Version, delta.At}, nil
}
