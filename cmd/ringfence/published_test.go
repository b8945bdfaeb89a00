package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ringfence/internal/subject"
)

// numberLike is what a reader, or a scraper, could take for a phone number.
var numberLike = regexp.MustCompile(`\+?\(?\d[\d ()-]{8,}\d`)

// fictional are the numbers that nobody can have: +1 NXX 555 0100 to 0199 and +44 7700 900xxx.
var fictional = regexp.MustCompile(`^(\+1[2-9]\d\d55501\d\d|\+447700900\d{3})$`)

// TestPublishedNumbersAreFictional looks at everything that a reader of the service or its documents sees.
func TestPublishedNumbersAreFictional(t *testing.T) {
	root := "../.."
	seen := 0
	for _, place := range []string{"README.md", "web/templates", "web/catalogue", "web/static", "web/snippets", "handlers/api/openapi.yaml", "handlers/api/openapi.zh-CN.yaml", "deploy"} {
		err := filepath.WalkDir(filepath.Join(root, place), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, ".go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, found := range numberLike.FindAllString(string(text), -1) {
				real, fiction := readings(found)
				seen += real
				if real > 0 && !fiction {
					t.Errorf("%s publishes %q, which somebody could have", path, found)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 5 {
		t.Errorf("only %d numbers found: does the test still look at what is published?", seen)
	}
}

// readings returns in how many countries a text is a number that can be had, and whether it is meant as one
// that cannot.
func readings(text string) (real int, fiction bool) {
	for _, region := range []string{"CN", "US", "GB"} {
		key, err := subject.Parse(text, region)
		if err != nil || key.Kind() != subject.Number || !key.KnownRange() {
			continue
		}
		real++
		fiction = fiction || fictional.MatchString(key.String())
	}
	return real, fiction
}
