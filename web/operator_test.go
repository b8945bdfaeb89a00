package web

import "testing"

func TestParseContact(t *testing.T) {
	for text, href := range map[string]string{
		"":                         "",
		"help@example.org":         "mailto:help@example.org",
		"a?bcc=b@example.org":      "mailto:a%3Fbcc=b@example.org",
		"https://example.org/help": "https://example.org/help",
	} {
		c, err := ParseContact(text)
		if err != nil || string(c) != text || text != "" && c.Href() != href {
			t.Errorf("%s: %q leads to %q, %v", text, c, c.Href(), err)
		}
	}
	for _, text := range []string{"nobody", "javascript:alert(1)", "https://", "https://user:secret@example.org/", "A <a@example.org>", "a@example.org, b@example.org"} {
		if c, err := ParseContact(text); err == nil {
			t.Errorf("%s is a contact: %q", text, c)
		}
	}
}

func TestParseOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"https://ringfence.example":  "https://ringfence.example",
		"https://Ringfence.example/": "https://ringfence.example",
		"http://127.0.0.1:8080":      "http://127.0.0.1:8080",
	} {
		if got, err := ParseOrigin(text); err != nil || got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"ringfence.example", "ftp://ringfence.example", "https://", "https://ringfence.example/site", "https://ringfence.example?a=b",
		"https://ringfence.example?", "https://ringfence.example#a", "https://ringfence.example#", "https://user@ringfence.example", "//ringfence.example", "https://ring fence"} {
		if got, err := ParseOrigin(text); err == nil {
			t.Errorf("%s is an origin: %q", text, got)
		}
	}
}
