package api

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/oasdiff/yaml3"
)

// TestEveryTextIsTranslated compares the texts of openapi.yaml with their translations, both ways: a text that is new or was
// changed has none, and what nobody says any more has no translation.
func TestEveryTextIsTranslated(t *testing.T) {
	var document yaml.Node
	if err := yaml.Unmarshal(openapiYAML, &document); err != nil {
		t.Fatal(err)
	}
	chinese, err := Chinese()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	gather(said, &document, false)
	if len(said) < 100 {
		t.Fatalf("only %d texts found", len(said))
	}
	for _, text := range slices.Sorted(maps.Keys(said)) {
		switch translated := chinese[text]; {
		case translated == "":
			t.Errorf("openapi.zh-CN.yaml does not have\n- en: %q", text)
		case !strings.ContainsFunc(translated, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
			t.Errorf("%q is no Chinese", translated)
		}
	}
	for text := range chinese {
		if !said[text] {
			t.Errorf("openapi.zh-CN.yaml translates what openapi.yaml does not say: %q", text)
		}
	}
}

// gather adds the texts below a node that people read, but for those in examples. In a mapping of names, keys mean nothing.
func gather(said map[string]bool, n *yaml.Node, names bool) {
	if n.Kind != yaml.MappingNode {
		for _, child := range n.Content {
			gather(said, child, false)
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		switch {
		case names:
			gather(said, value, false)
		case value.Kind == yaml.ScalarNode && slices.Contains([]string{"summary", "description", "x-displayName", "about"}, key):
			for _, text := range Paragraphs(value.Value) {
				said[text] = true
			}
		case !slices.Contains([]string{"example", "value", "default"}, key):
			gather(said, value, slices.Contains([]string{"properties", "schemas", "responses", "headers", "parameters", "examples", "paths"}, key))
		}
	}
}

// TestTranslationsKeepCodes finds a code in one language that the other does not have.
func TestTranslationsKeepCodes(t *testing.T) {
	chinese, err := Chinese()
	if err != nil {
		t.Fatal(err)
	}
	for en, zh := range chinese {
		if a, b := codesOf(en), codesOf(zh); !slices.Equal(a, b) {
			t.Errorf("%q has the codes %q, and its translation %q", en, a, b)
		}
	}
}

// codesOf returns what stands between backquotes, sorted and each once.
func codesOf(text string) []string {
	all := map[string]bool{}
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			all[part] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
