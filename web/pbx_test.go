package web

import (
	"slices"
	"strings"
	"testing"

	"ringfence/web/catalogue"
)

// TestFreePBXIsToldWhereToAsk takes addresses apart as its form has them.
func TestFreePBXIsToldWhereToAsk(t *testing.T) {
	for base, want := range map[string][]string{
		"":                              {"HTTP", "127.0.0.1", "8080"},
		"http://ringfence.example":      {"HTTP", "ringfence.example", "80"},
		"https://ringfence.example":     {"HTTPS", "ringfence.example", "443"},
		"https://ringfence.example:444": {"HTTPS", "ringfence.example", "444"},
	} {
		var got []string
		for _, field := range (PBX{Frame: Frame{Lang: catalogue.En}, Base: base}).FreePBX() {
			if slices.Contains([]string{"Source type", "Host", "Port"}, field.Label) {
				got = append(got, field.Value)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", base, got, want)
		}
	}
}

// TestPBXAsksInItsLanguage looks for what must stand in the place of ORIGIN and LANG.
func TestPBXAsksInItsLanguage(t *testing.T) {
	for _, l := range catalogue.Langs() {
		p := PBX{Frame: Frame{Lang: l}, Base: "https://ringfence.example"}
		for _, text := range []string{p.Ask().Text, p.Dialplan().Text, p.Superfecta()[0].Value} {
			if !strings.Contains(text, "https://ringfence.example/v1/plain/") || !strings.Contains(text, "lang="+string(l)) {
				t.Errorf("%s: %s", l, text)
			}
		}
	}
}
