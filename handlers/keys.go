package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/apikey"
)

// Keys knows API keys.
type Keys interface {
	// Key returns the key with this hash, whatever it opens, and false when there is none. It waits for
	// nothing.
	Key(hash apikey.Hash) (apikey.Key, bool)
}

// Why a request with an API key is refused before anyone looks whether there is such a key.
var (
	errMisplaced = errors.New("an API key came in another way than as a bearer token")
	errWrongKeys = errors.New("too many wrong API keys")
)

// presented returns what came as an API key with a request for r. Pages take none, nor does what is signed. Credentials of other schemes
// are for somebody else, but for a key whose scheme or header is mistaken: that is errMisplaced, lest its holder
// go on believing in it.
func presented(req *http.Request, r route.Route) (given string, ok bool, err error) {
	if r.Page || r.Signed {
		return "", false, nil
	}
	header, other := req.Header.Get(echo.HeaderAuthorization), req.Header.Get("X-Api-Key")
	if header == "" && other == "" {
		return "", false, nil
	}
	if scheme, given, _ := strings.Cut(header, " "); strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(given), true, nil
	}
	user, password, _ := req.BasicAuth()
	for _, place := range []string{header, user, password, other} {
		if apikey.In(place) {
			return "", false, errMisplaced
		}
	}
	return "", false, nil
}

// key returns the API key that was presented from a network, or apikey.ErrUnknown. Wrong keys are bounded for
// the work they make; they keep no right one out, since nobody finds one of 160 random bits by trying.
func (g *gate) key(c echo.Context, from asker, given string) (apikey.Key, error) {
	if hash, err := apikey.HashOf(given); err == nil && g.keys != nil {
		if key, ok := g.keys.Key(hash); ok {
			return key, nil
		}
	}
	b := g.charge(c, g.trials, from, g.limits.Budgets.WrongKey)
	b.tell(c.Response().Header())
	if !b.Allowed {
		return apikey.Key{}, errWrongKeys
	}
	return apikey.Key{}, apikey.ErrUnknown
}

// enter goes on for the holder of a key, if it opens scope, and counts what became of that.
func (g *gate) enter(c echo.Context, key apikey.Key, scope apikey.Scope, budget string, next echo.HandlerFunc) error {
	err := key.Opens(scope, g.clock())
	if err == nil {
		route.Admit(c, key)
		err = next(c)
	}
	g.uses.of(use{key.Name, budget, useOf(err)}).Inc()
	return err
}

// keyless refuses an address that holds an API key, where whoever is on the way writes it down, or a query
// that nobody can take apart, in which one would not be found. No answer repeats that query in a link.
func keyless(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if apikey.In(u.Path) || u.RawQuery != "" && keyIn(u.RawQuery, !isBrowser(c.Request())) {
			u.RawQuery = ""
			return &route.Refused{Refusal: route.KeyInURL}
		}
		if unreadable(u.RawQuery) {
			u.RawQuery = ""
			return &route.Refused{Refusal: route.BadQuery}
		}
		return next(c)
	}
}

// unreadable reports whether nobody can take a query apart. Where there is neither an escape nor a semicolon, only a giant one is so.
func unreadable(query string) bool {
	if len(query) < 1<<10 && !strings.ContainsAny(query, "%;") {
		return false
	}
	_, err := url.ParseQuery(query)
	return err != nil
}

// isBrowser reports whether somebody follows a link.
func isBrowser(r *http.Request) bool {
	return strings.Contains(r.Header.Get(echo.HeaderAccept), echo.MIMETextHTML)
}

// keyNames are names under which people send keys, without case, dashes and underscores.
var keyNames = map[string]bool{
	"key": true, "apikey": true, "xapikey": true, "token": true, "apitoken": true, "accesstoken": true, "xaccesstoken": true,
	"auth": true, "authtoken": true, "authorization": true, "bearer": true, "secret": true,
}

// keyIn reports whether an API key stands in a query or, where programs ask, anything under a name of one. Links
// that people follow may bear anything.
func keyIn(query string, named bool) bool {
	for field := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, _, _ := strings.Cut(field, "=")
		if apikey.In(unescaped(field)) || named && keyNames[plainly(unescaped(name))] {
			return true
		}
	}
	return false
}

// unescaped is a part of a query as it is read, or as it stands where it cannot be.
func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

var dashes = strings.NewReplacer("-", "", "_", "")

func plainly(name string) string {
	name = strings.ToLower(name)
	if strings.ContainsAny(name, "-_") {
		name = dashes.Replace(name)
	}
	return name
}
