package smstext

import "ringfence/internal/scan"

// sameInBoth are letters that Chinese carriers have taught, and that tell no language.
var sameInBoth = words("t", "td", "ljdxjb")

// lang returns the language of the message: Chinese where a Chinese character stands in it, else English where a word of letters alone
// does. Links, accounts and codes are in no language.
func (t *text) lang() Lang {
	lang := Lang("")
	for i := 0; i < t.end(); i++ {
		if scan.IsHan(t.Runes[i]) {
			return Chinese
		}
		start := i
		for isInToken(t.At(i)) {
			i++
		}
		if lang == "" && t.isEnglish(start, i) {
			lang = English
		}
		if scan.IsHan(t.At(i)) {
			return Chinese
		}
	}
	return lang
}

// isInToken reports whether r can be in a link, an account or a code as well as in a word.
func isInToken(r rune) bool {
	return scan.IsTokenRune(r) || r == '.' || r == '/' || r == ':' || r == '@'
}

// isEnglish reports whether what stands from start to end is a word, or begins with a word of command, as CALL2025550143.
func (t *text) isEnglish(start, end int) bool {
	for end > start && !scan.IsAlnum(t.Runes[end-1]) {
		end--
	}
	if _, to, ok := sameInBoth.at(t.Page, start); start == end || ok && to == end {
		return false
	}
	if _, _, ok := verbs.at(t.Page, start); ok {
		return true
	}
	return t.Count(start, end, func(r rune) bool { return scan.IsLetter(r) || r == '-' }) == end-start
}
