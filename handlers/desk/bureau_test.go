package desk

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/accounts"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/moderator"
	"ringfence/store/mem"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const (
	good   = "correct horse battery"
	number = "+12025550143"
)

// bureau is a desk with accounts that are real, and workers that note what they were asked.
type bureau struct {
	*testing.T
	e       *echo.Echo
	desk    *Desk
	roll    *accounts.Roll
	store   *mem.Store
	now     time.Time
	asked   []string // of workers, in their order
	refuse  error    // what they answer
	away    bool     // texts cannot be read
	more    int      // texts that were approved beside two
	factors map[string][]byte
	jar     map[string]string // cookies by name
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	ring, err := keyring.OpenAt(&keyring.Memory{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	b := &bureau{T: t, store: mem.New(), now: noon, factors: map[string][]byte{}, jar: map[string]string{}}
	clock := func() time.Time { return b.now }
	b.roll = accounts.New(accounts.Config{Store: b.store, Keys: ring, Recorder: b, Clock: clock, Cost: moderator.Cost{Memory: 64, Passes: 1, Lanes: 1}})
	b.desk = New(Config{
		People: b.roll, Cases: casesOf{b}, Rulings: b, Sanctions: sanctionsOf{b}, Texts: textsOf{b}, Register: registerOf{b}, Kept: b.store, Log: logOf{b}, Lookups: b,
		Clock: clock, Origin: "https://ringfence.example", Contact: "help@example.org",
	})
	b.e = echo.New()
	b.e.HTTPErrorHandler = func(err error, c echo.Context) {
		status := http.StatusInternalServerError
		var refused *route.Refused
		switch {
		case errors.Is(err, fault.Unavailable):
			status = http.StatusServiceUnavailable
		case errors.Is(err, fault.NotFound), errors.Is(err, echo.ErrNotFound):
			status = http.StatusNotFound
		case errors.As(err, &refused):
			status = http.StatusBadRequest
		}
		_ = c.String(status, "failed")
	}
	for _, r := range b.desk.Routes() {
		b.e.Add(r.Method, r.Path, r.Handle)
	}
	return b
}

func (b *bureau) note(what ...string) error {
	b.asked = append(b.asked, strings.Join(what, " "))
	return b.refuse
}

// settle adds an account that can sign in.
func (b *bureau) settle(name string, role moderator.Role) {
	b.Helper()
	in, err := b.roll.Add(b.Context(), name, role, "shell:root")
	b.ok(err)
	w, err := b.roll.Invited(b.Context(), in.Code, nil)
	b.ok(err)
	b.factors[name] = w.Secret
	b.ok(b.roll.Settle(b.Context(), in.Code, w.Sealed, good, b.code(name)))
	b.now = b.now.Add(moderator.StepLasts)
}

func (b *bureau) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bureau) code(name string) string {
	b.Helper()
	code, err := moderator.Code(b.factors[name], b.now)
	b.ok(err)
	return code
}

// does sends a request with the cookies of the jar, and puts those of the answer there.
func (b *bureau) does(method, path string, fields url.Values) *httptest.ResponseRecorder {
	b.Helper()
	req := httptest.NewRequestWithContext(b.Context(), method, "https://ringfence.example"+path, strings.NewReader(fields.Encode()))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res := httptest.NewRecorder()
	b.e.ServeHTTP(res, req)
	for _, cookie := range res.Result().Cookies() {
		if b.jar[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(b.jar, cookie.Name)
		}
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/desk" || cookie.MaxAge >= 0 && !cookie.Secure {
			b.Errorf("%s %s: cookie %+v", method, path, cookie)
		}
	}
	if got := res.Header().Get("Cache-Control"); got != "no-store" {
		b.Errorf("%s %s: Cache-Control %q", method, path, got)
	}
	return res
}

// signIn signs in by the form.
func (b *bureau) signIn(name string) {
	b.Helper()
	b.now = b.now.Add(moderator.StepLasts)
	res := b.does(http.MethodPost, "/desk/sign-in", url.Values{"name": {name}, "password": {good}, "code": {b.code(name)}})
	if res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/desk" || b.jar[sessionCookie] == "" {
		b.Fatalf("%s signs in: %d, to %s", name, res.Code, res.Header().Get("Location"))
	}
}
