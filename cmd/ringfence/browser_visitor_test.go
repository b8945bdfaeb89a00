//go:build browser

package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// look is one way to look at a page.
type look struct {
	lang   string
	width  int64
	scheme string
}

func (l look) String() string { return fmt.Sprintf("%s-%d-%s", l.lang, l.width, l.scheme) }

// visitor is a tab and what went wrong in it.
type visitor struct {
	t     *testing.T
	ctx   context.Context
	base  string
	look  look
	plain bool // pages run no script
	mu    sync.Mutex
	wrong []string
}

func newVisitor(t *testing.T, browser context.Context, base string, l look) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	v := &visitor{t: t, ctx: ctx, base: base, look: l}
	home, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	err = chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if to, err := url.Parse(e.Request.URL); err != nil || (to.Host != home.Host && to.Scheme != "data") {
				v.note("a page asked for " + e.Request.URL)
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
				v.note(e.Entry.URL + ": " + e.Entry.Text)
			}
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				v.note("a script complained")
			}
		case *runtime.EventExceptionThrown:
			v.note(e.ExceptionDetails.URL + ": " + e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	call(v, network.Enable, network.EnableParams{})
	call(v, log.Enable, cdp.Empty{})
	call(v, runtime.Enable, cdp.Empty{})
	call(v, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.lang}})
	v.become(l)
	return v
}

// become changes the screen under the page that is open. The language is asked for with the next page.
func (v *visitor) become(l look) {
	v.t.Helper()
	v.look = l
	v.do(chromedp.EmulateViewport(l.width, 800))
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}})
}

func call[P, R any](v *visitor, command cdp.Command[P, R], params P) {
	v.t.Helper()
	if _, err := chromedp.Call(v.ctx, command, params); err != nil {
		v.t.Fatal(err)
	}
}

func (v *visitor) note(what string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.wrong = append(v.wrong, what)
}

// scriptless has pages run no script, or run it again.
func (v *visitor) scriptless(is bool) {
	v.t.Helper()
	v.plain = is
	call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: is})
}

// patience bounds what one step may take.
const patience = 30 * time.Second

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.t.Fatal(err)
	}
}

func get[T any](v *visitor, step chromedp.Action[T]) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, step)
	if err != nil {
		v.t.Fatal(err)
	}
	return got
}

// open goes to a page.
func (v *visitor) open(path string) {
	v.t.Helper()
	get(v, chromedp.Navigate(v.base+path))
}

// follow does what leads to another page and waits for it.
func (v *visitor) follow(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, steps...); err != nil {
		v.t.Fatal(err)
	}
}

// whole shows the whole report form, where a script asks one question at a time.
func (v *visitor) whole() {
	v.t.Helper()
	get(v, chromedp.Evaluate[bool](`(b => { b?.click(); return !!b })(document.getElementById("whole"))`))
}

// has checks the value of a field.
func (v *visitor) has(field, want string) {
	v.t.Helper()
	if got := strings.TrimSpace(get(v, chromedp.Value(field))); got != want {
		v.t.Errorf("%s holds %q, want %q", field, got, want)
	}
}

func (v *visitor) finish() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, what := range v.wrong {
		v.t.Error(what)
	}
}
