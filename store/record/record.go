// Package record is how truth and projections look as BSON documents, one shape for every store that keeps
// documents. What Encode wrote, Decode reads back exactly, within the resolutions below; anything else is
// fault.Damaged.
//
//	statement    _id subject|report    r received, minutes     t at, hours             m mass
//	             p polarity            c category              w tier                  o own bucket
//	             b block bucket        g province              u reporter              k API key
//	             s state               v version               f person
//	decision     _id subject|ID        k kind                  t at, ns                b by
//	             r reason              u undoes                n official name
//	testimony    _id receipt hash      i report                r received, minutes     h digest
//	             s subjects            n statements, only      d sealed on, days       x sealed
//	             w withdrawn             while unfinished
//	                                   p replaces, likewise
//	projection   _id subject           r revision              f formula               a as of, ns
//	             d due, seconds        l line                  b neighbours            t tally
//	tally        v bad                 a anon                  fv fine                 fa fine, anon
//	             k keyed {k key, v bad, fv fine}               c categories {c, m mass}
//	             d days {d day, n reports, f first, l last, minutes}
//	             w networks {n, d}     g provinces {n, d}      f first, l last seen, minutes
//	             n live                x child {v bad, f fine, n networks}
//	             s standing {r ruling, a ruled at, w its reason, o official, d disputed at, c claimed, g recycled at, ns}
//	key          _id hash              n name                  t tier
//	             s scopes              x expires, ns           r revoked
//	conversation _id name              r revision              u until, seconds
//	             d sealed on, days     x sealed
//	edition      _id version           t at, seconds           w whole                 x body
//	week         _id as 2026-W48       a as of, seconds        z closed
//	             c cells {t table, r row, c column, n reporters}
//	             b ranges {b block, c category, n numbers}
//	burst        _id ID                t, r table and row      c category              f found at, seconds
//	             l last at, seconds      of its scope          n reporters             u usual
//	             g grew {t at, seconds, n reporters before}
//	example      _id ID                r receipt hash          c category              k kind
//	             l lang                x text                  d approved on, days     b by
//	hook         _id name              r revision              u URL                   p private
//	             t, w table and row    e events                s secret                m made at
//	               of its scope        f former secret         g and until when
//	             d deliveries {i ID, t at, n attempts, x next at, o outcome}
//	             h paused until        l failing since         z disabled at           y why; times in seconds
//	account      _id name              r revision              o role                  p password
//	             f factor              c time step             m made at               d disabled
//	             s sessions            n failures              l locked until          i invite
//	             u and until when; times in seconds
//	case         _id ID                r revision              s subject               c claim
//	             p proof               w words                 l lang                  t state
//	             a opened, v proved, z closed at, in seconds   o outcome               n decision
//	             b by                  y reason                d sealed on, days       x sealed
//	document     _id case|name         c case                  t media type            n size
//	             a sent at, seconds    d sealed on, days       x box
//	proposal     _id ID                r revision              s subject               u removes
//	             n name                c sector                e evidence              b by
//	             a at, z decided at, in seconds                t state                 y decided by
//	             d decision
//	flag         _id subject           f found at              l last at               s since
//	             u until               r reports               n new                   w networks
//	             d dismissed           b by; times in seconds
//
// Times count from 1970-01-01T00:00Z in the unit given, rounded down, and come back in UTC. Empty texts,
// zero times and empty lists are left out, so 1970-01-01T00:00Z itself comes back as the zero time where a
// time may be zero. Sums are binary: for each bucket that is not zero its number in one byte and its
// float64 in eight, least significant first.
package record

import (
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// idSeparator stands between a subject and what belongs to it. No subject contains it.
const idSeparator = "|"

// encode writes a document of the given kind.
func encode(kind string, doc any) ([]byte, error) {
	b, err := bson.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", kind, err)
	}
	return b, nil
}

// decode reads a document of the given kind.
func decode(kind string, b []byte, doc any) error {
	if err := bson.Raw(b).Validate(); err != nil {
		return damaged(kind, err)
	}
	if err := bson.Unmarshal(b, doc); err != nil {
		return damaged(kind, err)
	}
	return nil
}

func damaged(kind string, err error) error { return fmt.Errorf("%w %s: %w", fault.Damaged, kind, err) }

// splitID returns the subject of an _id and what follows it.
func splitID(id string) (subject.Key, string, error) {
	about, rest, ok := strings.Cut(id, idSeparator)
	if !ok {
		return subject.Key{}, "", fmt.Errorf("an _id without %q", idSeparator)
	}
	key, err := subject.ParseKey(about)
	return key, rest, err
}
