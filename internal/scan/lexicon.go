package scan

import "slices"

// Lexicon is a set of words that can be looked up at a place on a page, forwards or backwards, in any case.
type Lexicon struct {
	first, last wordIndex
}

// NewLexicon returns the lexicon of words, which are in lower case and not empty.
func NewLexicon(words ...string) *Lexicon {
	l := &Lexicon{wordIndex{words: map[rune][][]rune{}}, wordIndex{words: map[rune][][]rune{}}}
	for _, s := range words {
		w := []rune(s)
		l.first.add(w[0], w)
		l.last.add(w[len(w)-1], w)
	}
	return l
}

// wordIndex holds words by one of their runes, longest first.
type wordIndex struct {
	known RuneSet // saves looking for the runes that are in no word, which are most
	words map[rune][][]rune
}

func (x *wordIndex) add(r rune, word []rune) {
	x.known.add(r)
	x.words[r] = append(x.words[r], word)
	slices.SortStableFunc(x.words[r], func(a, b []rune) int { return len(b) - len(a) })
}

func (x *wordIndex) of(r rune) [][]rune {
	if !x.known.Has(r) {
		return nil
	}
	return x.words[r]
}

// StartsAt returns the length of the longest word that starts at i, or 0. A word that starts with a Latin letter must not continue one.
func (l *Lexicon) StartsAt(p *Page, i int) int {
	for _, w := range l.first.of(p.LowAt(i)) {
		if Same(p, i, w) && !(IsLetter(w[0]) && IsLetter(p.At(i-1))) {
			return len(w)
		}
	}
	return 0
}

// EndsAt returns the length of the longest word that ends before i, or 0. A word that starts with a Latin letter must not continue one.
func (l *Lexicon) EndsAt(p *Page, i int) int {
	for _, w := range l.last.of(p.LowAt(i - 1)) {
		s := i - len(w)
		if Same(p, s, w) && !(IsLetter(w[0]) && IsLetter(p.At(s-1))) {
			return len(w)
		}
	}
	return 0
}

// Same reports whether w, in lower case, stands at i.
func Same(p *Page, i int, w []rune) bool {
	if i < 0 || i+len(w) > len(p.Low) {
		return false
	}
	for k, r := range w {
		if p.Low[i+k] != r {
			return false
		}
	}
	return true
}

// links are the words that stand between a cue and its value: 身份证号码是：…, "ID number is …".
var links = NewLexicon("是", "为", "号", "码", "号码", "叫", "我的", "了", ":", "=", "#", "-", "(", "\"", "“", "「", "『", "【", "[", "<", "'", " ",
	"\n", "\t", "is", "was", "are", "no", "no.", "number", "num", "id", "code", "账号", "帐号", "of", "the", "at", "on", "me", "it's")

// longestLink bounds the reading between a cue and its value.
const longestLink = 16

// CuedBy reports whether one of the cues stands before i, with nothing but links in between.
func (p *Page) CuedBy(cues *Lexicon, i int) bool {
	for from := i - longestLink; i > from; {
		if cues.EndsAt(p, i) > 0 {
			return true
		}
		n := links.EndsAt(p, i)
		if n == 0 {
			return false
		}
		i -= n
	}
	return false
}

// AfterLinks returns where the value begins that a cue ending at i announces.
func (p *Page) AfterLinks(i int) int {
	for to := i + longestLink; i < to; {
		n := links.StartsAt(p, i)
		if n == 0 || IsLetter(p.At(i)) && IsTokenRune(p.At(i+n)) {
			break
		}
		i += n
	}
	return i
}

// Tokens calls visit with every unbroken run of Latin letters, digits, hyphens and underscores.
func (p *Page) Tokens(visit func(start, end int)) {
	for i := 0; i < len(p.Runes); i++ {
		start := i
		for IsTokenRune(p.At(i)) {
			i++
		}
		if i > start {
			visit(start, i)
		}
	}
}

// IsTokenRune reports whether r can be in the name of an account.
func IsTokenRune(r rune) bool { return IsAlnum(r) || r == '_' || r == '-' }

// Count returns how many runes from start to end satisfy is.
func (p *Page) Count(start, end int, is func(rune) bool) int {
	n := 0
	for _, r := range p.Runes[start:end] {
		if is(r) {
			n++
		}
	}
	return n
}
