package index

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Load fills the index: from the snapshot if there is a good one, and then from the store. It returns what
// was wrong with the snapshot, which is worth telling and no failure.
func (x *Index) Load(ctx context.Context) (snapshot, err error) {
	if x.Snapshot != "" {
		snapshot = x.restore()
	}
	err = x.CatchUp(ctx)
	if errors.Is(err, fault.Foreign) {
		snapshot = fmt.Errorf("snapshot of the index %s: it is %w; it is made anew", x.Snapshot, fault.Foreign)
		x.start(&base{}, "")
		err = x.CatchUp(ctx)
	}
	return snapshot, err
}

// start makes b all that the index holds.
func (x *Index) start(b *base, cursor reputation.Cursor) {
	x.following.Lock()
	defer x.following.Unlock()
	x.cursor, x.unsaved = cursor, 0
	clear(x.unreadable)
	x.restored.Store(int64(b.len()))
	x.laying.Lock()
	defer x.laying.Unlock()
	x.before = nil
	x.now.Store(&layers{live: newOverlay(), base: b})
	x.shelves.fill(b, x.Clock())
}

func (x *Index) restore() error {
	b, cursor, err := openSnapshot(x.Snapshot)
	if err == nil && b != nil {
		x.start(b, cursor)
	}
	return err
}

// Examine reads a snapshot and returns how many subjects are in it, or what is wrong with it. Of one that is not
// there it is not ok.
func Examine(snapshot string) (subjects int, ok bool, err error) {
	b, _, err := openSnapshot(snapshot)
	if err != nil || b == nil {
		return 0, false, err
	}
	return b.len(), true, nil
}

// openSnapshot reads a snapshot. Of one that is not there the base is nil.
func openSnapshot(name string) (*base, reputation.Cursor, error) {
	file, err := os.Open(filepath.Clean(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, "", err
	}
	b, cursor, err := readSnapshot(file, info.Size())
	if err != nil {
		return nil, "", fmt.Errorf("snapshot of the index %s: %w; it is made anew", name, err)
	}
	return b, cursor, nil
}

// What can be wrong with a snapshot.
var (
	errVersion = errors.New("it is of another version")
	errSpoilt  = fmt.Errorf("it is %w or cut short", fault.Damaged)
)

const (
	chunk   = 1 << 20 // read at once
	sumSize = 4
)

// readSnapshot reads what writeSnapshot wrote, which is so many bytes. It takes no more memory than that, and
// what it read is worth nothing until the checksum is seen to be right.
func readSnapshot(file io.Reader, size int64) (*base, reputation.Cursor, error) {
	sum := crc32.New(castagnoli)
	left := max(size-sumSize, 0)
	r := &unpacker{left: left, from: bufio.NewReaderSize(io.TeeReader(io.LimitReader(file, left), sum), int(min(chunk, left)))}
	switch head := string(r.take(len(magic))); {
	case r.short || !strings.HasPrefix(head, kind):
		return nil, "", errSpoilt
	case head != magic || take[uint32](r) != reputation.FormulaVersion:
		return nil, "", errVersion
	}
	cursor := reputation.Cursor(r.text())
	b := r.base()
	want := make([]byte, sumSize)
	if _, err := io.ReadFull(file, want); err != nil || r.short || r.left > 0 || binary.LittleEndian.Uint32(want) != sum.Sum32() {
		return nil, "", errSpoilt
	}
	return b, cursor, nil
}

// unpacker takes a file apart. When it does not suffice or makes no sense it is short, and all that follows is
// zero.
type unpacker struct {
	from  *bufio.Reader
	left  int64
	short bool
}

// take returns the next n bytes, at most a chunk, until the next call.
func (r *unpacker) take(n int) []byte {
	if r.fits(n, 1) {
		if taken, err := r.from.Peek(n); err == nil {
			_, _ = r.from.Discard(n)
			r.left -= int64(n)
			return taken
		}
	}
	r.short, r.left = true, 0
	return make([]byte, n)
}

// fits reports whether n things of at least so many bytes each may follow.
func (r *unpacker) fits(n, each int) bool {
	return !r.short && uint64(n) <= uint64(r.left)/uint64(each)
}

func take[T integer](r *unpacker) T {
	var b [8]byte
	copy(b[:], r.take(binary.Size(T(0))))
	return T(binary.LittleEndian.Uint64(b[:]))
}

// takeAll returns the next n integers.
func takeAll[T integer](r *unpacker, n int) []T {
	size := binary.Size(T(0))
	if !r.fits(n, size) {
		r.short = true
		return nil
	}
	all := make([]T, n)
	for some := all; len(some) > 0; {
		part := some[:min(len(some), chunk/size)]
		raw := r.take(len(part) * size)
		switch size {
		case 8:
			for i := range part {
				part[i] = T(binary.LittleEndian.Uint64(raw[8*i:]))
			}
		case 4:
			for i := range part {
				part[i] = T(binary.LittleEndian.Uint32(raw[4*i:]))
			}
		case 2:
			for i := range part {
				part[i] = T(binary.LittleEndian.Uint16(raw[2*i:]))
			}
		}
		some = some[len(part):]
	}
	return all
}

func (r *unpacker) float() float64 { return math.Float64frombits(take[uint64](r)) }

func (r *unpacker) text() string {
	n := take[uint32](r)
	if !r.fits(int(n), 1) {
		r.short = true
		return ""
	}
	var text strings.Builder
	text.Grow(int(n))
	copied, err := io.CopyN(&text, r.from, int64(n))
	r.short, r.left = r.short || err != nil, r.left-copied
	return text.String()
}

// count reads a count of things of at least so many bytes each, which must still fit.
func (r *unpacker) count(each int) int {
	n := take[uint64](r)
	if n > math.MaxInt || !r.fits(int(n), each) {
		r.short = true
		return 0
	}
	return int(n)
}

func (r *unpacker) base() *base {
	n := r.count(8 + 8 + 2)
	b := &base{numbers: takeAll[uint64](r, n), packed: takeAll[reputation.Packed](r, n), first: takeAll[day](r, n), details: r.details()}
	others := r.count(4 + 8 + 2 + 4)
	b.others = make(map[subject.Key]entry, others)
	for last := ""; len(b.others) < others && !r.short; {
		text := r.text()
		key, err := subject.ParseKey(text)
		r.short = r.short || err != nil || text <= last
		b.others[key], last = entry{take[reputation.Packed](r), take[day](r), r.text()}, text
	}
	crowds := r.count(4 + 4)
	b.crowds = make(map[string]crowd, crowds)
	for last := ""; len(b.crowds) < crowds && !r.short; {
		block := r.text()
		r.short = r.short || block <= last
		b.crowds[block], last = r.crowd(), block
	}
	return b
}

func (r *unpacker) details() details {
	n := r.count(8 + 4)
	d := details{numbers: takeAll[uint64](r, n), ends: takeAll[uint32](r, n), text: r.text()}
	end := uint32(0)
	for _, next := range d.ends {
		r.short = r.short || next < end
		end = next
	}
	if r.short || int(end) != len(d.text) {
		r.short = true
		return details{}
	}
	d.toward = newSteps(d.numbers)
	return d
}

func (r *unpacker) crowd() crowd {
	n := int(take[uint32](r))
	if n > 100 {
		r.short = true
		return nil
	}
	c := make(crowd, n)
	for i := range c {
		c[i] = kid{number: take[uint8](r), bad: r.float(), fine: r.float()}
		r.short = r.short || c[i].number > 99
		c[i].networks = make([]networkMass, take[uint8](r))
		for j := range c[i].networks {
			n := networkMass{take[uint8](r), r.float()}
			r.short = r.short || n.bucket >= reputation.Buckets
			c[i].networks[j] = n
		}
	}
	return c
}
