package api

import (
	"reflect"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/handlers/dialect"
	"ringfence/handlers/trends"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

func document(t *testing.T) *openapi3.T {
	t.Helper()
	d, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// nameless are the paths at which there is only the list of names that stand below it.
var nameless = []string{"GET /v1/feeds", "GET /v1/feeds/"}

// TestEveryRouteIsDescribed compares the site map with openapi.yaml, both ways.
func TestEveryRouteIsDescribed(t *testing.T) {
	edge := []string{"GET /healthz", "GET /readyz", "GET /proof"} // the edge's own
	a, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	registered := edge
	for _, r := range append(a.Routes(), dialect.New(dialect.Config{}).Routes()...) {
		registered = append(registered, r.Method+" "+Described(r.Path))
	}
	var described []string
	for path, item := range document(t).Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	registered = slices.DeleteFunc(registered, func(r string) bool { return slices.Contains(nameless, r) })
	slices.Sort(registered)
	slices.Sort(described)
	if !slices.Equal(registered, described) {
		t.Errorf("registered %q\ndescribed %q", registered, described)
	}
}

// TestEnumsAreTheVocabularies keeps openapi.yaml from falling behind.
func TestEnumsAreTheVocabularies(t *testing.T) {
	schemas := document(t).Components.Schemas
	answer := schemas["Answer"].Value.Properties
	v := newVocabulary()
	categories, knew := make([]string, 0, len(v.Categories)), make([]string, 0, len(v.Knew))
	for _, c := range v.Categories {
		categories = append(categories, c.Value)
	}
	for _, k := range v.Knew {
		knew = append(knew, k.Value)
	}
	values := func(terms []term) (all []string) {
		for _, term := range terms {
			all = append(all, term.Value)
		}
		return all
	}
	for name, c := range map[string]struct {
		schema *openapi3.SchemaRef
		want   []string
	}{
		"kinds":        {schemas["Kind"], values(v.Kinds)},
		"verdicts":     {schemas["Verdict"], values(v.Verdicts)},
		"categories":   {schemas["Category"], categories},
		"knew":         {schemas["Knew"], knew},
		"leak sectors": {schemas["LeakSector"], values(v.LeakSectors)},
		"duties":       {schemas["Duty"], values(v.Duties)},
		"reasons":      {schemas["Reason"].Value.Properties["code"], values(v.Reasons)},
		"conditions":   {answer["states"].Value.Items, values(v.Conditions)},
		"lines":        {answer["line"], values(v.Lines)},
		"states":       {schemas["Kept"].Value.Properties["subjects"].Value.Items.Value.Properties["state"], values(v.States)},
		"tables":       {schemas["TrendTable"].Value.Properties["table"], trends.Tables()},
		"report kinds": {schemas["Testimony"].Value.Properties["kind"], values(v.ReportKinds)},
	} {
		var got []string
		for _, value := range c.schema.Value.Enum {
			got = append(got, value.(string))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: described %q, want %q", name, got, c.want)
		}
	}
}

// TestEveryLineIsInTheVocabulary finds a line that was added to subject alone.
func TestEveryLineIsInTheVocabulary(t *testing.T) {
	var names []string
	for l := subject.UnknownLine + 1; l.String() != subject.UnknownLine.String(); l++ {
		names = append(names, l.String())
	}
	lines := newVocabulary().Lines
	got := make([]string, 0, len(lines))
	for _, line := range lines {
		got = append(got, line.Value)
	}
	if !slices.Equal(got, names) {
		t.Errorf("lines %q, want %q", got, names)
	}
}

// TestRequestFieldsAreDescribed compares the bodies that are read with their schemas.
func TestRequestFieldsAreDescribed(t *testing.T) {
	schemas := document(t).Components.Schemas
	for schema, body := range map[string]any{
		"Report": report.Draft{}, "OfferDraft": report.OfferDraft{}, "Batch": batch{}, "Answer": answer{}, "Kept": kept{},
		"Testimony": report.Testimony{}, "Accepted": accepted{}, "Vocabulary": vocabulary{},
	} {
		var described []string
		for name := range schemas[schema].Value.Properties {
			described = append(described, name)
		}
		read := fields(reflect.TypeOf(body))
		slices.Sort(described)
		slices.Sort(read)
		if !slices.Equal(described, read) {
			t.Errorf("%s: described %q, has %q", schema, described, read)
		}
	}
}

// TestExamplesCanBeSent reads the examples as requests are read.
func TestExamplesCanBeSent(t *testing.T) {
	d := document(t)
	if err := d.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
	receipt, ok := d.Paths.Find("/v1/receipts/{code}").Parameters[0].Value.Example.(string)
	if !ok {
		t.Fatal("no example of a receipt")
	}
	if _, err := report.ParseReceipt(receipt); err != nil {
		t.Errorf("%s: %v", receipt, err)
	}
	answers := d.Components.Responses["Accepted"].Value.Content["application/json"].Example
	if got := answers.(map[string]any)["receipt"]; got != receipt {
		t.Errorf("another receipt: %v", got)
	}
}
