package web

import (
	"testing"
	"time"

	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// manual has one of everything that a reference can show.
func manual() *Manual {
	text := func(words string) Passage { return Passage{{Spans: []Span{{Text: words}}}} }
	marked := Passage{
		{Spans: []Span{{Text: attack}, {Text: attack, Code: true}, {Text: attack, Strong: true}, {Text: "a page", Link: "/about"}, {Text: "see https://ringfence.example/note"}}},
		{Items: [][]Span{{{Text: attack}}, {{Text: "second", Code: true}}}},
	}
	inner := Member{Name: "inner", Type: "string", Values: []string{"a", "b"}}
	object := Member{
		Name: "Thing", Type: "object", About: text(attack), Bounds: [][]Span{{{Text: "at most "}, {Text: "8", Code: true}}, {{Text: "other"}}},
		Members: []Member{{Name: "outer", Type: "object[]", Need: "required", Members: []Member{inner}}},
	}
	link := []HeaderLink{{"Kept", "Cache-Control"}}
	return &Manual{
		Summary: attack, About: marked, Problem: object,
		Failures: []Failure{{ID: "Bad", Status: "400 Bad Request", About: text("bad"), Shared: link, Headers: []Member{{Name: "Link", Type: "string"}}, Example: attack}, {ID: "Away", Status: "503 Service Unavailable", Example: "{}"}},
		Headers:  []Header{{"Kept", Member{Name: "Cache-Control", Type: "string", About: text("kept")}}},
		Parts: []Part{{Name: "things", Title: attack, About: text("about things"), Objects: []Member{object, {Name: "Other", Members: []Member{{Name: "named", Type: "Thing", Object: "Thing"}}}}, Operations: []Operation{
			{
				ID: "getThing", Method: "POST", Path: "/v1/things/{id}", Summary: attack, About: marked, Keyed: true,
				Trials: []Trial{
					{About: attack, Command: Command{Text: "curl -s ORIGIN/v1/things/1", Answer: attack}},
					{Fed: &Fed{Member: "receipt", Shown: "0123"}, Command: Command{Text: "curl -s ORIGIN/v1/things/0123"}},
				},
				Parameters: []Member{{Name: "id", Place: "in the path", Type: "string", Need: "required", About: text("which")}},
				Body:       &Body{About: text("at most"), Contents: []Content{{Media: "application/json", Shape: Member{Type: "Thing", Object: "Thing"}}}},
				Answers: []Answer{
					{Status: "200 OK", About: text("it"), Shared: link, Headers: []Member{{Name: "Own", Type: "string"}}, Contents: []Content{{Media: "text/plain", Shape: Member{Type: "string"}, Example: attack}}},
					{Status: "204 No Content", About: text("nothing"), Contents: []Content{{Media: "text/csv"}}},
				},
				Failures: []FailureLink{{"Bad", "400", []string{"bad_thing"}}, {"Away", "503", nil}},
			},
			{ID: "bare", Method: "GET", Path: "/bare", Summary: "bare", Limit: Allowance{60, time.Minute}},
		}}, {Name: "bare", Title: "bare"}},
	}
}

func referenceExamples(s sample) map[string]Page {
	listed := s.Frame
	listed.Index = true
	m := manual()
	return map[string]Page{
		"reference":         Reference{Frame: listed, Manual: m},
		"reference, part":   Reference{Frame: listed, Manual: m, Part: &m.Parts[0], Base: "https://ringfence.example"},
		"reference, a bare": Reference{Frame: listed, Manual: m, Part: &m.Parts[1]},
	}
}

// TestReferenceLeadsWhereItSays follows the links of the reference, in the language that was chosen.
func TestReferenceLeadsWhereItSays(t *testing.T) {
	m := manual()
	f := Frame{Lang: catalogue.En, Chosen: true, Path: ReferencePath}
	first := htmlcheck.Parse(t, rendered(t, Reference{Frame: f, Manual: m}))
	part := htmlcheck.Parse(t, rendered(t, Reference{Frame: f, Manual: m, Part: &m.Parts[0], Base: "https://ringfence.example"}))
	if got := first.Attr(".operations a", "href"); got != ReferencePath+"/things?lang=en#getThing" || !part.Has("#getThing") {
		t.Errorf("an operation is described at %s", got)
	}
	if got := part.Attr(".failures a", "href"); got != ReferencePath+"?lang=en#Bad" || !first.Has("#Bad") {
		t.Errorf("an error is described at %s", got)
	}
	if got := part.Attr(".headers a", "href"); got != ReferencePath+"?lang=en#Kept" || !first.Has("#Kept") {
		t.Errorf("a header is described at %s", got)
	}
	if got := part.Find("pre.call").First().Text(); got != "curl -s \\\n  https://ringfence.example/v1/things/1" {
		t.Errorf("a command reads %s", got)
	}
}
