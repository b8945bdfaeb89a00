package web

import (
	"cmp"
	"net/url"
	"strings"

	"ringfence/web/catalogue"
)

// Frame is what surrounds the main part of every page.
type Frame struct {
	Lang   catalogue.Lang
	Chosen bool   // the visitor chose Lang with ?lang=, and links keep it
	Origin string // scheme and host of the service, "" when not known
	Path   string // path and query of this page, without lang; the other language is offered there
	Index  bool   // search engines may list the page
	Demo   bool   // what is shown is a demonstration
	Bare   bool   // the page stands within another site's: it has no header and no footer, and says itself what it demonstrates

	Feeds []FeedLink // that tell what is new on the page

	Texting Texting // how the service is reached by text message; pages speak of it where it is

	// Held names the form that holds what this page would lose by being asked for anew; the other language
	// is then offered by sending that form to Again, with show=1, which does nothing but show the page again.
	Held  string
	Again string // "" for Path
}

func (f Frame) lang() catalogue.Lang { return f.Lang }

// T returns a message in the language of the page.
func (f Frame) T(id string, args ...any) string { return f.Lang.Text(id, args...) }

// Name returns what a value of a vocabulary is called.
func (f Frame) Name(vocabulary, value string) string {
	return catalogue.Name(f.Lang, vocabulary, value)
}

// Link returns a path of this site with the language the visitor chose.
func (f Frame) Link(path string) string {
	if !f.Chosen {
		return path
	}
	return withLang(path, f.Lang)
}

// Canonical returns the address under which search engines know the page.
func (f Frame) Canonical() string { return f.Origin + f.Link(f.Path) }

// Other is the page in another language.
type Other struct {
	Lang  catalogue.Lang
	Label string // the language in its own words
	Path  string
}

var ownNames = map[catalogue.Lang]string{catalogue.ZhCN: "中文", catalogue.En: "English"}

// Others returns this page in the languages that it is not in.
func (f Frame) Others() []Other {
	var others []Other
	for _, l := range catalogue.Langs() {
		if l != f.Lang {
			others = append(others, Other{Lang: l, Label: ownNames[l], Path: withLang(cmp.Or(f.Again, f.Path), l)})
		}
	}
	return others
}

// Area is one of the parts of the site that the navigation leads to.
type Area struct {
	Label, Path string
	Current     string // aria-current: "page" on its first page, "true" on its others, or ""
}

// areas are the parts of the site by the paths that belong to them, the first page before the others.
var areas = []struct {
	label string
	paths []string
}{
	{"nav.lookup", []string{"/", "/lookup", "/n/", "/s/"}},
	{"nav.report", []string{"/report"}},
	{"nav.trends", []string{"/trends", "/trends/", "/kit", "/kit/"}},
	{"nav.offers", []string{"/offers", "/offers/"}},
	{"nav.receipt", []string{"/receipt", "/receipt/"}},
}

// Areas returns the navigation.
func (f Frame) Areas() []Area {
	here, _, _ := strings.Cut(f.Path, "?")
	list := make([]Area, len(areas))
	for i, a := range areas {
		list[i] = Area{Label: f.T(a.label), Path: f.Link(a.paths[0])}
		for _, path := range a.paths {
			within := path != "/" && strings.HasSuffix(path, "/") && strings.HasPrefix(here, path)
			switch {
			case here == a.paths[0]:
				list[i].Current = "page"
			case here == path || within:
				list[i].Current = "true"
			}
		}
	}
	return list
}

// Alternate is an address of the page in one language, or in the one that the visitor's browser asks for.
type Alternate struct{ Lang, Href string }

// Alternates returns the addresses of the page for search engines; that without a language is their default.
func (f Frame) Alternates() []Alternate {
	all := make([]Alternate, 0, len(catalogue.Langs())+1)
	for _, l := range catalogue.Langs() {
		all = append(all, Alternate{string(l), f.Origin + withLang(f.Path, l)})
	}
	return append(all, Alternate{"x-default", f.Origin + f.Path})
}

func withLang(path string, l catalogue.Lang) string {
	path, fragment, _ := strings.Cut(path, "#")
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	path += separator + url.Values{"lang": {string(l)}}.Encode()
	if fragment != "" {
		path += "#" + fragment
	}
	return path
}
