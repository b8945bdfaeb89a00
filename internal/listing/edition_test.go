package listing_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/internal/reputation"
)

// TestEditionsAreRefusedWhenDamaged cuts editions short, changes every byte of them, and applies them where they do not belong.
func TestEditionsAreRefusedWhenDamaged(t *testing.T) {
	first, second := twoVersions(t)
	one, two, whole := listing.NewEdition(first, firstChanges(t)), listing.NewEdition(second, secondChanges(t)), second.Folded()
	for _, c := range []struct {
		to *listing.List
		e  listing.Edition
	}{{&listing.List{}, one}, {first, two}, {&listing.List{}, whole}, {first, whole}} {
		if _, err := c.to.Apply(c.e); err != nil {
			t.Fatal(err)
		}
		for i := range c.e.Body {
			cut, changed := c.e, c.e
			cut.Body = c.e.Body[:i]
			if _, err := c.to.Apply(cut); !errors.Is(err, fault.Damaged) {
				t.Errorf("cut short to %d bytes: %v", i, err)
			}
			changed.Body = bytes.Clone(c.e.Body)
			changed.Body[i] ^= 1
			if _, err := c.to.Apply(changed); !errors.Is(err, fault.Damaged) && !errors.Is(err, fault.Newer) {
				t.Errorf("with another byte %d: %v", i, err)
			}
		}
	}
	otherVersion, otherMoment, otherKind := one, one, one
	otherVersion.Version++
	otherMoment.At = otherMoment.At.Add(time.Second)
	otherKind.Whole = true
	what := told(4, morning, 4)
	unlisted := listing.NewEdition(first, []listing.Change{{keyed(t, "+12025550143"), what &^ reputation.Packed(1<<23)}})
	more := listing.NewEdition(first, []listing.Change{{keyed(t, "+12025550143"), what | 50<<2}})
	twice := listing.NewEdition(first, []listing.Change{firstChanges(t)[0], firstChanges(t)[0]})
	for _, c := range []struct {
		what string
		to   *listing.List
		e    listing.Edition
	}{
		{"of another version", &listing.List{}, otherVersion},
		{"of another moment", &listing.List{}, otherMoment},
		{"a change for a whole one", &listing.List{}, otherKind},
		{"of what is not on lists", &listing.List{}, unlisted},
		{"with more than is told", &listing.List{}, more},
		{"with one key twice", &listing.List{}, twice},
		{"after another list", first, one},
		{"before its list", &listing.List{}, two},
	} {
		if _, err := c.to.Apply(c.e); !errors.Is(err, fault.Damaged) {
			t.Errorf("an edition %s: %v", c.what, err)
		}
	}
}

// TestAnEditionOfALaterProgramIsNotDamaged: whoever took it for damage would begin the list anew.
func TestAnEditionOfALaterProgramIsNotDamaged(t *testing.T) {
	what := told(4, morning, 4)
	for name, unknown := range map[string]reputation.Packed{"category": what | 31<<9, "band of reports": what | 7<<14, "band of networks": what | 7<<41} {
		changes := []listing.Change{{keyed(t, "+12025550143"), unknown}}
		next := (&listing.List{}).Next(changes, morning)
		for _, e := range []listing.Edition{listing.NewEdition(next, changes), next.Folded()} {
			if _, err := (&listing.List{}).Apply(e); !errors.Is(err, fault.Newer) || errors.Is(err, fault.Damaged) {
				t.Errorf("an unknown %s, whole %v: %v", name, e.Whole, err)
			}
		}
	}
}

// FuzzApply reads editions that are whole as their checksum says, and whatever else they are.
func FuzzApply(f *testing.F) {
	key := pool[0]
	list := (&listing.List{}).Next([]listing.Change{{Key: key, What: told(4, morning, 4)}}, morning)
	for _, e := range []listing.Edition{listing.NewEdition(list, []listing.Change{{Key: key, What: told(4, morning, 4)}}), list.Next([]listing.Change{{Key: key}}, morning).Folded()} {
		f.Add(e.Body[:len(e.Body)-4], e.Version, e.Whole, e.At.Unix())
	}
	f.Fuzz(func(t *testing.T, body []byte, version uint64, whole bool, at int64) {
		e := listing.Edition{Version: version, Whole: whole, At: time.Unix(at, 0)}
		e.Body = binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
		l, err := (&listing.List{}).Apply(e)
		if err != nil {
			if !errors.Is(err, fault.Damaged) && !errors.Is(err, fault.Newer) {
				t.Error(err)
			}
			return
		}
		again, err := (&listing.List{}).Apply(l.Folded())
		if err != nil || l.Version() != version {
			t.Fatalf("version %d of edition %d, folded: %v", l.Version(), version, err)
		}
		for _, name := range l.Names() {
			format, _ := listing.FormatNamed(name)
			one, two := l.Whole(), again.Whole()
			if !bytes.Equal(format.Append(nil, &one), format.Append(nil, &two)) {
				t.Errorf("%s differs when the list was folded", name)
			}
		}
	})
}
