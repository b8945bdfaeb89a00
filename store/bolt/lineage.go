package bolt

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// lineage tells histories apart: when a file is restored from a backup and written to, the same sequence
// numbers name other writes than those that followers of the lost file have seen. So each opening of the file
// begins a stretch of numbers with a name of its own, and a cursor bears the name of its stretch.
//
// It is kept as text, a line for each stretch, oldest first: the number before its first, and its name.
type lineage []stretch

type stretch struct {
	after uint64 // its writes have greater numbers
	name  string // drawn at random
}

// maxStretches bounds the lineage. Cursors of older stretches are as those of other data.
const maxStretches = 100

// lineage returns that of the file. What cannot be read of it names nothing, so no cursor fits.
func (tx tx) lineage() (l lineage) {
	for line := range strings.Lines(tx.meta(metaLineage)) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		after, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return nil
		}
		l = append(l, stretch{after, name})
	}
	return l
}

// beginStretch gives what will be written from now on a name. A stretch without a write gives its place up.
func (tx tx) beginStretch() error {
	l, last := tx.lineage(), tx.in(changesBucket).Sequence()
	if n := len(l); n > 0 && l[n-1].after == last {
		l = l[:n-1]
	}
	if len(l) == 0 {
		last = 0
	}
	l = append(l, stretch{last, rand.Text()})
	l = l[max(0, len(l)-maxStretches):]
	l[0].after = 0 // takes over the numbers of those that are forgotten, so that each has a name
	var text strings.Builder
	for _, s := range l {
		fmt.Fprintf(&text, "%d %s\n", s.after, s.name)
	}
	return tx.in(metaBucket).Put([]byte(metaLineage), []byte(text.String()))
}

// of returns the name of the stretch in which a number was given, or "".
func (l lineage) of(number uint64) (name string) {
	for _, s := range l {
		if s.after < number {
			name = s.name
		}
	}
	return name
}

// cursor returns the cursor after a write, as number@stretch.
func (l lineage) cursor(number uint64) reputation.Cursor {
	if number == 0 {
		return ""
	}
	return reputation.Cursor(strconv.FormatUint(number, 10) + "@" + l.of(number))
}

// sequence returns the number of the write that a cursor comes after, of which last is the greatest.
func (l lineage) sequence(c reputation.Cursor, last uint64) (uint64, error) {
	if c == "" {
		return 0, nil
	}
	number, name, _ := strings.Cut(string(c), "@")
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || n > last || name == "" || name != l.of(n) {
		return 0, fmt.Errorf("cursor: %w", fault.Foreign)
	}
	return n, nil
}
