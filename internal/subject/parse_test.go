package subject

import (
	"errors"
	"strings"
	"testing"
)

func TestParseSpellings(t *testing.T) {
	for _, test := range []struct{ name, raw, region, want string }{
		{"plain E.164", "+8613800138000", "", "+8613800138000"},
		{"national mobile, no region means China", "13800138000", "", "+8613800138000"},
		{"region in lower case", "13800138000", "cn", "+8613800138000"},
		{"groups of four", "138 0013 8000", "CN", "+8613800138000"},
		{"dashes", "138-0013-8000", "CN", "+8613800138000"},
		{"an American number whose plus was left out, read in China", "12025550143", "CN", "+12025550143"},
		{"the same with dashes", "1-202-555-0143", "CN", "+12025550143"},
		{"a mobile in no assigned range stays one", "17900000000", "CN", "+8617900000000"},
		{"en dash, minus sign, no-break space", "138\u20130013\u22128000\u00a0", "CN", "+8613800138000"},
		{"full-width digits and plus", "＋８６１３８００１３８０００", "US", "+8613800138000"},
		{"Arabic-Indic digits", "١٣٨٠٠١٣٨٠٠٠", "CN", "+8613800138000"},
		{"emoji keycaps", "1\ufe0f\u20e33\ufe0f\u20e3800138000", "CN", "+8613800138000"},
		{"bidirectional override, zero-width space", "\u202a138\u200b00138000\u202c", "CN", "+8613800138000"},
		{"00 glued", "008613800138000", "CN", "+8613800138000"},
		{"00 apart", "00 86 138 0013 8000", "CN", "+8613800138000"},
		{"00 where the international prefix is 011", "0086 138 0013 8000", "US", "+8613800138000"},
		{"011 in its own country", "011 86 138 0013 8000", "US", "+8613800138000"},
		{"011 before a number in no assigned range", "011 44 7700 900123", "US", "+447700900123"},
		{"plus and 00", "+0086 138 0013 8000", "CN", "+8613800138000"},
		{"calling code without plus", "86 138 0013 8000", "CN", "+8613800138000"},
		{"calling code in brackets", "(+86) 138 0013 8000", "US", "+8613800138000"},
		{"percent-encoded plus from a path", "%2B8613800138000", "CN", "+8613800138000"},
		{"tel URI", "tel:+86-138-0013-8000", "", "+8613800138000"},
		{"tel URI with a global context", "TEL:138-0013-8000;phone-context=+86", "US", "+8613800138000"},
		{"tel URI with a domain as context", "tel:13800138000;phone-context=example.com", "CN", "+8613800138000"},
		{"carrier's prefix before a mobile", "17951 13800138000", "CN", "+8613800138000"},
		{"area code in brackets", "(0755) 8888 8888", "CN", "+8675588888888"},
		{"area code and slash", "0755/8888.8888", "CN", "+8675588888888"},
		{"trunk 0 left in after the calling code", "+86 (0)755 8888 8888", "", "+8675588888888"},
		{"area code and hotline is a line of that city", "0951 95588", "CN", "+8695195588"},
		{"400 number", "400-810-8888", "CN", "+864008108888"},
		{"800 number with calling code", "+86 800 810 8888", "", "+868008108888"},
		{"forged mobile in no assigned range", "+86 140 0000 0000", "", "+8614000000000"},
		{"forged local number with calling code", "+86 8888 8888", "", "+8688888888"},
		{"fictional US number", "(202) 555-0143", "US", "+12025550143"},
		{"fictional US number with trunk 1", "1-202-555-0143", "US", "+12025550143"},
		{"fictional UK number with trunk 0", "+44 (0)7700 900123", "CN", "+447700900123"},
		{"fictional UK number, national", "07700 900123", "GB", "+447700900123"},
		{"Brazilian 0055, though 55 is a carrier there", "005511961234567", "BR", "+5511961234567"},

		{"anti-fraud hotline", "96110", "CN", "CN/96110"},
		{"operator's hotline", "10086", "CN", "CN/10086"},
		{"hotline with spaces", " 9 5 5 8 8 ", "CN", "CN/95588"},
		{"hotline with calling code", "+86 10086", "US", "CN/10086"},
		{"hotline with 00 86", "0086 95588", "CN", "CN/95588"},
		{"reporting port of China Mobile", "10086999", "CN", "CN/10086999"},
		{"police", "110", "CN", "CN/110"},
		{"government hotline", "12345", "CN", "CN/12345"},
		{"six digits", "118114", "CN", "CN/118114"},
		{"eight digits", "95105105", "CN", "CN/95105105"},
		{"US short code", "7726", "US", "US/7726"},
		{"Australian emergency number is no international prefix", "000", "AU", "AU/000"},
		{"a key of a short code", "US/7726", "CN", "US/7726"},

		{"SMS port", "106575123456789", "CN", "CN/106575123456789"},
		{"SMS port of 20 digits", "10657512345678901234", "CN", "CN/10657512345678901234"},
		{"SMS port with +86", "+86 1069 1234 5678", "US", "CN/106912345678"},
		{"SMS port with 86", "86106575123456789", "CN", "CN/106575123456789"},
		{"ten digits, as a text shows its sender: a port", "1065795555", "CN", "CN/1065795555"},
		{"the same ten with calling code: a Beijing line", "+86 10 6579 5555", "CN", "+861065795555"},
		{"the same ten with trunk 0: a Beijing line", "010 6579 5555", "CN", "+861065795555"},
	} {
		t.Run(test.name, func(t *testing.T) {
			key, err := Parse(test.raw, test.region)
			if err != nil || key.String() != test.want {
				t.Fatalf("Parse(%q, %q) = %v, %v; want %s", test.raw, test.region, key, err, test.want)
			}
			checkStable(t, key)
		})
	}
}

func TestParseRefusals(t *testing.T) {
	for _, test := range []struct {
		name, raw, region string
		want              Problem
	}{
		{"nothing", "", "CN", Empty},
		{"only invisible characters", " \u200b\u202e\u3000", "CN", Empty},
		{"only punctuation", "(-)", "CN", NoSuchForm},
		{"letter O for zero", "138O0138OOO", "CN", Letters},
		{"Cyrillic letter", "1380013800О", "CN", Letters},
		{"withheld caller ID", "anonymous", "CN", Letters},
		{"Chinese digits", "一三八", "CN", Letters},
		{"extension in English", "0755 8888 8888 ext 5", "CN", Letters},
		{"extension in Chinese", "0755 8888 8888 转 5", "CN", Letters},
		{"extension in a tel URI", "tel:+86-755-8888-8888;ext=5", "CN", Letters},
		{"extension after a dash", "0755-88888888-8001", "CN", TooLong},
		{"masked number", "138****8000", "CN", Symbols},
		{"feature code", "*#06#", "CN", Symbols},
		{"plus in the middle", "138+00138000", "CN", Symbols},
		{"NUL", "13800138000\x00", "CN", Symbols},
		{"two numbers", "13800138000/13800138001", "CN", TooLong},
		{"broken text", "138\xff", "CN", NotUTF8},
		{"a novel", strings.Repeat("1 ", 200), "CN", TooLong},
		{"too many digits", strings.Repeat("1", 40), "CN", TooLong},
		{"too many digits for E.164", "+44 7700 900123 456 789", "CN", TooLong},
		{"four digits", "1234", "CN", TooShort},
		{"a calling code alone", "+86", "CN", TooShort},
		{"no such calling code", "+999 1234 5678", "CN", CountryCode},
		{"plus and trunk 0", "+0755 8888 8888", "CN", CountryCode},
		{"Chinese local number", "8888 8888", "CN", NoAreaCode},
		{"local number that looks like 86 and a hotline", "8695588", "CN", NoAreaCode},
		{"US local number", "555-0143", "US", NoAreaCode},
		{"no such region", "13800138000", "ZZ", BadRegion},
		{"plain number, no such region", "+8613800138000", "CHN", BadRegion},
		{"a key of no such region", "ZZ/95588", "CN", BadRegion},
		{"a key of no such short code", "US/12", "CN", TooShort},
		{"a number written as a short code", "US/2025550143", "CN", Letters},
	} {
		t.Run(test.name, func(t *testing.T) {
			key, err := Parse(test.raw, test.region)
			wantProblem(t, key, err, test.want)
		})
	}
}

func TestParseRegion(t *testing.T) {
	for in, want := range map[string]string{
		"": "CN", "CN": "CN", "cn": "CN", "uS": "US", "XK": "XK", "ZZ": "", "001": "", "C": "", "C1": "", "中": "", "\xc3\xae": "",
	} {
		if got, ok := ParseRegion(in); got != want || ok != (want != "") {
			t.Errorf("ParseRegion(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestErrorTextHoldsNoInput(t *testing.T) {
	_, err := Parse("13800138000x", "CN")
	if strings.ContainsAny(err.Error(), "0123456789") {
		t.Errorf("the error repeats the number: %v", err)
	}
}

// wantProblem checks that a parsing function refused its input, for the reason expected.
func wantProblem(t *testing.T, key Key, err error, want Problem) {
	t.Helper()
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Problem != want || !key.IsZero() {
		t.Errorf("got %v, %v; want the problem %q", key, err, want)
	}
}

// checkStable checks what every Key from a parsing function promises.
func checkStable(t *testing.T, key Key) {
	t.Helper()
	if back, err := ParseKey(key.String()); err != nil || back != key {
		t.Errorf("ParseKey(%q) = %v, %v", key, back, err)
	}
	// The region must not matter to what is already canonical.
	var again Key
	var err error
	switch key.Kind() {
	case Number, ShortCode, Port:
		again, err = Parse(key.String(), "US")
	default:
		again, err = ParseKind(key.Kind(), key.Value(), key.Region())
	}
	if err != nil || again != key {
		t.Errorf("%q parses to %v, %v", key, again, err)
	}
}
