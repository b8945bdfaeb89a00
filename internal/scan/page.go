// Package scan reads a text rune by rune, whatever width, script or disguise it was typed in, and finds the numbers, words and
// tokens in it. What they mean is for those who scan: redact takes personal data out, message tells who wrote.
//
// Reading is linear in the length of the text, and what is found says where in the original it stands.
package scan

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
)

// Opaque stands for a value already taken out, and for everything beyond the ends of a page. It is no character, so no rule
// matches it or reads across it.
const Opaque rune = utf8.MaxRune + 1

// Page is a text as the detectors read it: every rune folded, values already taken out each replaced by one Opaque rune.
// Since folding looks at one rune at a time, the page of a text with its labels equals the page on which the detectors found
// nothing more; that is why redacting twice changes nothing.
type Page struct {
	Runes    []rune
	Low      []rune  // Runes in lower case
	Digits   []Group // the unbroken runs of digits
	from, to []int   // the bytes of the original that each rune came from
	kept     []bool  // part of what must stay readable
	shade    []byte  // see Shadow; nil when it must be made anew
}

// Kind says what sort of thing a detector found. Whoever detects has kinds of his own.
type Kind string

// Match is a detector's finding, in runes of the page.
type Match struct {
	Start, End int
	Kind       Kind
}

// Span is a Match in the text given: the bytes Start to End (exclusive), never inside a valid rune.
type Span struct {
	Start, End int
	Kind       Kind
}

// New returns the page of a text. taken says how many bytes from the given one on are a value that was taken out before, or 0.
func New(text string, taken func(at int) int) *Page {
	n := utf8.RuneCountInString(text)
	p := &Page{Runes: make([]rune, 0, n), from: make([]int, 0, n), to: make([]int, 0, n)}
	var folded []rune
	for i := 0; i < len(text); {
		if n := taken(i); n > 0 {
			p.Runes, p.from, p.to = append(p.Runes, Opaque), append(p.from, i), append(p.to, i+n)
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
			p.Runes, p.from, p.to = append(p.Runes, f), append(p.from, i), append(p.to, i+n)
		}
		i += n
	}
	p.Low = make([]rune, len(p.Runes))
	for i, r := range p.Runes {
		p.Low[i] = Lower(r)
	}
	p.kept = make([]bool, len(p.Runes))
	p.Digits = p.findGroups()
	return p
}

// Lower returns r in lower case.
func Lower(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf || IsHan(r) || r == Opaque:
		return r
	}
	return unicode.ToLower(r)
}

// At returns the rune at i, and Opaque beyond the ends.
func (p *Page) At(i int) rune {
	if i < 0 || i >= len(p.Runes) {
		return Opaque
	}
	return p.Runes[i]
}

// LowAt is At in lower case.
func (p *Page) LowAt(i int) rune {
	if i < 0 || i >= len(p.Low) {
		return Opaque
	}
	return p.Low[i]
}

// KeepNothing takes away what Keep marked.
func (p *Page) KeepNothing() { clear(p.kept) }

// Keep marks runes as part of a kept subject, whole original runes at a time.
func (p *Page) Keep(start, end int) {
	start, end = p.widen(start, end)
	for i := start; i < end; i++ {
		p.kept[i] = true
	}
}

// Kept returns what Keep marked, in the order of the text, as findings of one kind.
func (p *Page) Kept(kind Kind) []Span {
	var spans []Span
	for i := 0; i < len(p.kept); i++ {
		if !p.kept[i] {
			continue
		}
		j := i
		for j < len(p.kept) && p.kept[j] {
			j++
		}
		spans = append(spans, p.Span(Match{i, j, kind}))
		i = j
	}
	return spans
}

// widen stretches a range so that it does not cut what one original rune became (⑴ is three runes here).
func (p *Page) widen(start, end int) (int, int) {
	for start > 0 && p.from[start-1] == p.from[start] {
		start--
	}
	for end < len(p.Runes) && p.from[end-1] == p.from[end] {
		end++
	}
	return start, end
}

// Wide reports whether the rune at i stands for more than one byte of the original, as no ASCII does.
func (p *Page) Wide(i int) bool { return p.to[i]-p.from[i] > 1 }

// Span returns where in the original a match of at least one rune stands.
func (p *Page) Span(m Match) Span { return Span{p.from[m.Start], p.to[m.End-1], m.Kind} }

// Mask takes the findings out of the page, except what is kept, and returns them as spans of the original text.
func (p *Page) Mask(found []Match) []Span {
	pieces := p.pieces(found)
	if len(pieces) == 0 {
		return nil
	}
	spans := make([]Span, 0, len(pieces))
	n := pieces[0].Start
	for i, m := range pieces {
		spans = append(spans, p.Span(m))
		p.Runes[n], p.Low[n], p.kept[n], p.from[n], p.to[n] = Opaque, Opaque, false, p.from[m.Start], p.to[m.End-1]
		n++
		next := len(p.Runes)
		if i+1 < len(pieces) {
			next = pieces[i+1].Start
		}
		copy(p.Runes[n:], p.Runes[m.End:next])
		copy(p.Low[n:], p.Low[m.End:next])
		copy(p.kept[n:], p.kept[m.End:next])
		copy(p.from[n:], p.from[m.End:next])
		n += copy(p.to[n:], p.to[m.End:next])
	}
	p.Runes, p.Low, p.kept, p.from, p.to = p.Runes[:n], p.Low[:n], p.kept[:n], p.from[:n], p.to[:n]
	p.Digits, p.shade = p.findGroups(), nil
	return spans
}

// pieces orders the findings, drops those that overlap an earlier one, and cuts out what is kept.
func (p *Page) pieces(found []Match) []Match {
	sort.SliceStable(found, func(i, j int) bool { return found[i].Start < found[j].Start })
	var pieces []Match
	done := 0
	for _, m := range found {
		if m.Start < done || m.End <= m.Start {
			continue
		}
		start, end := p.widen(m.Start, m.End)
		start = max(start, done)
		done = end
		if !slices.Contains(p.kept[start:end], true) {
			pieces = append(pieces, Match{start, end, m.Kind})
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
			if slices.ContainsFunc(p.Runes[i:j], IsWord) { // the comma between two kept numbers is nobody's data
				pieces = append(pieces, Match{i, j, m.Kind})
			}
			i = j
		}
	}
	return pieces
}

// Rest returns all that is left on the page, as findings of one kind.
func (p *Page) Rest(kind Kind) []Match {
	var all []Match
	for i := 0; i < len(p.Runes); i++ {
		j := i
		for j < len(p.Runes) && p.Runes[j] != Opaque {
			j++
		}
		if j > i {
			all = append(all, Match{i, j, kind})
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

// Shadow returns the page as one byte a rune, for regular expressions about ASCII: accented letters become x or X.
func (p *Page) Shadow() []byte {
	if p.shade == nil {
		p.shade = make([]byte, len(p.Runes))
		for i, r := range p.Runes {
			p.shade[i] = shadowOf(r)
		}
	}
	return p.shade
}

func shadowOf(r rune) byte {
	switch {
	case r < utf8.RuneSelf:
		return byte(r)
	case r == Opaque:
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
