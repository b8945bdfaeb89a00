package index

import (
	"slices"
	"strings"
)

// details are the encoded judgements of the few numbers that are not plain, one after the other: 12 bytes for
// each beside its text, where a map of strings would take 60. Together they are shorter than 4 GB.
type details struct {
	numbers []uint64 // ascending
	ends    []uint32 // of each one's text
	text    string
	toward  steps // into numbers
}

// find returns the detail of a number, or "".
func (d *details) find(number uint64) string {
	i, ok := d.toward.find(d.numbers, number)
	if !ok {
		return ""
	}
	return d.text[d.start(i):d.ends[i]]
}

// start returns where the text of the i-th begins, which is the end of all when there are i.
func (d *details) start(i int) uint32 {
	if i == 0 {
		return 0
	}
	return d.ends[i-1]
}

// merged returns the details with changes, which are sorted, laid over them.
func (d *details) merged(changes []change) details {
	some, long := len(d.numbers), len(d.text)
	for _, c := range changes {
		some, long = some+min(len(c.detail), 1), long+len(c.detail)
	}
	m := details{numbers: make([]uint64, 0, some), ends: make([]uint32, 0, some)}
	var text strings.Builder
	text.Grow(long)
	i := 0
	keep := func(to int) {
		m.numbers = append(m.numbers, d.numbers[i:to]...)
		from := d.start(i)
		shift := uint32(text.Len()) - from
		for _, end := range d.ends[i:to] {
			m.ends = append(m.ends, end+shift)
		}
		text.WriteString(d.text[from:d.start(to)])
		i = to
	}
	for _, c := range changes {
		at, found := slices.BinarySearch(d.numbers[i:], c.number)
		keep(i + at)
		if found {
			i++
		}
		if c.detail != "" {
			text.WriteString(c.detail)
			m.numbers, m.ends = append(m.numbers, c.number), append(m.ends, uint32(text.Len()))
		}
	}
	keep(len(d.numbers))
	m.text, m.toward = text.String(), newSteps(m.numbers)
	return m
}
