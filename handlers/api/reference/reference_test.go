package reference

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/handlers/api"
	"ringfence/handlers/dialect"
	"ringfence/ratelimit"
	"ringfence/web"
	"ringfence/web/catalogue"
)

func manuals(t *testing.T) map[catalogue.Lang]*web.Manual {
	t.Helper()
	document, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	a, err := api.New(api.Config{Document: document})
	if err != nil {
		t.Fatal(err)
	}
	all, err := New(Config{Document: document, Routes: append(a.Routes(), dialect.New(dialect.Config{}).Routes()...), Budgets: ratelimit.DefaultBudgets()})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// edges are the operations of the edge itself, which no room has a line for.
var edges = []string{"getChallenge", "isAlive", "isReady"}

// TestEveryOperationIsTold compares the reference with openapi.yaml: each operation stands in one part, can be tried, and
// has what the description gives it.
func TestEveryOperationIsTold(t *testing.T) {
	document, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	for l, m := range manuals(t) {
		told := map[string]web.Operation{}
		for _, part := range m.Parts {
			for _, o := range part.Operations {
				if told[o.ID].ID != "" {
					t.Errorf("%s: %s is told twice", l, o.ID)
				}
				told[o.ID] = o
				linksHold(t, m, part, o)
			}
		}
		for path, item := range document.Paths.Map() {
			for method, o := range item.Operations() {
				got := told[o.OperationID]
				answers := len(got.Failures)
				for _, a := range got.Answers {
					answers += len(strings.Split(a.Status, ", "))
				}
				if got.Method != method || got.Path != path || len(got.Trials) == 0 || answers != o.Responses.Len() ||
					len(got.Parameters) != len(o.Parameters)+len(item.Parameters) || (got.Body == nil) != (o.RequestBody == nil) {
					t.Errorf("%s: %s %s is told as %+v", l, method, path, got)
				}
				if limited := got.Limit.Rate > 0; limited == slices.Contains(edges, got.ID) {
					t.Errorf("%s: %s is limited: %v", l, got.ID, limited)
				}
			}
		}
	}
}

// TestHeadingsDiffer of problems that share a status, and of headers that share a name.
func TestHeadingsDiffer(t *testing.T) {
	for l, m := range manuals(t) {
		told := map[string]bool{}
		for _, f := range m.Failures {
			if told[f.Status] {
				t.Errorf("%s: %q is told twice", l, f.Status)
			}
			told[f.Status] = true
		}
		for _, h := range m.Headers {
			if told[h.Name] {
				t.Errorf("%s: %q is told twice", l, h.Name)
			}
			told[h.Name] = true
		}
	}
}

// TestChineseExamplesAreInChinese: a problem and a reason have the words that the service has, and a command asks for them.
func TestChineseExamplesAreInChinese(t *testing.T) {
	all := manuals(t)
	for i, f := range all[catalogue.ZhCN].Failures {
		problem := strings.TrimPrefix(regexp.MustCompile(`/problems/[a-z_]+`).FindString(f.Example), "/problems/")
		for l, example := range map[catalogue.Lang]string{catalogue.ZhCN: f.Example, catalogue.En: all[catalogue.En].Failures[i].Example} {
			if title := l.Text("problem." + problem + ".title"); !strings.Contains(example, `"title": "`+title+`"`) || strings.Contains(example, catalogue.Missing) {
				t.Errorf("%s, %s: %s", l, problem, example)
			}
		}
	}
	lookup := all[catalogue.ZhCN].Parts[0].Operations[0].Trials[0]
	if !strings.Contains(lookup.Text, "-H 'Accept-Language: zh-CN'") || !strings.Contains(lookup.Answer, catalogue.ZhCN.Text("why.reports", "band", "3-5")[:6]) {
		t.Errorf("%s\n%s", lookup.Text, lookup.Answer)
	}
}

// TestNeeds tells what a caller must send from what an answer may lack.
func TestNeeds(t *testing.T) {
	needs := map[string]string{}
	for _, part := range manuals(t)[catalogue.En].Parts {
		for _, object := range part.Objects {
			for _, m := range object.Members {
				needs[object.Name+"."+m.Name] = m.Need
			}
		}
	}
	for member, want := range map[string]string{
		"Report.kind": "required", "Report.text": "", "Answer.verdict": "", "Answer.area": "may be absent",
	} {
		if got, ok := needs[member]; !ok || got != want {
			t.Errorf("%s: %q, %v", member, got, ok)
		}
	}
}

// linksHold checks that what an operation links to is there.
func linksHold(t *testing.T, m *web.Manual, part web.Part, o web.Operation) {
	t.Helper()
	for _, f := range o.Failures {
		if !slices.ContainsFunc(m.Failures, func(told web.Failure) bool { return told.ID == f.ID && strings.HasPrefix(told.Status, f.Status) }) || len(f.Codes) > 1 {
			t.Errorf("%s leads to %+v", o.ID, f)
		}
	}
	for _, a := range o.Answers {
		for _, h := range a.Shared {
			if !slices.ContainsFunc(m.Headers, func(told web.Header) bool { return told.ID == h.ID && strings.HasPrefix(told.Name, h.Name) }) {
				t.Errorf("%s leads to %+v", o.ID, h)
			}
		}
		for _, c := range a.Contents {
			if object := c.Shape.Object; object != "" && !slices.ContainsFunc(part.Objects, func(told web.Member) bool { return told.Name == object }) {
				t.Errorf("%s leads to %s", o.ID, object)
			}
		}
	}
}

// TestShapes spells out what becomes of some schemas.
func TestShapes(t *testing.T) {
	ten, eight := 10.0, uint64(8)
	text := &openapi3.Types{"string"}
	w := &writer{lang: catalogue.En, objects: map[string]int{"Often": 2}}
	often := &openapi3.SchemaRef{Ref: "#/components/schemas/Often", Value: &openapi3.Schema{
		Type: &openapi3.Types{"object"}, Properties: openapi3.Schemas{"x": {Value: &openapi3.Schema{Type: text}}},
	}}
	for name, c := range map[string]struct {
		schema *openapi3.Schema
		want   string
	}{
		"a text":              {&openapi3.Schema{Type: text, MinLength: 2, MaxLength: &eight, Pattern: "^a$"}, "string; 2 to 8 characters; matches `^a$`"},
		"a short text":        {&openapi3.Schema{Type: text, MaxLength: &eight}, "string; at most 8 characters"},
		"a long text":         {&openapi3.Schema{Type: text, MinLength: 2, Format: "date-time"}, "string; format `date-time`; at least 2 characters"},
		"a number":            {&openapi3.Schema{Type: &openapi3.Types{"integer"}, Min: new(float64), Max: &ten, Default: 3.0}, "integer; from 0 to 10; `3` when left out"},
		"a large number":      {&openapi3.Schema{Type: &openapi3.Types{"number"}, Min: &ten}, "number; at least 10"},
		"a small number":      {&openapi3.Schema{Type: &openapi3.Types{"number"}, Max: &ten}, "number; at most 10"},
		"one value":           {&openapi3.Schema{Type: text, Const: "a", Examples: []any{"a"}}, "string; always `a`; for example `a`"},
		"values or nothing":   {&openapi3.Schema{AnyOf: openapi3.SchemaRefs{{Value: &openapi3.Schema{Type: text, Enum: []any{"a", "b"}}}, {Value: &openapi3.Schema{Enum: []any{"", nil}}}}}, "string | null; values a b"},
		"a list":              {&openapi3.Schema{Type: &openapi3.Types{"array"}, MinItems: 8, MaxItems: &eight, Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: text}}}, "string[]; exactly 8 entries"},
		"a list of some":      {&openapi3.Schema{Type: &openapi3.Types{"array"}, MinItems: 1, MaxItems: &eight, Items: often}, "Often[] -> Often; 1 to 8 entries"},
		"a list of any":       {&openapi3.Schema{Type: &openapi3.Types{"array"}, MinItems: 1, Items: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string", "null"}}}}, "(string | null)[]; at least 1 entries"},
		"a short list":        {&openapi3.Schema{Type: &openapi3.Types{"array"}, MaxItems: &eight, PrefixItems: openapi3.SchemaRefs{{Value: &openapi3.Schema{Type: text}}, often}}, "[string, Often]; at most 8 entries; [0] string, [1] Often"},
		"an object":           {&openapi3.Schema{Type: &openapi3.Types{"object"}, Properties: openapi3.Schemas{"x": often}}, "object; x Often"},
		"an object of others": {&openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.AdditionalProperties{Schema: often}}, "object; * Often"},
	} {
		if got := told(w.shape(c.schema)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if w.wrong != nil {
		t.Error(w.wrong)
	}
}

// told writes a member on one line.
func told(m web.Member) string {
	all := []string{m.Type}
	if m.Object != "" {
		all[0] += " -> " + m.Object
	}
	for _, bound := range m.Bounds {
		line := ""
		for _, s := range bound {
			if s.Code {
				line += "`" + s.Text + "`"
			} else {
				line += s.Text
			}
		}
		all = append(all, line)
	}
	if len(m.Values) > 0 {
		all = append(all, "values "+strings.Join(m.Values, " "))
	}
	var members []string
	for _, within := range m.Members {
		members = append(members, within.Name+" "+within.Type)
	}
	if len(members) > 0 {
		all = append(all, strings.Join(members, ", "))
	}
	return strings.Join(all, "; ")
}

// TestExamplesStayWhatTheyAre reads what is written for people as JSON again.
func TestExamplesStayWhatTheyAre(t *testing.T) {
	const example = `{"b": "<&>", "a": [1, 2.5, {"long": "a text that is so long that it does not fit beside what else there is on its line"}], "c": null, "d": {}}`
	var v, again any
	if err := json.Unmarshal([]byte(example), &v); err != nil {
		t.Fatal(err)
	}
	written := pretty(v, nil, "")
	if err := json.Unmarshal([]byte(written), &again); err != nil || !reflect.DeepEqual(v, again) || !strings.Contains(written, "<&>") {
		t.Errorf("%v: %s", err, written)
	}
}

// TestPassage reads the marks that descriptions may have, and refuses others.
func TestPassage(t *testing.T) {
	got, err := passage("One **two** `three <b>`\nfour [five](/six).\n\n- seven\n- `eight`")
	want := web.Passage{
		{Spans: []web.Span{{Text: "One "}, {Text: "two", Strong: true}, {Text: " "}, {Text: "three <b>", Code: true}, {Text: " "}, {Text: "four "}, {Text: "five", Link: "/six"}, {Text: "."}}},
		{Items: [][]web.Span{{{Text: "seven"}}, {{Text: "eight", Code: true}}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: %+v", err, got)
	}
	for _, refused := range []string{"# heading", "<b>bold</b>", "a <script>x</script>", "> quote", "![image](/x)", "```\ncode\n```", "- - nested", "-     code"} {
		if got, err := passage(refused); err == nil {
			t.Errorf("%q is read as %+v", refused, got)
		}
	}
}

// TestCommandsAreSafeToPaste writes values that a shell would take for its own.
func TestCommandsAreSafeToPaste(t *testing.T) {
	c := command{method: "PUT", path: "/v1/{a}"}
	for _, p := range []*openapi3.Parameter{{Name: "a", In: "path"}, {Name: "b", In: "query"}, {Name: "C", In: "header"}} {
		c.parameter(p, "it's $1/", false)
	}
	c.parameter(&openapi3.Parameter{Name: "D", In: "header"}, "$(date)", true)
	c.body = `{"a": "it's"}`
	want := `curl -s -X PUT 'ORIGIN/v1/it%27s%20$1%2F?b=it%27s+%241%2F' \
  -H 'C: it'\''s $1/' \
  -H "D: $(date)" \
  -d '{"a": "it'\''s"}'`
	if got := c.String(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestAttemptsAreSpelledRight refuses an x-curl with a word that means nothing.
func TestAttemptsAreSpelledRight(t *testing.T) {
	o := &openapi3.Operation{OperationID: "x", Extensions: map[string]any{"x-curl": []any{map[string]any{"bodi": "call"}}}}
	if got, err := attemptsOf(o); err == nil {
		t.Errorf("%+v", got)
	}
}
