package web

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

func componentExamples(s sample) map[string]Page {
	demo := s.Frame
	demo.Demo = true
	return map[string]Page{"components": NewComponents(s.Frame), "components of a demonstration": NewComponents(demo)}
}

var defined = regexp.MustCompile(`\{\{define "([^"]+)"\}\}`)

// TestEveryPartStandsOnComponents renders the page and asks which definitions of parts.html were executed.
func TestEveryPartStandsOnComponents(t *testing.T) {
	hits := branches{}
	counted := parseTemplates(templateFiles, hits.watch)
	if err := counted.render(io.Discard, NewComponents(Frame{Lang: catalogue.En, Path: "/components"})); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("templates/parts.html")
	if err != nil {
		t.Fatal(err)
	}
	parts := defined.FindAllStringSubmatch(string(source), -1)
	if len(parts) < 20 {
		t.Fatalf("only %d parts found", len(parts))
	}
	for _, part := range parts {
		if hits["all of "+part[1]] == 0 {
			t.Errorf("%s does not stand on /components", part[1])
		}
	}
}

// TestEveryComponentStandsOnComponents holds the classes of the style sheet against the pages: what pages of two kinds
// use is a component, and what no page uses is dead.
func TestEveryComponentStandsOnComponents(t *testing.T) {
	users := map[string]map[string]bool{} // pages by class
	for _, l := range catalogue.Langs() {
		for _, page := range examples(t, l) {
			htmlcheck.Parse(t, rendered(t, page)).Find("[class]").Each(func(_ int, s *goquery.Selection) {
				for class := range strings.FieldsSeq(s.AttrOr("class", "")) {
					if users[class] == nil {
						users[class] = map[string]bool{}
					}
					users[class][page.set()] = true
				}
			})
		}
	}
	scripts := wordsOf(t)
	classes := classesOf(t)
	if len(classes) < 50 {
		t.Fatalf("only %d classes found", len(classes))
	}
	for _, class := range classes {
		switch by := users[class]; {
		case len(by) == 0 && !scripts[class]:
			t.Errorf(".%s is styled and used nowhere", class)
		case len(by) > 1 && !by["components"]:
			t.Errorf(".%s is on %d kinds of pages and not on /components", class, len(by))
		}
	}
}

var (
	class    = regexp.MustCompile(`\.([a-z][a-z-]*)`)
	comments = regexp.MustCompile(`(?s)/\*.*?\*/`)
	rules    = regexp.MustCompile(`\{[^{}]*\}`)
)

// classesOf returns the classes that the style sheet has rules for.
func classesOf(t *testing.T) (all []string) {
	t.Helper()
	for _, file := range contents(styleFiles) {
		heads := rules.ReplaceAllString(comments.ReplaceAllString(string(file.content), ""), "{}") // without declarations
		for _, found := range class.FindAllStringSubmatch(heads, -1) {
			if !slices.Contains(all, found[1]) {
				all = append(all, found[1])
			}
		}
	}
	return all
}

// words are what a class may be called in a script.
var words = regexp.MustCompile(`[a-z][a-z-]*`)

// wordsOf returns the words of all scripts, which may add classes.
func wordsOf(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := fs.WalkDir(staticFiles, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		content, err := staticFiles.ReadFile(path)
		for _, word := range words.FindAllString(string(content), -1) {
			all[word] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var sizes = regexp.MustCompile(`font-size: ([^;]+);`)

// TestSizesAreThoseOfTheScale finds no size of letters that is not a token, but on paper, which is measured in points.
func TestSizesAreThoseOfTheScale(t *testing.T) {
	all := 0
	for _, file := range contents(styleFiles) {
		for _, found := range sizes.FindAllStringSubmatch(string(file.content), -1) {
			all++
			if !strings.HasPrefix(found[1], "var(--type-") && !strings.HasSuffix(found[1], "pt") {
				t.Errorf("%s: %s", file.name, found[0])
			}
		}
	}
	if all < 20 {
		t.Fatalf("only %d sizes found", all)
	}
}

// TestTablesBreakNoWords: a column that may break anywhere becomes as narrow as a letter beside figures that do not break.
func TestTablesBreakNoWords(t *testing.T) {
	for _, file := range []string{"style/7-trends.css", "style/8-kit.css"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for rule := range strings.SplitSeq(string(content), "}") {
			selector, what, _ := strings.Cut(rule, "{")
			if strings.Contains(what, "overflow-wrap: anywhere") && regexp.MustCompile(`\b(th|td|table)\b`).MatchString(selector) {
				t.Errorf("%s: %s", file, rule)
			}
		}
		if file == "style/8-kit.css" && !strings.Contains(string(content), ".sheet-columns table { overflow-wrap: break-word; }") {
			t.Error("tables of a sheet break words as its columns do")
		}
	}
}
