package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
)

// What is known here of the pages of bbolt, whose format is that of its version 2 and the same in every release: which of them are
// free at the moment of a transaction. The library tells it to writers alone.
const (
	pageHeader   = 16         // number 8, flags 2, count 2, overflow 4
	flagsAt      = 8          //
	countAt      = 10         //
	flagMeta     = 0x04       // of a page that says where all else is
	flagFree     = 0x10       // of the one that lists free pages
	manyFree     = 0xffff     // a count in whose place the first number of the list is one
	magic        = 0xed0cdaed // of every file
	pagesVersion = 2

	magicAt    = pageHeader // in a page that says where all else is: magic, version, page size and flags, 4 each, and then 8 each
	versionAt  = magicAt + 4
	freelistAt = magicAt + 32 // after the root and its sequence number
	highestAt  = freelistAt + 8
	wordSize   = 8
)

var errPages = errors.New("pages of a format that this program does not know")

// freePages returns the numbers of all pages that are free in a transaction for reading, in their order. While it is open none of
// them is used for what it sees, and the list itself stays where it is.
func freePages(tx *bbolt.Tx) ([]uint64, error) {
	var first firstPage
	if _, err := tx.WriteTo(&first); first.page == nil {
		return nil, errors.Join(err, errPages)
	}
	size := tx.DB().Info().PageSize
	page := first.page
	if len(page) != size || size < highestAt+wordSize || flags(page) != flagMeta || half(page, magicAt) != magic ||
		half(page, versionAt) != pagesVersion {
		return nil, fmt.Errorf("%w: %w", fault.Damaged, errPages)
	}
	free, err := readFree(tx.DB().Path(), word(page, freelistAt), size)
	if err != nil {
		return nil, err
	}
	slices.Sort(free)
	if n := len(free); n > 0 && free[n-1] >= word(page, highestAt) || slices.Contains(free, 0) || slices.Contains(free, 1) {
		return nil, fmt.Errorf("%w: %w", fault.Damaged, errPages)
	}
	return free, nil
}

// readFree reads the list of free pages.
func readFree(path string, at uint64, size int) ([]uint64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	head := make([]byte, pageHeader+wordSize)
	offset := int64(at) * int64(size)
	if _, err := file.ReadAt(head, offset); err != nil {
		return nil, err
	}
	n, begin := uint64(binary.NativeEndian.Uint16(head[countAt:])), pageHeader
	if n == manyFree {
		n, begin = word(head, pageHeader), pageHeader+wordSize
	}
	if info, err := file.Stat(); err != nil || flags(head) != flagFree || word(head, 0) != at || n > uint64(info.Size())/uint64(size) {
		return nil, fmt.Errorf("%w: %w", fault.Damaged, errors.Join(err, errPages))
	}
	list := make([]byte, n*wordSize)
	if _, err := file.ReadAt(list, offset+int64(begin)); err != nil {
		return nil, err
	}
	free := make([]uint64, n)
	for i := range free {
		free[i] = word(list, i*wordSize)
	}
	return free, nil
}

func flags(page []byte) uint16 { return binary.NativeEndian.Uint16(page[flagsAt:]) }

func half(page []byte, at int) uint32 { return binary.NativeEndian.Uint32(page[at:]) }

func word(page []byte, at int) uint64 { return binary.NativeEndian.Uint64(page[at:]) }

// firstPage takes the first page of what is written to it.
type firstPage struct{ page []byte }

var errEnough = errors.New("enough")

func (p *firstPage) Write(b []byte) (int, error) {
	p.page = slices.Clone(b)
	return 0, errEnough
}
