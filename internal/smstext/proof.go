package smstext

import "ringfence/internal/scan"

// proof reads the code that follows CODE and VERIFY. With more behind it, it is a text that told somebody his code.
func (t *text) proof(v verb, i int) (Message, bool) {
	if six := t.sixDigits(skip(t, i, fillers)); six != "" {
		return Message{Intent: Prove, Code: six}, true
	}
	if v != code {
		return Message{}, false
	}
	return t.withoutSubject(v, i)
}

// sixDigits returns the code, when it is all that stands from i on. It may be written in two groups.
func (t *text) sixDigits(i int) string {
	var code []rune
	for ; i < t.end() && len(code) < CodeDigits; i++ {
		switch r := t.Runes[i]; {
		case scan.IsDigit(r):
			code = append(code, r)
		case scan.IsWord(r) || isTextMark(r) || r == '+':
			return ""
		}
	}
	if len(code) < CodeDigits || !t.over(i) {
		return ""
	}
	return string(code)
}
