package reference

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// width is how long a line of an example may be.
const width = 80

// pretty writes an example as JSON for people: members in the order of their schema, and on one line what fits.
func pretty(v any, schema *openapi3.Schema, indent string) string {
	short := flat(v, schema)
	if len(indent)+len(short) <= width {
		return short
	}
	deeper := indent + " "
	var lines []string
	switch v := v.(type) {
	case map[string]any:
		for _, name := range memberNames(v, schema) {
			lines = append(lines, deeper+scalar(name)+": "+pretty(v[name], memberOf(schema, name), deeper))
		}
		return "{\n" + strings.Join(lines, ",\n") + "}"
	case []any:
		for _, entry := range v {
			lines = append(lines, deeper+pretty(entry, entryOf(schema), deeper))
		}
		return "[\n" + strings.Join(lines, ",\n") + "]"
	}
	return short
}

// flat writes it on one line.
func flat(v any, schema *openapi3.Schema) string {
	var parts []string
	switch v := v.(type) {
	case map[string]any:
		for _, name := range memberNames(v, schema) {
			parts = append(parts, scalar(name)+": "+flat(v[name], memberOf(schema, name)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, entry := range v {
			parts = append(parts, flat(entry, entryOf(schema)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(v)
}

// scalar writes a text, a number or a truth value.
func scalar(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // values of a document that was read can be written
	return strings.TrimSpace(b.String())
}

// memberNames returns the names of an object in the order of its schema, those that it does not know last.
func memberNames(v map[string]any, schema *openapi3.Schema) []string {
	var known []string
	for _, s := range alternatives(schema) {
		known = append(known, membersInOrder(s)...)
	}
	names := slices.Sorted(maps.Keys(v))
	slices.SortStableFunc(names, func(a, b string) int { return rank(known, a) - rank(known, b) })
	return names
}

func rank(known []string, name string) int {
	if i := slices.Index(known, name); i >= 0 {
		return i
	}
	return len(known)
}

// memberOf returns the schema of a member, nil when none says anything of it.
func memberOf(schema *openapi3.Schema, name string) *openapi3.Schema {
	for _, s := range alternatives(schema) {
		if p := s.Properties[name]; p != nil {
			return p.Value
		}
	}
	return nil
}

// entryOf returns the schema of the entries of a list, likewise.
func entryOf(schema *openapi3.Schema) *openapi3.Schema {
	for _, s := range alternatives(schema) {
		if s.Items != nil {
			return s.Items.Value
		}
	}
	return nil
}

// alternatives returns a schema and all that it is composed of.
func alternatives(s *openapi3.Schema) []*openapi3.Schema {
	if s == nil {
		return nil
	}
	all := []*openapi3.Schema{s}
	for _, some := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, one := range some {
			all = append(all, alternatives(one.Value)...)
		}
	}
	return all
}
