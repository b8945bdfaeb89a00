package smstext

import (
	"strings"
	"testing"
)

func TestSegments(t *testing.T) {
	a, han := func(n int) string { return strings.Repeat("a", n) }, func(n int) string { return strings.Repeat("查", n) }
	for name, c := range map[string]struct {
		text string
		in   Alphabet
		want int
	}{
		"nothing":                                 {"", GSM7, 0},
		"one letter":                              {"a", GSM7, 1},
		"as many septets as there are":            {a(160), GSM7, 1},
		"one more":                                {a(161), GSM7, 2},
		"two full parts":                          {a(306), GSM7, 2},
		"one more than two parts":                 {a(307), GSM7, 3},
		"Greek, accents and line ends":            {strings.Repeat("ΔΦé\n", 40), GSM7, 1},
		"the extension table is two septets each": {strings.Repeat("€", 80), GSM7, 1},
		"one more of them":                        {strings.Repeat("~", 81), GSM7, 2},
		"no escape is parted from what it is for": {a(152) + "€" + a(152), GSM7, 3},
		"a backtick is in no table":               {"`" + a(69), UCS2, 1},
		"nor is a curly quote":                    {"’" + a(70), UCS2, 2},
		"nor a capital cedilla's small letter":    {"ç", UCS2, 1},
		"nor a tabulator":                         {"\t", UCS2, 1},
		"nor the escape itself":                   {"\x1b", UCS2, 1},
		"as many Chinese characters as there are": {han(70), UCS2, 1},
		"one more of those":                       {han(71), UCS2, 2},
		"two full parts of those":                 {han(134), UCS2, 2},
		"one more than two parts of those":        {han(135), UCS2, 3},
		"beyond the first plane: two units":       {strings.Repeat("🙂", 35), UCS2, 1},
		"one more emoji":                          {strings.Repeat("🙂", 36), UCS2, 2},
		"no emoji is cut in two":                  {han(66) + "🙂" + han(66), UCS2, 3},
		"bytes that are no letters":               {"\xff", UCS2, 1},
	} {
		if n, in := Segments(c.text), AlphabetOf(c.text); n != c.want || in != c.in {
			t.Errorf("%s: %d segments in alphabet %d, want %d in %d", name, n, in, c.want, c.in)
		}
	}
}

// TestDefaultAlphabet counts the tables of 3GPP TS 23.038: 128 places, one of them for the escape.
func TestDefaultAlphabet(t *testing.T) {
	seen := map[rune]bool{}
	for _, r := range gsmBasic + gsmExtension {
		if seen[r] {
			t.Errorf("%q stands in the tables twice", r)
		}
		seen[r] = true
	}
	if n := len([]rune(gsmBasic)); n != 127 {
		t.Errorf("%d characters in the default alphabet", n)
	}
	if n := len([]rune(gsmExtension)); n != 10 {
		t.Errorf("%d characters in the extension table", n)
	}
}
