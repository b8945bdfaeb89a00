// Package reference makes the pages that describe the API from openapi.yaml, in both languages, so that nothing stands on
// them that the service was not tested to do.
package reference

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/handlers/api"
	"ringfence/handlers/route"
	"ringfence/ratelimit"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// Config is what a reference is made of.
type Config struct {
	Document *openapi3.T       // the description, as api.Document returns it
	Routes   []route.Route     // whose budgets are told
	Budgets  ratelimit.Budgets // of one network
}

// New returns the reference in each language. It fails when the description holds what pages do not show, which tests rule
// out.
func New(c Config) (map[catalogue.Lang]*web.Manual, error) {
	chinese, err := api.Chinese()
	if err != nil {
		return nil, err
	}
	all := make(map[catalogue.Lang]*web.Manual)
	for _, l := range catalogue.Langs() {
		w := &writer{document: c.Document, lang: l, limits: limitsOf(c), shared: sharedHeaders(c.Document)}
		if l == catalogue.ZhCN {
			w.chinese = chinese
		}
		all[l] = w.manual()
		if w.wrong != nil {
			return nil, fmt.Errorf("openapi.yaml: %w", w.wrong)
		}
	}
	return all, nil
}

// writer writes the reference in one language. What it cannot show it remembers and leaves out.
type writer struct {
	document *openapi3.T
	lang     catalogue.Lang
	chinese  map[string]string        // nil in English
	limits   map[string]web.Allowance // by method and path
	shared   map[string]string        // names of the headers that answers share, by ID
	objects  map[string]int           // how often the part that is being written names an object
	taken    bool                     // what is being described is sent, and not answered
	wrong    error
}

// say returns a text in the language of the writer. A paragraph without a translation stays English, which tests rule out.
func (w *writer) say(text string) string {
	all := api.Paragraphs(text)
	for i, p := range all {
		if translated, ok := w.chinese[p]; ok {
			all[i] = translated
		}
	}
	return strings.Join(all, "\n\n")
}

// about is say for a description.
func (w *writer) about(description string) web.Passage {
	all, err := passage(w.say(description))
	w.wrong = errors.Join(w.wrong, err)
	return all
}

func (w *writer) manual() *web.Manual {
	info := w.document.Info
	m := &web.Manual{Summary: w.say(info.Summary), About: w.about(info.Description), Headers: w.headers(), Failures: w.failures()}
	m.Problem = w.member("", w.document.Components.Schemas["Problem"])
	m.Problem.About = nil // the page says it
	for _, tag := range w.document.Tags {
		m.Parts = append(m.Parts, w.part(tag))
	}
	return m
}

// place is an operation and where it stands.
type place struct {
	path, method string
	item         *openapi3.PathItem
	*openapi3.Operation
}

// places returns the operations in the order of the document.
func places(document *openapi3.T) (all []place) {
	paths := document.Paths.Map()
	for _, path := range inOrder(paths, func(p *openapi3.PathItem) *openapi3.Origin { return p.Origin }) {
		item := paths[path]
		methods := item.Operations()
		for _, method := range inOrder(methods, func(o *openapi3.Operation) *openapi3.Origin { return o.Origin }) {
			all = append(all, place{path, method, item, methods[method]})
		}
	}
	return all
}

// part describes the operations with a tag.
func (w *writer) part(tag *openapi3.Tag) web.Part {
	title, _ := tag.Extensions["x-displayName"].(string)
	p := web.Part{Name: tag.Name, Title: w.say(title), About: w.about(tag.Description)}
	within := slices.DeleteFunc(places(w.document), func(o place) bool { return !slices.Contains(o.Tags, tag.Name) })
	sent, answered := objectsOf(within)
	w.objects = maps.Clone(answered)
	for name, n := range sent {
		w.objects[name] += n
	}
	for _, o := range within {
		p.Operations = append(p.Operations, w.operation(o))
	}
	schemas := w.document.Components.Schemas
	for _, name := range inOrder(map[string]*openapi3.SchemaRef(schemas), func(s *openapi3.SchemaRef) *openapi3.Origin { return s.Value.Origin }) {
		if w.objects[name] > 1 {
			w.taken = sent[name] > 0
			object := w.shape(schemas[name].Value)
			object.Name = name
			p.Objects = append(p.Objects, object)
		}
	}
	w.taken = false
	return p
}

// limitsOf returns what one network may ask of each operation, by method and path as the description writes them.
func limitsOf(c Config) map[string]web.Allowance {
	all := make(map[string]web.Allowance)
	for _, r := range c.Routes {
		for _, budget := range c.Budgets.All() {
			if budget.Name == string(r.Charged()) {
				all[r.Method+" "+api.Described(r.Path)] = web.Allowance{Rate: budget.Rate, Period: budget.Period}
			}
		}
	}
	return all
}
