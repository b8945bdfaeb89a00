//go:build browser

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// maxWeight is the most that a page with its style sheet and scripts may weigh, as sent without compression. What is asked
// for because somebody pressed or typed something does not count.
const maxWeight = 100 << 10

// state is what a page says of itself.
type state struct {
	Lang, Title string
	Wide        bool
	Light       bool
	Weight      int
}

const askState = `(() => {
	const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)
	const sent = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(one => one.initiatorType !== 'fetch')
	return {Lang: document.documentElement.lang, Title: document.title, Light: r + g + b > 384,
		Wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
		Weight: sent.reduce((sum, one) => sum + one.decodedBodySize, 0)}
})()`

// unwaiting keeps a form that came without script from waiting for it now.
const unwaiting = `(document.getElementById("report")?.classList.add("whole"), true)`

// see checks what must hold for every page as it is looked at, and keeps a picture of it where people want to look. A page that came
// without script stays as it is; those who look at it use some.
func (v *visitor) see(name string) {
	v.t.Helper()
	if v.plain {
		name += "-scriptless"
		v.scriptless(false)
		defer v.scriptless(true)
		get(v, chromedp.Evaluate[bool](unwaiting))
	}
	v.do(chromedp.WaitReady("main h1"))
	page := get(v, chromedp.Evaluate[state](askState))
	switch {
	case page.Lang != v.look.lang:
		v.t.Errorf("%s: the page is in %q", name, page.Lang)
	case page.Wide:
		v.t.Errorf("%s: the page is wider than %d px", name, v.look.width)
	case page.Title == "":
		v.t.Errorf("%s: no title", name)
	case page.Light != (v.look.scheme == "light"):
		v.t.Errorf("%s: not in %s", name, v.look.scheme)
	case page.Weight > maxWeight:
		v.t.Errorf("%s: %d bytes", name, page.Weight)
	}
	for _, barrier := range v.barriers(v.colours(name)) {
		v.t.Errorf("%s, %s: %s", name, v.look, barrier)
	}
	if !pictured() {
		return
	}
	picture := get(v, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(screens, name+"-"+v.look.String()+".png"), picture, 0o644); err != nil {
		v.t.Error(err)
	}
}

// askAxe is the script that asks axe, with or without what takes it as long as all else: how letters stand out from what is behind them. It loads
// nothing before, since there is no sound that could play by itself.
const askAxe = `axe.run(document, {resultTypes: ['violations'], preload: false, rules: {'color-contrast': {enabled: %t}}}).then(found => found.violations
	.filter(v => v.impact === 'serious' || v.impact === 'critical')
	.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ': ' + n.failureSummary)))`

// colours reports whether how letters stand out is looked at: of each page in one language, of about half of them in either, so that pages which
// are made of the same parts are seen in every width and scheme; in all looks where pictures are wanted.
func (v *visitor) colours(name string) bool {
	return pictured() || (len(name)%2 == 0) == (v.look.lang == "en")
}

// barriers returns what axe finds on the page that keeps people out.
func (v *visitor) barriers(colours bool) []string {
	v.t.Helper()
	if !get(v, chromedp.Evaluate[bool](`!!window.axe`)) {
		source, err := os.ReadFile("../../.tools/axe.js")
		if err != nil {
			v.t.Fatal("axe-core is not there; make deps unpacks it: ", err)
		}
		get(v, chromedp.Evaluate[bool](string(source)+";!!window.axe"))
	}
	return get(v, chromedp.Evaluate[[]string](fmt.Sprintf(askAxe, colours), chromedp.EvalAwaitPromise))
}

// controls are the roles of what people press or fill in.
var controls = map[string]bool{
	"button": true, "link": true, "textbox": true, "checkbox": true, "radio": true, "combobox": true, "listbox": true, "Date": true,
	"DisclosureTriangle": true, "searchbox": true,
}

// nameless returns how many controls there are, and those that have no name for who cannot see them.
func (v *visitor) nameless() (all int, without []string) {
	v.t.Helper()
	tree, err := chromedp.Call(v.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		v.t.Fatal(err)
	}
	for _, node := range tree.Nodes {
		role := word(node.Role)
		if node.Ignored || !controls[role] {
			continue
		}
		all++
		if strings.TrimSpace(word(node.Name)) == "" {
			without = append(without, role)
		}
	}
	return all, without
}

// word is a value that is a string, or "".
func word(value *accessibility.Value) (s string) {
	if value == nil || json.Unmarshal(value.Value, &s) != nil {
		return ""
	}
	return s
}

// askBeyond names what reaches beyond the screen.
const askBeyond = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
	[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, .skip, .unseen') &&
		e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 20))`

// beyond returns what reaches beyond a screen of so many pixels with letters of so many percent.
func (v *visitor) beyond(width int64, letters int) []string {
	v.t.Helper()
	v.do(chromedp.EmulateViewport(width, 800))
	get(v, chromedp.Evaluate[int](resize(letters)))
	defer get(v, chromedp.Evaluate[int](resize(100)))
	return get(v, chromedp.Evaluate[[]string](askBeyond))
}

// resize makes letters larger, as the settings of a browser do.
func resize(percent int) string {
	return fmt.Sprintf(`(document.documentElement.style.fontSize = '%d%%', %d)`, percent, percent)
}
