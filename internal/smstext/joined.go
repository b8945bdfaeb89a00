package smstext

import (
	"regexp"
	"strings"
	"unicode"
)

// partMark is what carriers put into a long message that they send in parts: (1/2), [2/3], （１／２）.
var partMark = regexp.MustCompile(`[(\[（［【]\s?([1-9１-９])\s?[/／]\s?([1-9１-９])\s?[)\]）］】]`)

// barePartMark is the same without brackets, which says something at the very beginning only.
var barePartMark = regexp.MustCompile(`^([^\pL\pN+]*)[1-9]/[2-9][:：\n]\s*`)

// unjoin takes the marks of parts out of a body: all of them when they count up from one to the end, else those at its two ends. A
// number that was cut between two parts is whole again then.
func unjoin(body string) string {
	marks := partMark.FindAllStringSubmatchIndex(body, -1)
	counted := countsUp(body, marks)
	var b strings.Builder
	done := 0
	for i, m := range marks {
		if counted || i == 0 && isBlank(body[:m[0]]) || i == len(marks)-1 && isBlank(body[m[1]:]) {
			b.WriteString(body[done:m[0]])
			done = m[1]
		}
	}
	b.WriteString(body[done:])
	return barePartMark.ReplaceAllString(b.String(), "$1")
}

// countsUp reports whether the marks are those of all parts of one message, in their order.
func countsUp(body string, marks [][]int) bool {
	for i, m := range marks {
		part, parts := body[m[2]:m[3]], body[m[4]:m[5]]
		if digitOf(part) != i+1 || digitOf(parts) != len(marks) {
			return false
		}
	}
	return len(marks) > 1
}

// digitOf returns the value of one digit, full-width or not.
func digitOf(s string) int {
	r := []rune(s)[0]
	if r >= '０' {
		return int(r - '０')
	}
	return int(r - '0')
}

// isBlank reports whether nothing stands in s that can be read.
func isBlank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0
}
