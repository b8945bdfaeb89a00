package smstext

import (
	"slices"
	"strings"
	"testing"

	"ringfence/internal/report"
	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// home is where a message comes from: its region, and that region's country calling code.
type home struct{ region, code string }

var homes = []home{
	{"CN", "86"}, {"", "86"}, {"nowhere", "86"}, {"HK", "852"}, {"TW", "886"}, {"SG", "65"}, {"JP", "81"}, {"US", "1"}, {"CA", "1"}, {"BB", "1"}, {"GB", "44"},
	{"DE", "49"}, {"IT", "39"}, {"HU", "36"}, {"RU", "7"}, {"AR", "54"}, {"MX", "52"}, {"BR", "55"}, {"AU", "61"},
}

// written is a message as it was written, and where: what a number in it may be is decided anew here, from its digits alone.
type written struct {
	*scan.Page
	home
}

// names reports whether a subject stands in the message.
func (w written) names(key subject.Key) bool {
	switch key.Kind() {
	case subject.Number:
		national := key.National(len(key.String()))
		code := strings.TrimSuffix(key.String()[1:], national)
		return w.hasDigits(func(digits string, plus bool) bool { return w.isNumber(digits, plus, code, national) })
	case subject.ShortCode, subject.Port:
		return w.hasDigits(func(digits string, plus bool) bool { return w.isService(digits, plus, key) })
	case subject.QQ:
		return w.hasDigits(func(digits string, _ bool) bool { return digits == key.Value() })
	case subject.WeChat:
		return w.stands(key.Value(), "_-")
	case subject.Domain:
		return w.stands(key.Value(), "-")
	}
	return false
}

// hasDigits reports whether neighbouring groups of digits fit, with nothing between them but up to three of the signs that numbers are
// grouped by. plus says that a plus sign stands before them. What follows a country code belongs to it.
func (w written) hasDigits(fit func(digits string, plus bool) bool) bool {
	for first, g := range w.Digits {
		if first > 0 && w.isCountryCode(w.Digits[first-1]) && isGrouping(w.Runes[w.Digits[first-1].End:g.Start]) {
			continue
		}
		plus, digits := w.hasPlus(g), ""
		for i, next := range w.Digits[first:] {
			if i > 0 && !isGrouping(w.Runes[w.Digits[first+i-1].End:next.Start]) {
				break
			}
			if digits += string(w.Runes[next.Start:next.End]); fit(digits, plus) {
				return true
			}
		}
	}
	return false
}

// hasPlus reports whether a plus sign stands before a group of digits, and does not join it to another.
func (w written) hasPlus(g scan.Group) bool {
	i := g.Start - 1
	if w.At(i) == '(' {
		i--
	}
	return w.At(i) == '+' && !scan.IsDigit(w.At(i-1))
}

func (w written) isCountryCode(g scan.Group) bool { return w.hasPlus(g) && g.End-g.Start <= 3 }

func isGrouping(gap []rune) bool {
	return len(gap) <= 3 && strings.Trim(string(gap), " -._·/()\n\r\t") == ""
}

// Most digits that are dialled before a number: 0011 abroad, 0 and a carrier's 15 within a country.
const (
	mostAbroad = 4
	mostWithin = 3
)

// isNumber reports whether digits spell a number: with its country code, which behind a plus or two zeros it must have, or as one of the
// sender's own country or a mainland mobile.
func (w written) isNumber(digits string, plus bool, code, national string) bool {
	before, ok := strings.CutSuffix(digits, national)
	abroad, within, coded := strings.Cut(before, code)
	if coded && len(abroad) <= mostAbroad && (!plus || strings.Trim(abroad, "0") == "") && isTrunk(within) {
		return ok
	}
	own := w.code == code || code == "86" && len(national) == len("15400001234") && national[0] == '1'
	return ok && own && !plus && isTrunk(before)
}

func isTrunk(before string) bool {
	return len(before) <= mostWithin && !strings.HasPrefix(before, "00")
}

// isService reports whether digits spell a short code or an SMS port of the sender's country, or one of China behind its country code.
// A zero may stand before those of China, as where the caller's number is shown.
func (w written) isService(digits string, plus bool, key subject.Key) bool {
	before, ok := strings.CutSuffix(digits, key.Value())
	if ok && key.Region() != "CN" {
		return before == "" && !plus && key.Region() == w.region
	}
	coded := slices.Contains([]string{"86", "860", "0086", "00860"}, before)
	return ok && (coded || !plus && w.code == "86" && (before == "" || before == "0"))
}

// stands reports whether a name stands in the message, and not within a longer one of letters, digits and the other signs that names
// have.
func (w written) stands(name, signs string) bool {
	in := func(i int) bool {
		return scan.IsAlnum(w.At(i)) || w.At(i) < 0x80 && strings.ContainsRune(signs, w.At(i))
	}
	runes := []rune(name)
	for i := range w.Low {
		if i+len(runes) <= len(w.Low) && slices.Equal(w.Low[i:i+len(runes)], runes) && !in(i-1) && !in(i+len(runes)) {
			return true
		}
	}
	return false
}

// isCode reports whether these are all digits of the message, with no word between them.
func (w written) isCode(code string) bool {
	digits, between := "", 0
	for _, r := range w.Runes {
		switch {
		case scan.IsDigit(r):
			digits += string(r)
		case scan.IsWord(r) && digits != "" && len(digits) < len(code):
			between++
		}
	}
	return digits == code && len(code) == CodeDigits && between == 0
}

// holds reports whether the signs of a receipt, but perhaps its check sign, follow each other in the message, with blanks and hyphens
// between them.
func (w written) holds(receipt report.Receipt) bool {
	plain := strings.NewReplacer("-", "", " ", "", "\n", "", "\r", "", "\t", "", "o", "0", "i", "1", "l", "1")
	return strings.Contains(plain.Replace(string(w.Low)), plain.Replace(strings.ToLower(receipt.String()[:len("0123-4567-89AB-CDEF")])))
}

// TestNothingIsNamedThatIsNotThere holds the checks of FuzzParse, which would let everything pass if they were too kind.
func TestNothingIsNamedThatIsNotThere(t *testing.T) {
	for _, c := range []struct {
		body, region, key string
		want              bool
	}{
		{"call 202-555-0143", "US", "+12025550143", true},
		{"call +1 (202) 555-0143", "CN", "+12025550143", true},
		{"call 202-555-0143", "GB", "+12025550143", false},
		{"call 202 and 555-0143", "US", "+12025550143", false},
		{"20255 50143 1", "US", "+12025550144", false},
		{"+44 2025550143", "US", "+12025550143", false},
		{"15400001234", "HK", "+8615400001234", true},
		{"0755-8888 8888", "CN", "+8675588888888", true},
		{"0755,8888,8888", "CN", "+8675588888888", false},
		{"10086 95588", "CN", "CN/95588", true},
		{"195 588", "CN", "CN/95588", false},
		{"95588", "US", "CN/95588", false},
		{"8600095588", "CN", "CN/95588", false},
		{"011 44 7700 900123", "US", "+447700900123", true},
		{"7700 900123", "US", "+447700900123", false},
		{"+86 10086", "US", "CN/10086", true},
		{"QQ 2233445566", "CN", "qq/2233445566", true},
		{"QQ 22334 x 45566", "CN", "qq/2233445566", false},
		{"微信 abc_12345", "CN", "wechat/abc_12345", true},
		{"微信 abc_123456", "CN", "wechat/abc_12345", false},
		{"https://bank.example.com/a", "CN", "domain/example.com", true},
		{"https://badexample.com/a", "CN", "domain/example.com", false},
	} {
		key, err := subject.ParseKey(c.key)
		at := slices.IndexFunc(homes, func(h home) bool { return h.region == c.region })
		if got := (written{scan.New(c.body, func(int) int { return 0 }), homes[at]}).names(key); err != nil || got != c.want {
			t.Errorf("%q from %s names %s: %v, %v; want %v", c.body, c.region, c.key, got, err, c.want)
		}
	}
}
