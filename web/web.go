// Package web makes the pages that people see. A page is a struct and a template set: sets are embedded and
// parsed when first needed, so that a command which shows no page starts at once (tests parse all); a page is rendered whole before its first byte is
// written, and everything it shows is escaped by html/template. Pages need no script and load nothing from other hosts.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"ringfence/web/catalogue"
)

// Page is one of the page structs of this package.
type Page interface {
	set() string // file in templates/, without .html
	lang() catalogue.Lang
	Title() string       // of the document, without the name of the service
	Description() string // for search results
}

//go:embed templates/*.html
var templateFiles embed.FS

// sets are the template sets by language and name, each parsed when it is first asked for.
type sets map[catalogue.Lang]map[string]func() *template.Template

var parsed = parseTemplates(templateFiles, func(*template.Template) {})

// shared are the files that every set is made of beside its own.
var shared = []string{"templates/layout.html", "templates/parts.html", "templates/articles.html", "templates/prose.html", "templates/figure.html", "templates/drawn.html", "templates/trending.html", "templates/deskparts.html"}

// parseTemplates makes one set for each page file and language. Before a set is first used, prepare may change it.
func parseTemplates(files fs.FS, prepare func(*template.Template)) sets {
	all := make(sets)
	for _, l := range catalogue.Langs() {
		common := sync.OnceValue(func() *template.Template {
			set := template.New("layout.html").Funcs(template.FuncMap{"static": StaticPath}).Option("missingkey=error")
			return template.Must(set.ParseFS(files, shared...))
		})
		all[l] = make(map[string]func() *template.Template)
		for _, file := range pageFiles(files) {
			all[l][strings.TrimSuffix(path.Base(file), ".html")] = sync.OnceValue(func() *template.Template {
				set := template.Must(template.Must(common().Clone()).ParseFS(files, file))
				speak(set, l)
				prepare(set)
				return set
			})
		}
	}
	return all
}

// pageFiles are the templates that are no shared ones: one for each page struct.
func pageFiles(files fs.FS) []string {
	all, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		panic(err)
	}
	return slices.DeleteFunc(all, func(file string) bool { return slices.Contains(shared, file) })
}

// usual is how many bytes most pages have; larger ones get more room as they are written.
const usual = 16 << 10

// Render writes a page as an HTML document. Nothing is written if it cannot be rendered.
func Render(w io.Writer, p Page) error { return parsed.render(w, p) }

func (s sets) render(w io.Writer, p Page) error {
	var page bytes.Buffer
	page.Grow(usual)
	if err := s[p.lang()][p.set()]().Execute(&page, p); err != nil {
		return fmt.Errorf("web: page %s: %w", p.set(), err)
	}
	_, err := page.WriteTo(w)
	return err
}
