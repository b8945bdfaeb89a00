package mongo

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// place is a place in the order of writes. It is known that its holder has seen every write with a mark below
// through, and of those from there on the ones in seen.
type place struct {
	last    mark // the greatest that its holder has seen
	through mark // at most last
	seen    map[write]bool
	stretch string // in which last was given
}

// write names the write of a projection: a hash of its subject and mark. With 64 bits, that one of a million
// writes of ten seconds is taken for another happens once in ten million times that it could.
type write uint64

const writeBytes = 8

func writeOf(about string, at mark) write {
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, uint64(at)), about...))
	return write(binary.BigEndian.Uint64(sum[:]))
}

// cursor writes a place down, as last.through.seen@stretch.
func (p place) cursor() reputation.Cursor {
	if p.last == 0 {
		return ""
	}
	var seen []byte
	for w := range p.seen {
		seen = binary.BigEndian.AppendUint64(seen, uint64(w))
	}
	return reputation.Cursor(fmt.Sprintf("%x.%x.%s@%s", uint64(p.last), uint64(p.through), base64.RawURLEncoding.EncodeToString(seen), p.stretch))
}

// placeOf reads what cursor wrote.
func placeOf(c reputation.Cursor) (place, error) {
	if c == "" {
		return place{}, nil
	}
	numbers, stretch, _ := strings.Cut(string(c), "@")
	parts := strings.Split(numbers, ".")
	const kinds = 3
	if len(parts) != kinds || stretch == "" {
		return place{}, fmt.Errorf("cursor: %w", fault.Foreign)
	}
	last, err1 := strconv.ParseUint(parts[0], 16, 64)
	through, err2 := strconv.ParseUint(parts[1], 16, 64)
	seen, err3 := base64.RawURLEncoding.DecodeString(parts[2])
	if err1 != nil || err2 != nil || err3 != nil || len(seen)%writeBytes != 0 {
		return place{}, fmt.Errorf("cursor: %w", fault.Foreign)
	}
	p := place{last: mark(last), through: mark(through), seen: make(map[write]bool, len(seen)/writeBytes), stretch: stretch}
	for ; len(seen) > 0; seen = seen[writeBytes:] {
		p.seen[write(binary.BigEndian.Uint64(seen))] = true
	}
	return p, nil
}
