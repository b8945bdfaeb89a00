package reference

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// inOrder returns the names of a map in the order in which their values stand in the document, those of no known place
// last.
func inOrder[T any](all map[string]T, at func(T) *openapi3.Origin) []string {
	names := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(names, func(a, b string) int {
		x, y := placeOf(at(all[a])), placeOf(at(all[b]))
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
	return names
}

// nowhere is behind every place.
const nowhere = 1 << 30

func placeOf(o *openapi3.Origin) openapi3.Location {
	if o == nil || o.Key == nil {
		return openapi3.Location{Line: nowhere}
	}
	return *o.Key
}

func membersInOrder(s *openapi3.Schema) []string {
	return inOrder(map[string]*openapi3.SchemaRef(s.Properties), func(p *openapi3.SchemaRef) *openapi3.Origin { return p.Origin })
}

func examplesInOrder(all openapi3.Examples) []string {
	return inOrder(map[string]*openapi3.ExampleRef(all), func(e *openapi3.ExampleRef) *openapi3.Origin { return e.Value.Origin })
}
