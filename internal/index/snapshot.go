package index

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// A snapshot is the base as it was, with the cursor to go on from. All integers are little-endian:
//
//	magic, formula 4, cursor, numbers: count 8, each 8; packed: each 8; first: each 2;
//	details: count 8, then number 8 and text; others: count 8, then key, packed 8, first 2 and text;
//	crowds: count 8, then block, kids 4, each number 1, bad 8, fine 8, networks 1, each bucket 1 and mass 8;
//	CRC-32C of all that 4
//
// A text is its length, 4, and its bytes. The file is a cache: one that is missing, cut short, damaged or of
// another version is made anew from the store.
const magic = "ringfence index 1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Load fills the index: from the snapshot if there is a good one, and then from the store. It returns what
// was wrong with the snapshot, which is worth telling and no failure.
func (x *Index) Load(ctx context.Context) (snapshot, err error) {
	if x.Snapshot != "" {
		snapshot = x.restore()
	}
	err = x.CatchUp(ctx)
	if errors.Is(err, fault.Damaged) && x.cursor != "" {
		snapshot = fmt.Errorf("snapshot of the index %s: it belongs to other data; it is made anew", x.Snapshot)
		x.reset()
		err = x.CatchUp(ctx)
	}
	return snapshot, err
}

// reset forgets everything.
func (x *Index) reset() {
	x.following.Lock()
	defer x.following.Unlock()
	x.cursor = ""
	x.now.Store(&layers{live: newOverlay(), base: &base{}})
}

func (x *Index) restore() error {
	file, err := os.Open(x.Snapshot)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	b, cursor, err := readSnapshot(file)
	if err != nil {
		return fmt.Errorf("snapshot of the index %s: %w; it is made anew", x.Snapshot, err)
	}
	x.following.Lock()
	defer x.following.Unlock()
	x.cursor = cursor
	x.now.Store(&layers{live: newOverlay(), base: b})
	return nil
}

// save writes the snapshot, so that a crash leaves the old one or the new one.
func (x *Index) save() error {
	x.following.Lock()
	defer x.following.Unlock()
	if x.Snapshot == "" || x.AsOf().IsZero() {
		return nil
	}
	l := x.now.Load()
	merged := l.base.merged(l.live)
	next := x.Snapshot + ".new"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(writeSnapshot(file, merged, x.cursor), file.Sync(), file.Close())
	if err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return os.Rename(next, filepath.Clean(x.Snapshot))
}

// writer writes the parts of a snapshot and keeps the first error.
type writer struct {
	to  *bufio.Writer
	sum hash.Hash32
	err error
}

func writeSnapshot(file io.Writer, b *base, cursor reputation.Cursor) error {
	w := &writer{sum: crc32.New(castagnoli)}
	w.to = bufio.NewWriterSize(io.MultiWriter(file, w.sum), 1<<20)
	w.bytes([]byte(magic))
	w.u32(reputation.FormulaVersion)
	w.text(string(cursor))
	w.u64(uint64(len(b.numbers)))
	for _, n := range b.numbers {
		w.u64(n)
	}
	for _, p := range b.packed {
		w.u64(uint64(p))
	}
	for _, d := range b.first {
		w.u16(uint16(d))
	}
	w.u64(uint64(len(b.details)))
	for number, detail := range b.details {
		w.u64(number)
		w.text(detail)
	}
	w.u64(uint64(len(b.others)))
	for key, e := range b.others {
		w.text(key.String())
		w.u64(uint64(e.packed))
		w.u16(uint16(e.first))
		w.text(e.detail)
	}
	w.u64(uint64(len(b.crowds)))
	for block, c := range b.crowds {
		w.text(block)
		w.crowd(c)
	}
	if err := errors.Join(w.err, w.to.Flush()); err != nil {
		return err
	}
	_, err := file.Write(binary.LittleEndian.AppendUint32(nil, w.sum.Sum32()))
	return err
}

func (w *writer) bytes(b []byte) {
	if _, err := w.to.Write(b); err != nil && w.err == nil {
		w.err = err
	}
}

func (w *writer) u16(v uint16) { w.bytes(binary.LittleEndian.AppendUint16(w.to.AvailableBuffer(), v)) }
func (w *writer) u32(v uint32) { w.bytes(binary.LittleEndian.AppendUint32(w.to.AvailableBuffer(), v)) }
func (w *writer) u64(v uint64) { w.bytes(binary.LittleEndian.AppendUint64(w.to.AvailableBuffer(), v)) }

func (w *writer) float(v float64) { w.u64(math.Float64bits(v)) }

func (w *writer) text(s string) {
	w.u32(uint32(len(s)))
	w.bytes([]byte(s))
}

func (w *writer) crowd(c crowd) {
	w.u32(uint32(len(c)))
	for _, k := range c {
		w.bytes([]byte{k.number})
		w.float(k.bad)
		w.float(k.fine)
		w.bytes([]byte{byte(len(k.networks))})
		for _, n := range k.networks {
			w.bytes([]byte{n.bucket})
			w.float(n.mass)
		}
	}
}
