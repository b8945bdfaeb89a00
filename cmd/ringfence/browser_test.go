//go:build browser

package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// screens is where the run leaves its pictures, from this folder.
const screens = "../../.out/screens"

// TestBrowser walks the journeys of a citizen through the real server in Chromium, on a phone and on a
// desk, in both languages, light and dark. No page may ask another host for anything, log an error, or be
// wider than the screen. The pictures in .out/screens are for people to look at.
func TestBrowser(t *testing.T) {
	s := start("ringfence", t.TempDir(), nil, nil)
	if s.url == "" {
		t.Fatal("the server did not start: ", s.err)
	}
	t.Cleanup(func() { s.signal(syscall.SIGTERM) })
	if err := os.MkdirAll(screens, 0o755); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	browser, closeBrowser := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(closeBrowser)
	for n, look := range []look{
		{"en", 360, "light"}, {"en", 1280, "dark"}, {"zh-CN", 360, "dark"}, {"zh-CN", 1280, "light"},
	} {
		t.Run(look.String(), func(t *testing.T) {
			v := newVisitor(t, browser, s.url, look)
			v.journey(fmt.Sprintf("+1202555013%d", n))
			v.finish()
		})
	}
}

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
	mu    sync.Mutex
	wrong []string
}

func newVisitor(t *testing.T, browser context.Context, base string, l look) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	v := &visitor{t: t, ctx: ctx, base: base, look: l}
	v.do(chromedp.EmulateViewport(l.width, 800))
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
				v.note(e.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	call(v, network.Enable, network.EnableParams{})
	call(v, log.Enable, cdp.Empty{})
	call(v, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.lang}})
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}})
	return v
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

// journey is a citizen's: look a number up, make a mistake in the report, mend it, find the way back by the
// receipt, and withdraw.
func (v *visitor) journey(number string) {
	v.open("/")
	v.see("home")
	v.do(chromedp.SendKeys("#lookup input[type=text]", number))
	v.follow(chromedp.Click("#lookup button[type=submit]"))
	v.see("unknown")

	v.open("/report")
	v.do(chromedp.Click("#whole"))
	v.do(chromedp.SetValue("#numbers", "138O0138OOO"), chromedp.SetValue("#text", "<b>they knew my parcel</b>"))
	v.follow(chromedp.Click("#report button[type=submit]"))
	v.see("report-with-errors")
	v.has("#numbers[aria-invalid=true]", "138O0138OOO")
	v.has("#text", "<b>they knew my parcel</b>")

	v.do(chromedp.Click("#whole"))
	v.do(chromedp.SetValue("#numbers", number), chromedp.Click("#kind"), chromedp.SetValue("#category", "impersonation_service"), chromedp.Click("#knew-order"))
	v.follow(chromedp.Click("#report button[type=submit]"))
	v.see("receipt")
	code := get(v, chromedp.Text(".receipt code"))

	v.open("/n/" + number)
	v.see("reported")
	v.open("/receipt")
	v.do(chromedp.SendKeys("input[name=code]", code))
	v.follow(chromedp.Click("#find button[type=submit]"))
	v.see("kept")
	v.follow(chromedp.Click("#held button[type=submit]"))
	v.see("withdraw")
	v.follow(chromedp.Click("main form button.main"))
	v.see("withdrawn")
	for digit, verdict := range []string{"unknown", "clear", "suspicious", "scam", "disputed"} {
		v.open(fmt.Sprintf("/n/+1202555010%d", digit))
		v.see("sample-" + verdict)
	}
	v.open("/no/such/page")
	v.see("not-found")
}

// has checks the value of a field.
func (v *visitor) has(field, want string) {
	v.t.Helper()
	if got := strings.TrimSpace(get(v, chromedp.Value(field))); got != want {
		v.t.Errorf("%s holds %q, want %q", field, got, want)
	}
}

// state is what a page says of itself.
type state struct {
	Lang, Title string
	Wide        bool
	Light       bool
}

const askState = `(() => {
	const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)
	return {Lang: document.documentElement.lang, Title: document.title, Light: r + g + b > 384,
		Wide: document.documentElement.scrollWidth > document.documentElement.clientWidth}
})()`

// see checks what must hold for every page and keeps a picture of it.
func (v *visitor) see(name string) {
	v.t.Helper()
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
	}
	picture := get(v, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(screens, name+"-"+v.look.String()+".png"), picture, 0o644); err != nil {
		v.t.Error(err)
	}
}

func (v *visitor) finish() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, what := range v.wrong {
		v.t.Error(what)
	}
}
