package listing

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Edition is what a store keeps of a version: what changed in it or, if Whole, all that is known as of it, tombstones and older
// versions too.
//
// A Body is a byte for its format, which is 1, then unsigned varints and, at the end, the CRC-32C of all before it, little-endian. It has
// Version, the seconds of At since 1970, and 1 if Whole. That of a change goes on with the version before it; then how many entries, and each:
// its key, as its length and its bytes, and what is told of it, 0 when it left. A whole one goes on with how many versions came before
// that can still be told from, and each, oldest first: the version and its seconds, less those before it; then how many rows, and each:
// the key, what is told, how many less than Version changed is, and how many less than that came.
type Edition struct {
	Version uint64
	Whole   bool
	At      time.Time // of publication, to the second
	Body    []byte
}

const editionFormat = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// NewEdition returns the edition of next, which came about by these changes.
func NewEdition(next *List, changes []Change) Edition {
	e := Edition{Version: next.Version(), At: next.At()}
	b := e.head(len(changes) * 24)
	base := uint64(0)
	if n := len(next.releases); n > 1 {
		base = next.releases[n-2].version
	}
	b = binary.AppendUvarint(b, base)
	b = binary.AppendUvarint(b, uint64(len(changes)))
	for i := range changes {
		b = appendChange(b, &changes[i])
	}
	e.Body = sealed(b)
	return e
}

// Folded returns a whole edition of the list.
func (l *List) Folded() Edition {
	e := Edition{Version: l.Version(), Whole: true, At: l.At()}
	b := e.head(len(l.rows)*28 + len(l.releases)*4)
	older := l.releases[:max(0, len(l.releases)-1)]
	b = binary.AppendUvarint(b, uint64(len(older)))
	last := release{}
	for _, r := range older {
		b = binary.AppendUvarint(b, r.version-last.version)
		b = binary.AppendUvarint(b, uint64(r.at-last.at))
		last = r
	}
	b = binary.AppendUvarint(b, uint64(len(l.rows)))
	for i := range l.rows {
		r := &l.rows[i]
		b = appendChange(b, &r.Entry)
		b = binary.AppendUvarint(b, e.Version-r.changed)
		b = binary.AppendUvarint(b, r.changed-r.came)
	}
	e.Body = sealed(b)
	return e
}

func (e *Edition) head(size int) []byte {
	b := append(make([]byte, 0, size+64), editionFormat)
	b = binary.AppendUvarint(b, e.Version)
	b = binary.AppendUvarint(b, uint64(max(0, e.At.Unix())))
	whole := byte(0)
	if e.Whole {
		whole = 1
	}
	return append(b, whole)
}

func appendChange(b []byte, c *Change) []byte {
	key := c.Key.String()
	b = append(binary.AppendUvarint(b, uint64(len(key))), key...)
	return binary.AppendUvarint(b, uint64(c.What))
}

func sealed(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// Apply returns the list as of an edition: of a whole one whatever l is, and of a change if l is what it follows. The error is
// fault.Damaged for a body that is not what NewEdition or Folded made, or that follows another list, and fault.Newer for one of a later format
// or with a category or band of a later program.
func (l *List) Apply(e Edition) (*List, error) {
	p, err := open(e)
	if err != nil {
		return nil, err
	}
	next := p.list(l, e)
	if p.bad {
		return nil, fmt.Errorf("edition %d cannot be read: %w", e.Version, fault.Damaged)
	}
	if p.newer {
		return nil, fmt.Errorf("edition %d has what this program does not know: %w", e.Version, fault.Newer)
	}
	return next, nil
}

// open begins to read a body.
func open(e Edition) (*parser, error) {
	size := len(e.Body) - crc32.Size
	if size < 1 {
		return nil, fmt.Errorf("edition %d is cut short: %w", e.Version, fault.Damaged)
	}
	if e.Body[0] > editionFormat {
		return nil, fmt.Errorf("edition %d: %w", e.Version, fault.Newer)
	}
	if crc32.Checksum(e.Body[:size], castagnoli) != binary.LittleEndian.Uint32(e.Body[size:]) {
		return nil, fmt.Errorf("edition %d has another checksum: %w", e.Version, fault.Damaged)
	}
	return &parser{rest: e.Body[1:size], keys: string(e.Body[1:size]), bad: e.Body[0] != editionFormat}, nil
}

// parser reads a body. After its end, or what cannot be, it returns zeroes and is bad.
type parser struct {
	rest []byte
	keys string // the body as a string, which all keys share
	bad  bool
	// newer means that a category or a band is not known here. The checksum holds, so whoever wrote it knew of more; were it taken for
	// damage, this program would begin the list anew, and all who have a version would load the whole one again.
	newer bool
}

func (p *parser) uvarint() uint64 {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 {
		p.bad, p.rest = true, nil
		return 0
	}
	p.rest = p.rest[n:]
	return v
}

// count returns how many things follow, each of which takes so many bytes at least.
func (p *parser) count(least int) int {
	n := p.uvarint()
	if n > uint64(len(p.rest)/least) {
		p.bad = true
		return 0
	}
	return int(n)
}

// change reads what appendChange wrote.
func (p *parser) change() (c Change) {
	n := p.count(1)
	from := len(p.keys) - len(p.rest)
	key, err := subject.ParseKey(p.keys[from : from+n])
	p.rest = p.rest[n:]
	c = Change{key, reputation.Packed(p.uvarint())}
	p.newer = p.newer || !c.What.Sound()
	p.refuseIf(err != nil || c.What != 0 && !(c.What.Exported() && c.What == c.What.Told()))
	return c
}

// list reads the rest of a body.
func (p *parser) list(l *List, e Edition) *List {
	version, at := p.uvarint(), p.uvarint()
	whole := p.uvarint()
	if version != e.Version || at != uint64(e.At.Unix()) || (whole == 1) != e.Whole || version == 0 {
		p.bad = true
		return nil
	}
	r := release{version, int64(at)}
	if e.Whole {
		return p.whole(r)
	}
	if base := p.uvarint(); base != l.Version() || version <= base {
		p.bad = true
		return nil
	}
	changes := make([]Change, 0, p.count(3))
	for range cap(changes) {
		changes = append(changes, p.change())
		p.refuseIf(len(changes) > 1 && Compare(changes[len(changes)-2].Key, changes[len(changes)-1].Key) >= 0)
		if p.bad {
			return nil
		}
	}
	p.refuseIf(len(p.rest) > 0)
	return l.with(changes, r)
}

// refuseIf marks the body as bad if something is as NewEdition and Folded never have it.
func (p *parser) refuseIf(wrong bool) { p.bad = p.bad || wrong }

// whole reads what follows the head of a whole edition.
func (p *parser) whole(last release) *List {
	l := &List{releases: make([]release, 0, p.count(2)+1)}
	before := release{}
	for range cap(l.releases) - 1 {
		r := release{before.version + p.uvarint(), before.at + int64(p.uvarint())}
		p.refuseIf(r.version <= before.version || r.at < before.at)
		l.releases, before = append(l.releases, r), r
	}
	p.refuseIf(last.version <= before.version || last.at < before.at)
	l.releases = append(l.releases, last)
	l.rows = make([]row, 0, p.count(5))
	for range cap(l.rows) {
		r := row{Entry: p.change()}
		r.changed = last.version - p.uvarint()
		r.came = r.changed - p.uvarint()
		p.refuseIf(r.changed > last.version || r.came > r.changed || r.came == 0)
		p.refuseIf(len(l.rows) > 0 && Compare(l.rows[len(l.rows)-1].Key, r.Key) >= 0)
		if p.bad {
			return nil
		}
		l.rows = append(l.rows, r)
	}
	p.refuseIf(len(p.rest) > 0)
	return l
}
