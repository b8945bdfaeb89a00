package report

import (
	"strings"

	"golang.org/x/text/language"
)

// provinces maps the two-digit codes of GB/T 2260 to the letters of ISO 3166-2:CN (2017 and later).
var provinces = map[string]string{
	"11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL",
	"31": "SH", "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD",
	"41": "HA", "42": "HB", "43": "HN", "44": "GD", "45": "GX", "46": "HI",
	"50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN", "62": "GS", "63": "QH", "64": "NX", "65": "XJ",
	"71": "TW", "81": "HK", "82": "MO",
}

var provinceLetters = func() map[string]bool {
	m := make(map[string]bool, len(provinces))
	for _, letters := range provinces {
		m[letters] = true
	}
	return m
}()

// Provinces returns the ISO 3166-2 codes of China's provincial regions in the order of GB/T 2260.
func Provinces() []string {
	var codes []string
	for n := 11; n <= 82; n++ {
		if letters, ok := provinces[string([]byte{'0' + byte(n/10), '0' + byte(n%10)})]; ok {
			codes = append(codes, "CN-"+letters)
		}
	}
	return codes
}

// ParseRegion reads CN-ZJ, CN-33, 33, CN, US or US-CA, in any case, and returns the ISO 3166 code. Outside
// China the subdivision is checked for its form alone.
func ParseRegion(s string) (string, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if letters, ok := provinces[s]; ok {
		return "CN-" + letters, true
	}
	country, division, divided := strings.Cut(s, "-")
	r, err := language.ParseRegion(country)
	if err != nil || len(country) != 2 || !r.IsCountry() {
		return "", false
	}
	if !divided {
		return country, true
	}
	if country == "CN" {
		if letters, ok := provinces[division]; ok {
			division = letters
		}
		return "CN-" + division, provinceLetters[division]
	}
	return s, isSubdivision(division)
}

func isSubdivision(s string) bool {
	if len(s) < 1 || len(s) > 3 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
