//go:build browser

package main

import (
	"slices"

	"github.com/chromedp/chromedp"
)

// stop is where the focus is.
type stop struct {
	At       string // which of the tabbable elements, by its place in the page; "" for none of them
	Name     string // what a person would call it
	Outlined bool
	Seen     bool // it is on the screen and has a size
}

// The elements that the Tab key must reach, in their order: of radio buttons one of each group, the chosen or the first.
const tabbable = `(() => {
	const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
		.filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
	const chosen = e => e.type !== 'radio' || (all.find(o => o.type === 'radio' && o.name === e.name && o.checked) ||
		all.find(o => o.type === 'radio' && o.name === e.name)) === e
	return all.filter(chosen)
})()`

const askStops = `(() => { window.stops = ` + tabbable + `; return window.stops.map((_, i) => String(i)) })()`

const askStop = `(() => {
	const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
	const at = window.stops.indexOf(e)
	return {At: at < 0 ? '' : String(at), Name: e.tagName + '#' + e.id + ' ' + (e.innerText || e.name || '').slice(0, 30),
		Outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
		Seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight}
})()`

// perStop is how often Tab may be pressed within one control: a date has a part for year, month, day and its calendar.
const perStop = 5

// tab goes through the page with the Tab key alone, and fails when a control is not reached, is reached out of its
// order, does not show that it has the focus, or does not let it go.
func (v *visitor) tab(name string) {
	v.t.Helper()
	want := get(v, chromedp.Evaluate[[]string](askStops))
	if len(want) < 5 {
		v.t.Errorf("%s: only %d controls found", name, len(want))
		return
	}
	get(v, chromedp.Evaluate[bool](`(document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex'), true)`))
	var got []string
	for presses := 0; len(got) < len(want); presses++ {
		v.do(chromedp.KeyEvent("\t"))
		here := get(v, chromedp.Evaluate[stop](askStop))
		if n := len(got); n == 0 || got[n-1] != here.At {
			if !here.Outlined || !here.Seen {
				v.t.Errorf("%s, %s: no one sees that the focus is at %s", name, v.look, here.Name)
			}
			if here.At == "" {
				v.t.Errorf("%s, %s: the focus went to %s, which is no control, after %d of %d", name, v.look, here.Name, n, len(want))
				return
			}
			got, presses = append(got, here.At), 0
		}
		if presses > perStop {
			v.t.Errorf("%s, %s: %s does not let the focus go", name, v.look, here.Name)
			return
		}
	}
	if !slices.Equal(got, want) {
		v.t.Errorf("%s, %s: Tab goes through %v", name, v.look, got)
	}
}
