package htmlcheck

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

const sound = `<!DOCTYPE html><html lang="en"><head><title>T</title><meta name="description" content="d"></head>
<body><a class="skip" href="#main">Skip</a><header><nav aria-label="n"></nav></header>
<main id="main"><h1>H</h1><form action="/x"><label for="a">A</label><input id="a" name="a" value="1"></form></main>
<footer></footer></body></html>`

// TestEveryMistakeIsFound breaks a sound page in one way at a time.
func TestEveryMistakeIsFound(t *testing.T) {
	Parse(t, sound)
	for _, c := range []struct{ from, to, want string }{
		{"</h1>", "", "closes"},
		{"</html>", "", "ends with"},
		{"<h1>H</h1>", "<p>H</p>", "0 of h1"},
		{`lang="en"`, "", "0 of html[lang]"},
		{"<h1>H", "<h1>ZgotmplZ", "ZgotmplZ"},
		{`<h1>`, `<h1 id="a">`, "there twice"},
		{`id="a"`, `id="a" aria-describedby="b"`, `names "b"`},
		{"<h1>H", `<h1><a href="#b">H</a>`, "link into the page"},
		{`for="a"`, `for="main"`, "has not one label"},
		{"<h1>H", "<h1><fieldset></fieldset>", "fieldset without legend"},
		{"<h1>", `<h1 style="x">`, "attribute style"},
		{"<h1>", `<h1 onclick="x">`, "attribute onclick"},
		{"<h1>H", "<h1><script></script>H", "no file of ours"},
		{"<h1>H", `<h1><script src="/static/x.js">x</script>H`, "no file of ours"},
		{"<h1>H", `<h1><script src="/x.js"></script>H`, "no file of ours"},
		{`action="/x"`, `action="//evil.example"`, "leads to"},
		{`action="/x"`, `action="https://evil.example"`, "leads to"},
		{"<h1>H", `<h1><a href="https://evil.example">H</a>`, "leads to"},
		{"<h1>H", `<h1><a rel="external" href="javascript:x">H</a>`, "leads to"},
	} {
		broken := strings.Replace(sound, c.from, c.to, 1)
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(broken))
		if err != nil {
			t.Fatal(err)
		}
		if found := strings.Join((Page{doc, broken}).Problems(), "; "); !strings.Contains(found, c.want) {
			t.Errorf("%q in place of %q: found %q, want %q", c.to, c.from, found, c.want)
		}
	}
}
