package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/api"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
	"ringfence/web"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestSwiftReadsWhatFeedsSay holds the structs that the quick start for iOS decodes against what is sent.
func TestSwiftReadsWhatFeedsSay(t *testing.T) {
	var code strings.Builder
	page := web.IOS{Frame: web.Frame{Lang: catalogue.En}}
	for _, s := range append(page.Update(), page.Manifest()...) {
		code.WriteString(s.Text)
	}
	format, ok := listing.FormatNamed("callkit/1.json")
	if !ok || !strings.Contains(code.String(), `callkit/\(callingCode).json?since=`) {
		t.Fatal("there is no such feed, or the code asks for another")
	}
	whole := format.Append(nil, &listing.Delta{Version: 2, At: time.Unix(2, 0), Demo: true})
	changed := format.Append(nil, &listing.Delta{Base: 1, Version: 2, At: time.Unix(2, 0)})
	file := publication.ManifestFile{Name: "callkit/1.json", SHA256: "00"}
	manifest, err := json.Marshal(publication.Manifest{Files: []publication.ManifestFile{file}})
	if err != nil {
		t.Fatal(err)
	}
	one, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, sent := range map[string][][]byte{"Change": {whole, changed}, "Manifest": {manifest}, "File": {one}} {
		fields := fieldsOf(t, code.String(), name)
		if len(fields) < 2 {
			t.Fatalf("%s has the fields %v", name, fields)
		}
		found := map[string]bool{}
		for _, document := range sent {
			var has map[string]any
			if err := json.Unmarshal(document, &has); err != nil {
				t.Fatal(err)
			}
			for field, kind := range fields {
				wanted, optional := strings.CutSuffix(kind, "?")
				value, there := has[field]
				found[field] = found[field] || there
				if there && kindOf(value) != wanted || !there && !optional {
					t.Errorf("%s has the field %s: %s, and what is sent has %v", name, field, kind, value)
				}
			}
		}
		if len(found) != len(fields) || slices.Contains(slices.Collect(maps.Values(found)), false) {
			t.Errorf("%s has fields that are never sent: %v", name, found)
		}
	}
}

var swiftField = regexp.MustCompile(`(?m)^ +let (\w+): (\S+)(?: +//.*)?$`)

// fieldsOf returns the fields of a struct that is decoded, up to the first empty line or brace, and what they are in JSON.
func fieldsOf(t *testing.T, code, name string) map[string]string {
	t.Helper()
	_, body, ok := strings.Cut(code, "struct "+name+": Decodable {\n")
	if !ok {
		t.Fatalf("there is no struct %s", name)
	}
	if _, after, nested := strings.Cut(body, "    }\n\n"); nested && strings.HasPrefix(body, "    struct ") {
		body = after
	}
	body = body[:strings.IndexAny(strings.ReplaceAll(body, "\n\n", "\n}"), "}")]
	kinds := map[string]string{"Int64": "number", "String": "string", "Bool?": "boolean?", "[Int64]": "list", "[Int64]?": "list?", "[File]": "list"}
	fields := map[string]string{}
	for _, f := range swiftField.FindAllStringSubmatch(body, -1) {
		fields[f[1]] = kinds[f[2]]
	}
	return fields
}

// kindOf names what a value of JSON is.
func kindOf(value any) string {
	switch value.(type) {
	case float64:
		return "number"
	case string:
		return "string"
	case bool:
		return "boolean"
	case []any:
		return "list"
	}
	return "nothing"
}

var mentioned = regexp.MustCompile(`/v1/[a-z0-9./-]*[a-z0-9]`)

// TestQuickStartsNameWhatThereIs finds every path that the quick starts name in the description of the API.
func TestQuickStartsNameWhatThereIs(t *testing.T) {
	described, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	templates := map[string]*regexp.Regexp{}
	for path := range described.Paths.Map() {
		templates[path] = regexp.MustCompile("^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$")
	}
	there := func(path string) bool {
		for template, matches := range templates {
			if matches.MatchString(path) || strings.HasPrefix(template, path+"/") {
				return true
			}
		}
		return false
	}
	for _, l := range catalogue.Langs() {
		frame := web.Frame{Lang: l, Path: "/"}
		for _, page := range []web.Page{web.Android{Frame: frame}, web.IOS{Frame: frame}} {
			var html strings.Builder
			if err := web.Render(&html, page); err != nil {
				t.Fatal(err)
			}
			paths := mentioned.FindAllString(htmlcheck.Parse(t, html.String()).Text("main"), -1)
			if len(paths) < 3 {
				t.Errorf("%s names %q", page.Title(), paths)
			}
			for _, path := range paths {
				name, feed := strings.CutPrefix(path, "/v1/feeds/")
				if _, known := listing.FormatNamed(name); !there(path) || feed && !known && name != "manifest" && name != "keys" {
					t.Errorf("%s names %s", page.Title(), path)
				}
			}
		}
	}
}
