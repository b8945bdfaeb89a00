package web

import (
	"strings"
	"unicode"

	"ringfence/web/catalogue"
)

// Lines of an image must be broken before anybody knows which typeface draws them: letters are taken to be as wide as those of the wider
// ones, so that what fits here fits everywhere.

// breakable stands where a line of Chinese may end.
const breakable = "\u200b"

// wrap breaks a text into lines that are at most so many em wide, and about as wide as each other. A word that is wider by itself is not broken.
func wrap(l catalogue.Lang, text string, most float64) []string {
	lines := fill(l, text, most)
	for width := most; len(lines) > 1; width -= most / 40 {
		narrower := fill(l, text, width)
		if len(narrower) > len(lines) || widest(narrower) > width {
			break
		}
		lines = narrower
	}
	return lines
}

// fill puts as much into each line as it holds.
func fill(l catalogue.Lang, text string, most float64) (lines []string) {
	line := ""
	for _, piece := range pieces(l, text) {
		if line != "" && emWide(strings.TrimRight(line+piece, " ")) > most {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		line += piece
	}
	return append(lines, line)
}

// pieces are the parts of a text that stay together: words, and in Chinese what stands between the places where a line may end, or where
// there are none single characters with the punctuation after them.
func pieces(l catalogue.Lang, text string) []string {
	switch {
	case strings.Contains(text, breakable):
		return strings.Split(text, breakable)
	case l == catalogue.ZhCN:
		return characters(text)
	}
	return strings.SplitAfter(text, " ")
}

func characters(text string) (all []string) {
	for _, r := range text {
		joins := len(all) > 0 && (unicode.IsPunct(r) && !strings.ContainsRune("“（《", r) || strings.HasSuffix(all[len(all)-1], "“") || isLatin(r) && endsLatin(all[len(all)-1]))
		if joins {
			all[len(all)-1] += string(r)
		} else {
			all = append(all, string(r))
		}
	}
	return all
}

func isLatin(r rune) bool { return r < 0x250 && r != ' ' }

func endsLatin(s string) bool { return isLatin([]rune(s)[len([]rune(s))-1]) }

// widest returns the width of the widest line.
func widest(lines []string) (most float64) {
	for _, line := range lines {
		most = max(most, emWide(line))
	}
	return most
}

// emWide is how wide a line is, in em, in bold.
func emWide(line string) (wide float64) {
	for _, r := range line {
		switch {
		case r == '\u200b':
		case r >= 0x2e80 || r == '“' || r == '”' || r == '—' || r == '…':
			wide++
		case strings.ContainsRune("ijlI.,:;'’!|() ", r):
			wide += .38
		case strings.ContainsRune("mwMW", r):
			wide += .95
		case unicode.IsUpper(r):
			wide += .78
		default:
			wide += .66
		}
	}
	return wide
}
