package web

import (
	"html/template"
	"strings"
	"testing"

	"ringfence/web/catalogue"
)

// TestSentencesStandInTheSet asks a set for sentences whose page would not know them.
func TestSentencesStandInTheSet(t *testing.T) {
	set := template.Must(template.New("").Parse(
		`{{define "x"}}<p title="{{.T "report.knew.hint"}}">{{if .}}{{$.T "advice.never"}}{{else}}{{.T "site.name"}}{{end}}</p>{{end}}{{template "x" .}}`))
	speak(set, catalogue.En)
	var page strings.Builder
	if err := set.Execute(&page, true); err != nil {
		t.Fatal(err)
	}
	if want := `<p title="` + catalogue.En.Text("report.knew.hint") + `">` + catalogue.En.Text("advice.never") + `</p>`; page.String() != want {
		t.Errorf("%s, want %s", page.String(), want)
	}

	// What needs a value is asked of the page.
	set = template.Must(template.New("").Parse(`{{.T "error.status" "status" 404}}`))
	speak(set, catalogue.En)
	page.Reset()
	if err := set.Execute(&page, Frame{Lang: catalogue.En}); err != nil || page.String() != "Status 404" {
		t.Errorf("%q, %v", page.String(), err)
	}
}
