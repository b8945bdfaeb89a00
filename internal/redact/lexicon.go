package redact

import "slices"

// lexicon is a set of words that can be looked up at a place on a page, forwards or backwards, in any case.
type lexicon struct {
	first, last wordIndex
}

func newLexicon(words ...string) *lexicon {
	l := &lexicon{wordIndex{words: map[rune][][]rune{}}, wordIndex{words: map[rune][][]rune{}}}
	for _, s := range words {
		w := []rune(s)
		l.first.add(w[0], w)
		l.last.add(w[len(w)-1], w)
	}
	return l
}

// wordIndex holds words by one of their runes, longest first.
type wordIndex struct {
	known runeSet // saves looking for the runes that are in no word, which are most
	words map[rune][][]rune
}

func (x *wordIndex) add(r rune, word []rune) {
	x.known.add(r)
	x.words[r] = append(x.words[r], word)
	slices.SortStableFunc(x.words[r], func(a, b []rune) int { return len(b) - len(a) })
}

func (x *wordIndex) of(r rune) [][]rune {
	if !x.known.has(r) {
		return nil
	}
	return x.words[r]
}

// startsAt returns the length of the longest word that starts at i, or 0. A word that starts with a Latin letter must not continue one.
func (l *lexicon) startsAt(p *page, i int) int {
	for _, w := range l.first.of(p.lowAt(i)) {
		if same(p, i, w) && !(isLetter(w[0]) && isLetter(p.at(i-1))) {
			return len(w)
		}
	}
	return 0
}

// endsAt returns the length of the longest word that ends before i, or 0. A word that starts with a Latin letter must not continue one.
func (l *lexicon) endsAt(p *page, i int) int {
	for _, w := range l.last.of(p.lowAt(i - 1)) {
		s := i - len(w)
		if same(p, s, w) && !(isLetter(w[0]) && isLetter(p.at(s-1))) {
			return len(w)
		}
	}
	return 0
}

func same(p *page, i int, w []rune) bool {
	if i < 0 || i+len(w) > len(p.low) {
		return false
	}
	for k, r := range w {
		if p.low[i+k] != r {
			return false
		}
	}
	return true
}

// links are the words that stand between a cue and its value: 身份证号码是：…, "ID number is …".
var links = newLexicon("是", "为", "号", "码", "号码", "叫", "我的", "了", ":", "=", "#", "-", "(", "\"", "“", "「", "『", "【", "[", "<", "'", " ",
	"\n", "\t", "is", "was", "are", "no", "no.", "number", "num", "id", "code", "账号", "帐号", "of", "the", "at", "on", "me", "it's")

// longestLink bounds the reading between a cue and its value.
const longestLink = 16

// cuedBy reports whether one of the cues stands before i, with nothing but links in between.
func (p *page) cuedBy(cues *lexicon, i int) bool {
	for from := i - longestLink; i > from; {
		if cues.endsAt(p, i) > 0 {
			return true
		}
		n := links.endsAt(p, i)
		if n == 0 {
			return false
		}
		i -= n
	}
	return false
}

// afterLinks returns where the value begins that a cue ending at i announces.
func (p *page) afterLinks(i int) int {
	for to := i + longestLink; i < to; {
		n := links.startsAt(p, i)
		if n == 0 || isLetter(p.at(i)) && isTokenRune(p.at(i+n)) {
			break
		}
		i += n
	}
	return i
}

// tokens calls visit with every unbroken run of Latin letters, digits, hyphens and underscores.
func (p *page) tokens(visit func(start, end int)) {
	for i := 0; i < len(p.runes); i++ {
		start := i
		for isTokenRune(p.at(i)) {
			i++
		}
		if i > start {
			visit(start, i)
		}
	}
}

func isTokenRune(r rune) bool { return isAlnum(r) || r == '_' || r == '-' }

// count returns how many runes from start to end satisfy is.
func (p *page) count(start, end int, is func(rune) bool) int {
	n := 0
	for _, r := range p.runes[start:end] {
		if is(r) {
			n++
		}
	}
	return n
}
