package smstext

import (
	"slices"

	"ringfence/internal/scan"
)

// phrases are words, and what each means. They are in lower case; a space in one stands for any run of blanks.
type phrases[T any] map[rune][]phrase[T] // by the first character, longest first

type phrase[T any] struct {
	runes []rune
	means T
}

// newPhrases returns the words of a table.
func newPhrases[T comparable](table map[T][]string) phrases[T] {
	x := phrases[T]{}
	for means, words := range table {
		for _, w := range words {
			r := []rune(w)
			x[r[0]] = append(x[r[0]], phrase[T]{r, means})
		}
	}
	for _, group := range x {
		slices.SortFunc(group, func(a, b phrase[T]) int { return len(b.runes) - len(a.runes) })
	}
	return x
}

// at returns what the longest phrase at i means and where it ends. A Latin word is not found within a longer one.
func (x phrases[T]) at(p *scan.Page, i int) (means T, end int, ok bool) {
	if continues(p.At(i)) && continues(p.At(i-1)) {
		return means, i, false
	}
	for _, w := range x[p.LowAt(i)] {
		if end, ok := w.endsAt(p, i); ok {
			return w.means, end, true
		}
	}
	return means, i, false
}

// endsAt returns where the phrase ends that begins at i, if it stands there.
func (w phrase[T]) endsAt(p *scan.Page, i int) (int, bool) {
	for _, r := range w.runes {
		if r != ' ' {
			if p.LowAt(i) != r {
				return 0, false
			}
			i++
			continue
		}
		if !isSpace(p.At(i)) {
			return 0, false
		}
		for isSpace(p.At(i)) {
			i++
		}
	}
	return i, !continues(p.At(i-1)) || !continues(p.At(i)) && p.At(i) != '_'
}

// continues reports whether r makes a word longer: a letter of an alphabet, since a Chinese word has no bounds to be seen.
func continues(r rune) bool { return scan.IsWord(r) && !scan.IsHan(r) && !scan.IsDigit(r) }

func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }
