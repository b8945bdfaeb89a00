package redact

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
)

// opaque stands for a value already taken out, and for everything beyond the ends of a page. It is no character, so no rule
// matches it or reads across it.
const opaque rune = utf8.MaxRune + 1

// page is a text as the detectors read it: every rune folded by fold, values already taken out each replaced by one opaque rune.
// Since folding looks at one rune at a time, the page of a text with its labels equals the page on which the detectors found
// nothing more; that is why redacting twice changes nothing.
type page struct {
	runes    []rune
	low      []rune // runes in lower case
	from, to []int  // the bytes of the original that each rune came from
	kept     []bool // part of a kept subject
	digits   []group
	shade    []byte // see shadow; nil when it must be made anew
}

// match is a detector's finding, in runes of the page.
type match struct {
	start, end int
	kind       Kind
}

func newPage(text string) *page {
	n := utf8.RuneCountInString(text)
	p := &page{runes: make([]rune, 0, n), from: make([]int, 0, n), to: make([]int, 0, n)}
	var folded []rune
	for i := 0; i < len(text); {
		if n := labelAt(text[i:]); n > 0 {
			p.runes, p.from, p.to = append(p.runes, opaque), append(p.from, i), append(p.to, i+n)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		folded = folded[:0]
		if r != utf8.RuneError || n > 1 { // a broken byte is read as nothing: it must not hide a number
			folded = fold(folded, r)
		}
		if last := len(p.to) - 1; len(folded) == 0 && last >= 0 && unicode.Is(unicode.M, r) {
			p.to[last] = i + n // a mark or keycap goes where its base goes
		}
		for _, f := range folded {
			p.runes, p.from, p.to = append(p.runes, f), append(p.from, i), append(p.to, i+n)
		}
		i += n
	}
	p.low = make([]rune, len(p.runes))
	for i, r := range p.runes {
		p.low[i] = lower(r)
	}
	p.kept = make([]bool, len(p.runes))
	p.digits = p.findGroups()
	return p
}

func lower(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf || isHan(r) || r == opaque:
		return r
	}
	return unicode.ToLower(r)
}

// at returns the rune at i, and opaque beyond the ends.
func (p *page) at(i int) rune {
	if i < 0 || i >= len(p.runes) {
		return opaque
	}
	return p.runes[i]
}

// lowAt is at in lower case.
func (p *page) lowAt(i int) rune {
	if i < 0 || i >= len(p.low) {
		return opaque
	}
	return p.low[i]
}

// keep marks runes as part of a kept subject, whole original runes at a time.
func (p *page) keep(start, end int) {
	start, end = p.widen(start, end)
	for i := start; i < end; i++ {
		p.kept[i] = true
	}
}

// widen stretches a range so that it does not cut what one original rune became (⑴ is three runes here).
func (p *page) widen(start, end int) (int, int) {
	for start > 0 && p.from[start-1] == p.from[start] {
		start--
	}
	for end < len(p.runes) && p.from[end-1] == p.from[end] {
		end++
	}
	return start, end
}

// mask takes the findings out of the page, except what is kept, and returns them as spans of the original text.
func (p *page) mask(found []match) []Span {
	pieces := p.pieces(found)
	if len(pieces) == 0 {
		return nil
	}
	spans := make([]Span, 0, len(pieces))
	n := pieces[0].start
	for i, m := range pieces {
		spans = append(spans, Span{p.from[m.start], p.to[m.end-1], m.kind})
		p.runes[n], p.low[n], p.kept[n], p.from[n], p.to[n] = opaque, opaque, false, p.from[m.start], p.to[m.end-1]
		n++
		next := len(p.runes)
		if i+1 < len(pieces) {
			next = pieces[i+1].start
		}
		copy(p.runes[n:], p.runes[m.end:next])
		copy(p.low[n:], p.low[m.end:next])
		copy(p.kept[n:], p.kept[m.end:next])
		copy(p.from[n:], p.from[m.end:next])
		n += copy(p.to[n:], p.to[m.end:next])
	}
	p.runes, p.low, p.kept, p.from, p.to = p.runes[:n], p.low[:n], p.kept[:n], p.from[:n], p.to[:n]
	p.digits, p.shade = p.findGroups(), nil
	return spans
}

// pieces orders the findings, drops those that overlap an earlier one, and cuts out what is kept.
func (p *page) pieces(found []match) []match {
	sort.SliceStable(found, func(i, j int) bool { return found[i].start < found[j].start })
	var pieces []match
	done := 0
	for _, m := range found {
		if m.start < done || m.end <= m.start {
			continue
		}
		start, end := p.widen(m.start, m.end)
		start = max(start, done)
		done = end
		if !slices.Contains(p.kept[start:end], true) {
			pieces = append(pieces, match{start, end, m.kind})
			continue
		}
		for i := start; i < end; i++ {
			if p.kept[i] {
				continue
			}
			j := i
			for j < end && !p.kept[j] {
				j++
			}
			if slices.ContainsFunc(p.runes[i:j], isWord) { // the comma between two kept numbers is nobody's data
				pieces = append(pieces, match{i, j, m.kind})
			}
			i = j
		}
	}
	return pieces
}

// rest returns all that is left on the page.
func (p *page) rest() []match {
	var all []match
	for i := 0; i < len(p.runes); i++ {
		j := i
		for j < len(p.runes) && p.runes[j] != opaque {
			j++
		}
		if j > i {
			all = append(all, match{i, j, Removed})
		}
		i = j
	}
	return all
}

// What a shadow has where no ASCII stands.
const (
	shadowTaken = 0
	shadowOther = 0xFF
)

// shadow returns the page as one byte a rune, for regular expressions about ASCII: accented letters become x or X.
func (p *page) shadow() []byte {
	if p.shade == nil {
		p.shade = make([]byte, len(p.runes))
		for i, r := range p.runes {
			p.shade[i] = shadowOf(r)
		}
	}
	return p.shade
}

func shadowOf(r rune) byte {
	switch {
	case r < utf8.RuneSelf:
		return byte(r)
	case r == opaque:
		return shadowTaken
	case r > 0x24F:
		return shadowOther
	case unicode.IsUpper(r):
		return 'X'
	case unicode.IsLetter(r):
		return 'x'
	}
	return shadowOther
}
