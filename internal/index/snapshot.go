package index

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// A snapshot is the base as it was, with the cursor to go on from. All integers are little-endian:
//
//	magic, formula 4, cursor, numbers: count 8, each 8; packed: each 8; first: each 2;
//	details: count 8, numbers: each 8; ends: each 4; text;
//	others, by key: count 8, then key, packed 8, first 2 and detail;
//	crowds, by block: count 8, then block, kids 4, each number 1, bad 8, fine 8, networks 1, each bucket 1 and mass 8;
//	CRC-32C of all that 4
//
// A text is its length, 4, and its bytes. The file is a cache: one that is missing, cut short, damaged, of other
// data or of another version is made anew from the store.
const (
	kind  = "ringfence index "
	magic = kind + "2\n"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// The snapshot is written when something changed and the last one is an hour old, and soon after as much came
// as is worth a merge, an import say, once no more comes.
const (
	keepEvery = time.Hour
	keepLook  = 10 * time.Second
)

// ErrSnapshot means that the snapshot could not be written: the old one stays, and the next start takes longer.
var ErrSnapshot = errors.New("index: snapshot")

// keep writes the snapshot now and then until ctx ends.
func (x *Index) keep(ctx context.Context, say func(error)) {
	tick := time.NewTicker(keepLook)
	defer tick.Stop()
	last, before, failed := x.Clock(), 0, false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		x.following.Lock()
		unsaved := x.unsaved
		x.following.Unlock()
		now := x.Clock()
		hourly := unsaved > 0 && now.Sub(last) >= keepEvery
		much := unsaved >= x.MergeAt && unsaved == before && !failed // on a full disk once an hour is enough
		if hourly || much {
			err := x.save()
			if last, failed = now, err != nil; failed {
				say(err)
			}
		}
		before = unsaved
	}
}

// save merges everything and writes it as the snapshot, beside lookups and followers. A crash leaves the old file
// or the new one.
func (x *Index) save() error {
	if x.Snapshot == "" || x.AsOf().IsZero() {
		return nil
	}
	x.merging.Lock()
	x.following.Lock()
	if len(x.unreadable) > 0 { // the next start must find them again
		x.following.Unlock()
		x.merging.Unlock()
		return nil
	}
	merge, cursor, saving := x.freeze(), x.cursor, x.unsaved
	x.following.Unlock()
	merged := merge()
	x.merging.Unlock()
	if err := replace(filepath.Clean(x.Snapshot), func(w io.Writer) error { return writeSnapshot(w, merged, cursor) }); err != nil {
		return fmt.Errorf("%w: %w", ErrSnapshot, err)
	}
	x.following.Lock()
	x.unsaved -= saving
	x.following.Unlock()
	return nil
}

// replace writes a file beside the one of that name and gives it the name when all of it is on the disk.
func replace(name string, write func(io.Writer) error) error {
	next := name + ".new"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return os.Rename(next, name)
}

// writer writes the parts of a snapshot and keeps the first error.
type writer struct {
	to  *bufio.Writer
	sum hash.Hash32
	err error
}

func writeSnapshot(file io.Writer, b *base, cursor reputation.Cursor) error {
	w := &writer{sum: crc32.New(castagnoli)}
	w.to = bufio.NewWriterSize(io.MultiWriter(file, w.sum), chunk)
	w.bytes([]byte(magic))
	put(w, uint32(reputation.FormulaVersion))
	w.text(string(cursor))
	put(w, uint64(len(b.numbers)))
	put(w, b.numbers...)
	put(w, b.packed...)
	put(w, b.first...)
	put(w, uint64(len(b.details.numbers)))
	put(w, b.details.numbers...)
	put(w, b.details.ends...)
	w.text(b.details.text)
	w.others(b.others)
	put(w, uint64(len(b.crowds)))
	for _, block := range slices.Sorted(maps.Keys(b.crowds)) {
		w.text(block)
		w.crowd(b.crowds[block])
	}
	if err := errors.Join(w.err, w.to.Flush()); err != nil {
		return err
	}
	_, err := file.Write(binary.LittleEndian.AppendUint32(nil, w.sum.Sum32()))
	return err
}

// integer is what a snapshot keeps many of.
type integer interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

func put[T integer](w *writer, all ...T) {
	size := binary.Size(T(0))
	for _, v := range all { // the first bytes of the longest are all of the shorter
		w.bytes(binary.LittleEndian.AppendUint64(w.to.AvailableBuffer(), uint64(v))[:size])
	}
}

func (w *writer) bytes(b []byte) {
	if _, err := w.to.Write(b); err != nil && w.err == nil {
		w.err = err
	}
}

func (w *writer) text(s string) {
	put(w, uint32(len(s)))
	if _, err := w.to.WriteString(s); err != nil && w.err == nil {
		w.err = err
	}
}

func (w *writer) others(others map[subject.Key]entry) {
	keys := slices.SortedFunc(maps.Keys(others), func(a, b subject.Key) int { return cmp.Compare(a.String(), b.String()) })
	put(w, uint64(len(keys)))
	for _, key := range keys {
		e := others[key]
		w.text(key.String())
		put(w, e.packed)
		put(w, e.first)
		w.text(e.detail)
	}
}

func (w *writer) crowd(c crowd) {
	put(w, uint32(len(c)))
	for _, k := range c {
		put(w, k.number)
		put(w, math.Float64bits(k.bad), math.Float64bits(k.fine))
		put(w, uint8(len(k.networks)))
		for _, n := range k.networks {
			put(w, n.bucket)
			put(w, math.Float64bits(n.mass))
		}
	}
}
