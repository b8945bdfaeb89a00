//go:build browser

package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// attackText leaves every attribute and element, asks for something elsewhere, and runs where a page lets it.
const attackText = `'"></textarea></title><script>window.attacked=1</script><img src=//attack.example/x onerror=window.attacked=1>{{7*7}}`

// attackFields writes it into every field of the report form that takes text.
const attackFields = `(text => { const all = [...document.querySelectorAll('#report textarea, #report input[type=text], #report input[type=search]')]
	all.forEach(e => { e.value = text }); return all.map(e => e.name) })`

// withoutMistakes empties what was refused, so that the rest is accepted.
const withoutMistakes = `(number => {
	document.querySelectorAll('#report [aria-invalid=true]').forEach(e => { e.value = '' })
	document.querySelector('#report [name=numbers]').value = number
	document.querySelector('#report [name=kind][value=offer]').checked = true
	return true
})`

// sendForm sends it as browsers without script do.
const sendForm = `(HTMLFormElement.prototype.submit.call(document.querySelector('#report')), true)`

// harm is what a page has of an attack.
type harm struct {
	Attacked bool
	Elements []string // that no page of ours has
	Shown    int      // how often the attack can be read, in text or in a field
}

const askHarm = `(text => ({Attacked: 'attacked' in window,
	Elements: [...document.querySelectorAll('img, iframe, object, script:not([src^="/static/"])')].map(e => e.outerHTML),
	Shown: [...document.querySelectorAll('input:not([type=hidden]), textarea')].filter(e => e.value.includes(text)).length +
		document.querySelector('main').innerText.split(text).length - 1}))`

// TestBrowserShowsAttacksAsText reports an attack in every field, and looks at all pages that can show it: the form with
// its mistakes, the receipt, what is kept, the correction, the pages of subjects and of what is none, and a moderator's reason.
func TestBrowserShowsAttacksAsText(t *testing.T) {
	folder := t.TempDir()
	s := running(t, folder)
	v := newVisitor(t, chromium(t), s.url, look{"en", 360, "light"})
	v.open("/report")
	fields := get(v, chromedp.Evaluate[[]string](fmt.Sprintf("%s(%q)", attackFields, attackText)))
	if len(fields) < 10 {
		t.Fatalf("only %v", fields)
	}
	v.sendForm()
	v.showsText("the form with its mistakes", attackText, len(fields))
	get(v, chromedp.Evaluate[bool](fmt.Sprintf("%s(%q)", withoutMistakes, listedNumber)))
	v.sendForm()
	v.showsText("the receipt", attackText, 0)
	code := get(v, chromedp.Text(".receipt code"))
	v.open("/receipt")
	v.do(chromedp.SendKeys("input[name=code]", code))
	v.follow(chromedp.Click("#find button[type=submit]"))
	v.showsText("what is kept", "window.attacked=1", 6)
	v.follow(chromedp.Click("#held button[formaction]"))
	v.showsText("the correction", "window.attacked=1", 6)
	if out, err := ringfence(folder, "moderator", "confirm", listedNumber, "--reason", attackText); err != nil {
		t.Fatal(err, out)
	}
	for _, c := range []struct {
		path  string
		shown int
	}{
		{"/n/" + listedNumber, 1}, // the moderator's reason
		{"/lookup?q=" + url.QueryEscape(attackText), 1},
		{"/lookup?kind=wechat&q=" + url.QueryEscape(attackText), 1},
		{"/n/" + url.PathEscape(attackText), 1},
		{"/s/wechat/" + url.PathEscape(attackText), 1},
		{"/report?numbers=" + url.QueryEscape(attackText) + "&wechat=" + url.QueryEscape(attackText), 2},
		{"/" + url.PathEscape(attackText), 0},
		{"/?lang=" + url.QueryEscape(attackText), 0},
	} {
		v.open(c.path)
		v.showsText(c.path, attackText, c.shown)
	}
	v.finish()
}

// attackName is the name of an employer that is more than a name. Others are told of it once enough have reported it.
const attackName = `Attack <img src=x onerror=window.attacked=1>`

// TestBrowserShowsNamesAsText looks at the page that shows reporters' words to others: a name that was found, names that
// begin like what was typed, and what was typed.
func TestBrowserShowsNamesAsText(t *testing.T) {
	s := startWithOffers(t, attackName, attackName+" II")
	v := newVisitor(t, chromium(t), s.url, look{"en", 360, "light"})
	v.open("/offers/employers?q=" + url.QueryEscape(attackName))
	v.showsText("a name that was found", attackName, 2) // and in the field
	v.open("/offers/employers?q=Attack")
	v.showsText("names that begin alike", attackName, 2)
	v.open("/offers/employers?q=" + url.QueryEscape(attackText))
	v.showsText("a name that was not found", attackText, 1)
	v.finish()
}

// sendForm sends the report form and waits for what is answered.
func (v *visitor) sendForm() {
	v.t.Helper()
	v.follow(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](sendForm))
		return err
	}))
}

// showsText checks that the page shows text so many times at least, and that it is nothing but text.
func (v *visitor) showsText(name, text string, least int) {
	v.t.Helper()
	v.do(chromedp.WaitReady("main h1"))
	found := get(v, chromedp.Evaluate[harm](fmt.Sprintf("%s(%q)", askHarm, text)))
	if found.Attacked || len(found.Elements) > 0 {
		v.t.Errorf("%s: the attack is more than text: %s", name, strings.Join(found.Elements, " "))
	}
	if found.Shown < least {
		v.t.Errorf("%s: the attack is shown %d times, wanted %d, on a page that reads %q", name, found.Shown, least, get(v, chromedp.Text("main")))
	}
}
