package reference

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/web"
)

func headersInOrder(r *openapi3.Response) []string {
	return inOrder(map[string]*openapi3.HeaderRef(r.Headers), func(h *openapi3.HeaderRef) *openapi3.Origin { return h.Origin })
}

func headerID(h *openapi3.HeaderRef) (string, bool) {
	return strings.CutPrefix(h.Ref, "#/components/headers/")
}

// sharedHeaders returns what the headers that answers share are called, by ID.
func sharedHeaders(document *openapi3.T) map[string]string {
	names := make(map[string]string)
	for _, o := range places(document) {
		for _, r := range o.Responses.Map() {
			for name, h := range r.Value.Headers {
				if id, ok := headerID(h); ok {
					names[id] = name
				}
			}
		}
	}
	return names
}

// headersOf returns the headers of an answer: those that answers share, and its own.
func (w *writer) headersOf(r *openapi3.Response) (shared []web.HeaderLink, own []web.Member) {
	for _, name := range headersInOrder(r) {
		if id, ok := headerID(r.Headers[name]); ok {
			shared = append(shared, web.HeaderLink{ID: id, Name: name})
			continue
		}
		own = append(own, w.header(name, r.Headers[name].Value))
	}
	return shared, own
}

// headers describes those that answers share.
func (w *writer) headers() (all []web.Header) {
	headers := w.document.Components.Headers
	named := make(map[string]int)
	for _, name := range w.shared {
		named[name]++
	}
	for _, id := range inOrder(map[string]*openapi3.HeaderRef(headers), func(h *openapi3.HeaderRef) *openapi3.Origin { return h.Value.Origin }) {
		if name := w.shared[id]; name != "" {
			m := w.header(name, headers[id].Value)
			if named[name] > 1 {
				m.Name += ": " + begun(word(headers[id].Value.Example))
			}
			all = append(all, web.Header{ID: id, Member: m})
		}
	}
	return all
}

// begun returns how a value begins, by which those of a header that has several are told apart.
func begun(value string) string {
	const enough = 24
	if runes := []rune(value); len(runes) > enough {
		return string(runes[:enough]) + "…"
	}
	return value
}

func (w *writer) header(name string, h *openapi3.Header) web.Member {
	var m web.Member
	if h.Schema != nil {
		m = w.shape(h.Schema.Value)
	}
	m.Name, m.About = name, w.about(h.Description)
	if h.Example != nil {
		m.Bounds = [][]web.Span{w.bound("reference.bound.example", "value", word(h.Example))} // says more than a pattern
	}
	return m
}
