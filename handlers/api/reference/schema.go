package reference

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/web"
)

// objectName returns what an object of the document is called that a schema refers to.
func objectName(ref *openapi3.SchemaRef) (string, bool) {
	name, ok := strings.CutPrefix(ref.Ref, "#/components/schemas/")
	return name, ok && len(ref.Value.Properties) > 0
}

// objectsOf counts how often the bodies of operations, and the objects in them, name an object: those that are sent, and those
// that are answered.
func objectsOf(all []place) (sent, answered map[string]int) {
	sent, answered = make(map[string]int), make(map[string]int)
	for _, o := range all {
		if o.RequestBody != nil {
			countIn(sent, o.RequestBody.Value.Content)
		}
		for _, r := range o.Responses.Map() {
			if _, shared := failureID(r); !shared {
				countIn(answered, r.Value.Content)
			}
		}
	}
	return sent, answered
}

func countIn(objects map[string]int, all openapi3.Content) {
	for _, m := range all {
		if m.Schema != nil {
			count(objects, m.Schema)
		}
	}
}

func count(objects map[string]int, ref *openapi3.SchemaRef) {
	if name, ok := objectName(ref); ok {
		if objects[name]++; objects[name] > 1 {
			return
		}
	}
	for _, s := range alternatives(ref.Value) {
		for _, within := range s.Properties {
			count(objects, within)
		}
		for _, within := range append(slices.Clone(s.PrefixItems), s.Items, s.AdditionalProperties.Schema) {
			if within != nil {
				count(objects, within)
			}
		}
	}
}

// member describes a value that is called name. An object that the part names more than once is only named.
func (w *writer) member(name string, ref *openapi3.SchemaRef) web.Member {
	if object, ok := objectName(ref); ok && w.objects[object] > 1 {
		return web.Member{Name: name, Type: object, Object: object}
	}
	m := w.shape(ref.Value)
	m.Name = name
	return m
}

// shape describes a value: its type, its bounds, and what is in it.
func (w *writer) shape(s *openapi3.Schema) web.Member {
	m := web.Member{Bounds: w.bounds(s), Values: valuesOf(s)}
	m.Type, m.Object = w.typeOf(s)
	for _, one := range alternatives(s) {
		if one.Description != "" {
			m.About = append(m.About, w.about(one.Description)...)
		}
		m.Members = append(m.Members, w.members(one)...)
		if one.Items == nil || m.Object != "" {
			continue
		}
		entry := w.member("", one.Items)
		m.About, m.Bounds = append(m.About, entry.About...), append(m.Bounds, entry.Bounds...)
		m.Values, m.Members = append(m.Values, entry.Values...), append(m.Members, entry.Members...)
	}
	return m
}

// members describes what is in an object, or in a list whose entries differ.
func (w *writer) members(s *openapi3.Schema) (all []web.Member) {
	for _, name := range membersInOrder(s) {
		m := w.member(name, s.Properties[name])
		switch required := slices.Contains(s.Required, name); {
		case required && w.taken:
			m.Need = w.lang.Text("reference.required")
		case !required && !w.taken:
			m.Need = w.lang.Text("reference.optional")
		}
		all = append(all, m)
	}
	for i, entry := range s.PrefixItems {
		all = append(all, w.member("["+strconv.Itoa(i)+"]", entry))
	}
	if others := s.AdditionalProperties.Schema; others != nil {
		all = append(all, w.member("*", others))
	}
	return all
}

// typeOf returns how a type is written, and the object that it names.
func (w *writer) typeOf(s *openapi3.Schema) (name, object string) {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, one := range alternatives(s) {
		for _, t := range one.Type.Slice() {
			switch {
			case t == openapi3.TypeArray && one.Items != nil:
				entry := w.member("", one.Items)
				t, object = listOf(entry.Type), entry.Object
			case t == openapi3.TypeArray && len(one.PrefixItems) > 0:
				t = w.rowOf(one.PrefixItems)
			}
			add(t)
		}
		if slices.Contains(one.Enum, nil) {
			add(openapi3.TypeNull)
		}
	}
	return strings.Join(names, " | "), object
}

// rowOf writes the type of a list whose entries differ.
func (w *writer) rowOf(entries openapi3.SchemaRefs) string {
	types := make([]string, len(entries))
	for i, entry := range entries {
		types[i] = w.member("", entry).Type
	}
	return "[" + strings.Join(types, ", ") + "]"
}

func listOf(entry string) string {
	if strings.Contains(entry, " | ") {
		entry = "(" + entry + ")"
	}
	return entry + "[]"
}

// valuesOf returns the values that a text may have where there are no others.
func valuesOf(s *openapi3.Schema) (all []string) {
	for _, one := range alternatives(s) {
		for _, v := range one.Enum {
			if text, ok := v.(string); ok && text != "" {
				all = append(all, text)
			}
		}
	}
	return all
}

// bounds says in words what a value must be.
func (w *writer) bounds(s *openapi3.Schema) (all [][]web.Span) {
	say := func(id string, args ...any) { all = append(all, w.bound(id, args...)) }
	for _, s := range alternatives(s) {
		if s.Const != nil {
			say("reference.bound.const", "value", word(s.Const))
		}
		if s.Format != "" {
			say("reference.bound.format", "format", s.Format)
		}
		between(say, s)
		characters(say, s)
		entries(say, s)
		if s.MinProps == 1 && s.MaxProps != nil && *s.MaxProps == 1 {
			say("reference.bound.members")
		}
		if s.Pattern != "" {
			say("reference.bound.pattern", "pattern", s.Pattern)
		}
		if s.Default != nil {
			say("reference.bound.default", "value", word(s.Default))
		}
		if len(s.Examples) > 0 {
			say("reference.bound.example", "value", word(s.Examples[0]))
		}
	}
	return all
}

// bound is one of those sentences.
func (w *writer) bound(id string, args ...any) []web.Span {
	said, err := passage(w.lang.Text(id, args...))
	if err != nil || len(said) != 1 {
		w.wrong = errors.Join(w.wrong, fmt.Errorf("%s: %w", id, err))
		return nil
	}
	return said[0].Spans
}

// between says between which numbers one lies.
func between(say func(string, ...any), s *openapi3.Schema) {
	switch {
	case s.Min != nil && s.Max != nil:
		say("reference.bound.between", "least", word(*s.Min), "most", word(*s.Max))
	case s.Min != nil:
		say("reference.bound.least", "least", word(*s.Min))
	case s.Max != nil:
		say("reference.bound.most", "most", word(*s.Max))
	}
}

// characters says how long a text is. That it is not empty goes without saying.
func characters(say func(string, ...any), s *openapi3.Schema) {
	switch least, most := s.MinLength, s.MaxLength; {
	case most != nil && least > 0:
		say("reference.bound.characters", "least", least, "most", *most)
	case most != nil:
		say("reference.bound.characters.most", "most", *most)
	case least > 1:
		say("reference.bound.characters.least", "least", least)
	}
}

// entries says how long a list is.
func entries(say func(string, ...any), s *openapi3.Schema) {
	switch least, most := s.MinItems, s.MaxItems; {
	case most != nil && *most == least:
		say("reference.bound.entries.exactly", "most", *most)
	case most != nil && least > 0:
		say("reference.bound.entries", "least", least, "most", *most)
	case most != nil:
		say("reference.bound.entries.most", "most", *most)
	case least > 0:
		say("reference.bound.entries.least", "least", least)
	}
}

// word writes a value within a sentence.
func word(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
