// Package htmlcheck reads pages in tests: it fails those that browsers or screen readers would stumble
// over, and finds parts of the others by CSS selectors.
package htmlcheck

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// MaxBytes is the most that a page may weigh.
const MaxBytes = 100 << 10

// Page is a parsed page.
type Page struct {
	*goquery.Document
	HTML string
}

// Parse reads a page and fails t for everything that no page of ours may have.
func Parse(t testing.TB, source string) Page {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	p := Page{doc, source}
	for _, problem := range p.Problems() {
		t.Errorf("page %q: %s", p.Text("head > title"), problem)
	}
	return p
}

// Problems returns everything that no page of ours may have.
func (p Page) Problems() (all []string) {
	for _, check := range []func() []string{p.tags, p.skeleton, p.ids, p.references, p.labels, p.policy, p.addresses} {
		all = append(all, check()...)
	}
	if len(p.HTML) > MaxBytes {
		all = append(all, fmt.Sprintf("%d bytes", len(p.HTML)))
	}
	return all
}

// Text returns the text of all that selector finds, with single spaces between its parts.
func (p Page) Text(selector string) string {
	var words []string
	for _, node := range p.Find(selector).Nodes {
		for n := range node.Descendants() {
			if n.Type == html.TextNode {
				words = append(words, strings.Fields(n.Data)...)
			}
		}
	}
	return strings.Join(words, " ")
}

// Attr returns an attribute of the first thing that selector finds, or "".
func (p Page) Attr(selector, name string) string {
	return p.Find(selector).First().AttrOr(name, "")
}

// Has reports whether selector finds anything.
func (p Page) Has(selector string) bool { return p.Find(selector).Length() > 0 }

// Form returns what a browser would send for the form that selector finds, were it sent as it is.
func (p Page) Form(selector string) url.Values {
	values := url.Values{}
	p.Find(selector).Find("input, textarea, select").Each(func(_ int, control *goquery.Selection) {
		name := control.AttrOr("name", "")
		switch goquery.NodeName(control) {
		case "textarea":
			values.Add(name, control.Text())
			return
		case "select":
			chosen := control.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = control.Find("option").First()
			}
			values.Add(name, chosen.AttrOr("value", ""))
			return
		}
		_, checked := control.Attr("checked")
		if kind := control.AttrOr("type", "text"); (kind != "radio" && kind != "checkbox") || checked {
			values.Add(name, control.AttrOr("value", ""))
		}
	})
	return values
}

// each returns what told says of each match of selector, leaving out "".
func (p Page) each(selector string, told func(*goquery.Selection) string) (problems []string) {
	p.Find(selector).Each(func(_ int, s *goquery.Selection) {
		if problem := told(s); problem != "" {
			problems = append(problems, problem)
		}
	})
	return problems
}

var void = []string{"meta", "link", "input", "br", "hr", "img"}

// tags checks that every element is closed in its place, which parsers would silently mend.
func (p Page) tags() (problems []string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(p.HTML))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) || len(open) > 0 {
				problems = append(problems, fmt.Sprintf("ends with %v open: %v", open, z.Err()))
			}
			return problems
		case html.StartTagToken:
			if name, _ := z.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return append(problems, fmt.Sprintf("</%s> closes %v", name, open))
			}
			open = open[:len(open)-1]
		case html.TextToken, html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

// surroundings are what all pages have around their main part but those that stand in another site's.
var surroundings = []string{"header", "nav[aria-label]", "footer", `a.skip[href="#main"]`}

func (p Page) skeleton() (problems []string) {
	want := map[string]int{}
	for _, selector := range []string{"html[lang]", "head > title", "h1", "main", "meta[name=description][content]"} {
		want[selector] = 1
	}
	for _, selector := range surroundings {
		want[selector] = 1
		if p.Has("body.bare") {
			want[selector] = 0
		}
	}
	for _, selector := range slices.Sorted(maps.Keys(want)) {
		if n := p.Find(selector).Length(); n != want[selector] {
			problems = append(problems, fmt.Sprintf("%d of %s", n, selector))
		}
	}
	for _, gap := range []string{"ZgotmplZ", "<no value>", "%!", "⟦"} {
		if strings.Contains(p.HTML, gap) {
			problems = append(problems, "holds "+gap)
		}
	}
	return problems
}

func (p Page) ids() []string {
	seen := map[string]bool{}
	return p.each("[id]", func(s *goquery.Selection) string {
		id := s.AttrOr("id", "")
		if id == "" || seen[id] {
			return fmt.Sprintf("id %q is empty or there twice", id)
		}
		seen[id] = true
		return ""
	})
}

// references checks that ids that are named exist, and that links into the page can be followed.
func (p Page) references() (problems []string) {
	known := func(id string) bool { return p.Has(`[id="` + id + `"]`) }
	for _, attr := range []string{"aria-describedby", "aria-labelledby", "for", "form"} {
		problems = append(problems, p.each("["+attr+"]", func(s *goquery.Selection) string {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				if !known(id) {
					return fmt.Sprintf("%s names %q, which is not there", attr, id)
				}
			}
			return ""
		})...)
	}
	return append(problems, p.each(`a[href^="#"]`, func(s *goquery.Selection) string {
		if id := strings.TrimPrefix(s.AttrOr("href", ""), "#"); !known(id) {
			return "link into the page to " + id
		}
		return ""
	})...)
}

func (p Page) labels() []string {
	problems := p.each("input:not([type=hidden]), select, textarea", func(s *goquery.Selection) string {
		id := s.AttrOr("id", "")
		if p.Find(`label[for="`+id+`"]`).Length() != 1 || p.Text(`label[for="`+id+`"]`) == "" {
			return fmt.Sprintf("control %q has not one label", id)
		}
		return ""
	})
	return append(problems, p.each("fieldset", func(s *goquery.Selection) string {
		if s.ChildrenFiltered("legend").Length() != 1 {
			return "a fieldset without legend"
		}
		return ""
	})...)
}

// policy checks what the content security policy would not let through.
func (p Page) policy() []string {
	return p.each("*", func(s *goquery.Selection) string {
		switch name := goquery.NodeName(s); name {
		case "style", "iframe":
			return "an element " + name
		case "script":
			if !strings.HasPrefix(s.AttrOr("src", ""), "/static/") || s.Text() != "" {
				return "a script that is no file of ours"
			}
		}
		for _, a := range s.Nodes[0].Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				return "an attribute " + a.Key
			}
		}
		return ""
	})
}

// elsewhere are what may lead out of this site: addresses of this page itself, and links that say so.
const elsewhere = "link[rel=canonical], link[rel=alternate], a[rel=external]"

// addresses checks that everything else links to this site.
func (p Page) addresses() (problems []string) {
	for _, attr := range []string{"href", "src", "action", "formaction"} {
		problems = append(problems, p.each("["+attr+"]", func(s *goquery.Selection) string {
			to := s.AttrOr(attr, "")
			here := strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//")
			out := s.Is(elsewhere) && (strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://"))
			if here || out || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "tel:") || strings.HasPrefix(to, "sms:") || strings.HasPrefix(to, "mailto:") {
				return ""
			}
			return fmt.Sprintf("%s leads to %q", attr, to)
		})...)
	}
	return problems
}
