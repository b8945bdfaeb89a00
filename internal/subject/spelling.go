package subject

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxSpelling = 256  // bytes of a number or account; a tel: URI with parameters is the longest honest one
	maxURL      = 4096 // bytes of a URL
	maxDialled  = 32   // digits of a spelling; 00 86 and a port of 20 is the longest honest one
)

// spelling is what a human or a program wrote for a number, reduced to what is dialled.
type spelling struct {
	digits string // ASCII digits, at least one
	plus   bool   // a plus sign stood before them: they begin with a country calling code
}

// String returns the digits, after a plus sign if there was one.
func (s spelling) String() string {
	if s.plus {
		return "+" + s.digits
	}
	return s.digits
}

// spell reduces raw to what is dialled. Letters and signs are refused here, because phonenumbers would
// turn them into keypad digits and so into somebody else's number.
func spell(raw string) (spelling, error) {
	text, problem := plainText(raw, maxSpelling)
	if problem != "" {
		return spelling{}, &Error{Problem: problem}
	}
	text, problem = dialString(text)
	if problem != "" {
		return spelling{}, &Error{Problem: problem}
	}
	var digits strings.Builder
	plus := false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Nd, r):
			digits.WriteByte(asciiDigit(r))
		case r == '+' && !plus && digits.Len() == 0:
			plus = true
		case isSeparator(r):
		case unicode.IsLetter(r), unicode.IsMark(r):
			return spelling{}, &Error{Problem: Letters}
		default:
			return spelling{}, &Error{Problem: Symbols}
		}
	}
	switch {
	case digits.Len() == 0:
		return spelling{}, &Error{Problem: NoSuchForm}
	case digits.Len() > maxDialled:
		return spelling{}, &Error{Problem: TooLong}
	}
	return spelling{digits: digits.String(), plus: plus}, nil
}

// plainText returns raw, of at most limit bytes, in NFKC, without characters that nobody sees and without
// space around it.
func plainText(raw string, limit int) (string, Problem) {
	switch {
	case len(raw) > limit:
		return "", TooLong
	case !utf8.ValidString(raw):
		return "", NotUTF8
	}
	text := strings.TrimSpace(strings.Map(dropInvisible, norm.NFKC.String(raw)))
	if text == "" {
		return "", Empty
	}
	return text, ""
}

// dropInvisible removes what changes only how text is displayed: format characters (bidirectional
// overrides, zero-width joiners, soft hyphens), and the variation selectors and keycaps that make an
// emoji of a digit.
func dropInvisible(r rune) rune {
	const keycap = '\u20e3'
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == keycap {
		return -1
	}
	return r
}

// dialString takes the number out of a tel: URI (RFC 3966), whose global phone-context is put before it,
// and undoes the %2B that a path or a query may have left. Other texts are returned as they are.
func dialString(text string) (string, Problem) {
	if len(text) >= 4 && strings.EqualFold(text[:4], "tel:") {
		number, parameters, _ := strings.Cut(text[4:], ";")
		for parameter := range strings.SplitSeq(parameters, ";") {
			name, value, _ := strings.Cut(parameter, "=")
			switch strings.ToLower(name) {
			case "ext":
				return "", Letters
			case "phone-context":
				if strings.HasPrefix(value, "+") && !strings.HasPrefix(number, "+") {
					number = value + " " + number
				}
			}
		}
		text = number
	}
	if len(text) >= 3 && strings.EqualFold(text[:3], "%2b") {
		text = "+" + text[3:]
	}
	return text, ""
}

// isSeparator reports whether r only groups digits. The katakana sound mark stands for a dash in numbers
// typed on a Japanese keyboard.
func isSeparator(r rune) bool {
	switch r {
	case '.', '/', '(', ')', '[', ']', '\t', '\n', '\r', '·', '•', '‧', '・', '\u2212', 'ー':
		return true
	}
	return unicode.Is(unicode.Zs, r) || unicode.Is(unicode.Pd, r)
}

// asciiDigit returns the digit that r, of category Nd, means. Unicode keeps such digits in runs of ten
// that start with zero.
func asciiDigit(r rune) byte {
	if r <= '9' {
		return byte(r)
	}
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return '0' + byte((r-rune(run.Lo))%10)
		}
	}
	for _, run := range unicode.Nd.R32 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return '0' + byte((r-rune(run.Lo))%10)
		}
	}
	return '0'
}
