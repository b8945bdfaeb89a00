package web

import (
	"encoding/json"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"ringfence/web/catalogue"
)

// TestEveryMessageAboutOffersIsShown holds those messages whose ids programs put together to some page.
func TestEveryMessageAboutOffersIsShown(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\w+\}`)
	for _, l := range catalogue.Langs() {
		var shown strings.Builder
		for _, page := range examples(t, l) {
			shown.WriteString(html.UnescapeString(rendered(t, page)))
		}
		for _, part := range []string{"offers"} {
			for id, text := range partOf(t, part, l) {
				for _, piece := range placeholder.Split(text, -1) {
					own := !strings.HasPrefix(id, "law.checked") // no article was checked yet
					if own && !strings.Contains(shown.String(), piece) {
						t.Errorf("%s %s: no example shows %q", l, id, piece)
					}
				}
			}
		}
	}
}

// partOf returns the messages of a part of the catalogue.
func partOf(t *testing.T, part string, l catalogue.Lang) map[string]string {
	t.Helper()
	content, err := os.ReadFile("catalogue/" + part + "." + string(l) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	return all
}
