package site_test

import (
	"net/http"
	"strings"
	"testing"

	"ringfence/handlers/api"
	"ringfence/handlers/api/reference"
	"ringfence/handlers/dialect"
	"ringfence/handlers/site"
	"ringfence/ratelimit"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// manualsOf returns the manuals of the API.
func manualsOf(t *testing.T) map[catalogue.Lang]*web.Manual {
	t.Helper()
	document, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	a, err := api.New(api.Config{Document: document})
	if err != nil {
		t.Fatal(err)
	}
	manuals, err := reference.New(reference.Config{Document: document, Routes: append(a.Routes(), dialect.New(dialect.Config{}).Routes()...), Budgets: ratelimit.DefaultBudgets()})
	if err != nil {
		t.Fatal(err)
	}
	return manuals
}

// TestReferenceInBothLanguages opens every page of the reference: each says the same in both languages, with every command,
// and the sitemap has it.
func TestReferenceInBothLanguages(t *testing.T) {
	s := newService(t)
	if a := s.send(web.ReferencePath, nil); a.status != http.StatusNotFound {
		t.Errorf("without a manual the reference is answered %d", a.status)
	}
	manuals := manualsOf(t)
	s.serve(site.Config{Manuals: manuals, Origin: "https://ringfence.example"})
	paths := []string{web.ReferencePath}
	for _, part := range manuals[catalogue.En].Parts {
		paths = append(paths, web.ReferencePath+"/"+part.Name)
	}
	known := s.send("/sitemaps/0.xml", nil).body
	for _, path := range paths {
		parts := map[catalogue.Lang]int{}
		for _, l := range catalogue.Langs() {
			p := s.get(path + "?lang=" + string(l))
			parts[l] = p.Find("main h2, main h3, main p, main li, main dt, main pre").Length()
			if chapters, headings := p.Find(".contents li").Length(), p.Find(".prose > section > h2").Length(); chapters != headings || chapters == 0 {
				t.Errorf("%s has %d parts and names %d", path, headings, chapters)
			}
		}
		if parts[catalogue.En] != parts[catalogue.ZhCN] || parts[catalogue.En] < 20 {
			t.Errorf("%s has %v parts", path, parts)
		}
		if !strings.Contains(known, "<loc>https://ringfence.example"+path+"?lang=en</loc>") {
			t.Errorf("the sitemap does not have %s", path)
		}
	}
	for i, part := range manuals[catalogue.En].Parts {
		said := s.get(paths[i+1] + "?lang=en").Find("pre.call").Text()
		joined := onOneLine.Replace(said)
		if said != "" && joined == said {
			t.Errorf("%s has commands whose address does not begin a line", paths[i+1])
		}
		for _, o := range part.Operations {
			for _, trial := range o.Trials {
				if !strings.Contains(joined, strings.ReplaceAll(trial.Text, "ORIGIN", "https://ringfence.example")) {
					t.Errorf("%s does not show %s", paths[i+1], trial.Text)
				}
			}
		}
	}
	if a := s.send(web.ReferencePath+"/nothing", nil); a.status != http.StatusNotFound {
		t.Errorf("a part that there is not is answered %d", a.status)
	}
}

// onOneLine joins the addresses of commands with what precedes them.
var onOneLine = strings.NewReplacer("\\\n  http", "http", "\\\n  'http", "'http")
