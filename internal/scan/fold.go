package scan

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold appends what the detectors read in place of r: its NFKC form with every digit in ASCII, one sort of dash, space and
// middle dot, and nothing at all for what cannot be seen (zero-width and control characters, combining marks, keycaps).
func fold(dst []rune, r rune) []rune {
	switch {
	case r < utf8.RuneSelf, IsHan(r):
		return foldOne(dst, r)
	case '！' <= r && r <= '～': // full-width ASCII, the punctuation of every Chinese text
		return foldOne(dst, r-'！'+'!')
	}
	for _, c := range norm.NFKC.String(string(r)) {
		dst = foldOne(dst, c)
	}
	return dst
}

func foldOne(dst []rune, r rune) []rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return append(dst, r)
	case r < ' ' || r == 0x7F:
		return dst
	case r < utf8.RuneSelf || IsHan(r):
		return append(dst, r)
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc, unicode.Other_Default_Ignorable_Code_Point):
		return dst
	case unicode.Is(unicode.Pd, r) || r == '−':
		return append(dst, '-')
	case unicode.Is(unicode.Zs, r) || r == 0x2028 || r == 0x2800:
		return append(dst, ' ')
	case r == '•' || r == '‧' || r == '・' || r == '∙' || r == '⋅':
		return append(dst, '·')
	case r == '’' || r == '‘':
		return append(dst, '\'')
	case unicode.Is(unicode.Nd, r):
		return append(dst, '0'+decimal(r))
	case 0x2776 <= r && r <= 0x277E: // ❶ to ❾, which NFKC leaves alone
		return append(dst, '1'+r-0x2776)
	case 0x2780 <= r && r <= 0x2788: // ➀ to ➈
		return append(dst, '1'+r-0x2780)
	case 0x278A <= r && r <= 0x2792: // ➊ to ➒
		return append(dst, '1'+r-0x278A)
	case r == '⓿' || r == '🄋' || r == '🄌':
		return append(dst, '0')
	}
	return append(dst, r)
}

// decimal returns the value of a rune of category Nd. Unicode lays these out in tens from zero to nine.
func decimal(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// IsHan reports whether r is a Chinese character.
func IsHan(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || r == '〇' || 0x20000 <= r && r <= 0x323AF
}

// IsDigit reports whether r is an ASCII digit.
func IsDigit(r rune) bool { return '0' <= r && r <= '9' }

// IsLetter reports whether r is an ASCII letter.
func IsLetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

// IsAlnum reports whether r is an ASCII letter or digit.
func IsAlnum(r rune) bool { return IsDigit(r) || IsLetter(r) }

// IsWord reports whether r carries meaning by itself: a letter, digit or character of any script.
func IsWord(r rune) bool {
	return r != Opaque && (IsAlnum(r) || r > 0x7F && (unicode.IsLetter(r) || unicode.IsNumber(r)))
}
