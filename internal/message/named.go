package message

import (
	"cmp"
	"slices"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// Named is a subject and where it stands: the bytes Start to End (exclusive) of the text.
type Named struct {
	Key        subject.Key
	Start, End int
}

// namedAt returns what the runes from start to end of a page name.
func namedAt(p *scan.Page, key subject.Key, start, end int) Named {
	at := p.Span(scan.Match{Start: start, End: end})
	return Named{key, at.Start, at.End}
}

func inOrder(named []Named) {
	slices.SortStableFunc(named, func(a, b Named) int { return cmp.Compare(a.Start, b.Start) })
}

func spansOf(named []Named) []scan.Span {
	var spans []scan.Span
	for _, n := range named {
		spans = append(spans, scan.Span{Start: n.Start, End: n.End})
	}
	return spans
}

// outside returns the spans that overlap nothing named: the digits of a link belong to it. Both are in the order of the text.
func outside(spans []scan.Span, named []Named) []scan.Span {
	return slices.DeleteFunc(spans, func(s scan.Span) bool { return overlap(named, s.Start, s.End) })
}

// overlap reports whether anything named, in the order of the text, has a byte between start and end.
func overlap(named []Named, start, end int) bool {
	next, _ := slices.BinarySearchFunc(named, start, func(n Named, at int) int { return cmp.Compare(n.End, at+1) })
	return next < len(named) && named[next].Start < end
}
