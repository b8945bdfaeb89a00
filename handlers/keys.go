package handlers

import (
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

// presented returns what came as an API key with a request. Credentials of other schemes are for somebody else,
// but for a key whose scheme was forgotten or mistaken: that counts as one that is none, lest its holder go on
// believing in it.
func presented(r *http.Request) (given string, ok bool) {
	header := r.Header.Get(echo.HeaderAuthorization)
	if header == "" {
		return "", false
	}
	if scheme, given, _ := strings.Cut(header, " "); strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(given), true
	}
	return "", apikey.In(header)
}

// key returns the API key that was presented from a network, or apikey.ErrUnknown. A network that has used up
// its wrong keys is refused whatever key comes next, or it could go on until one is not refused.
func (g *gate) key(c echo.Context, from asker, given string) (apikey.Key, error) {
	budget := g.limits.Budgets.WrongKey.Times(from.factor)
	if d := g.trials.Look(from.caller, budget); !d.Allowed {
		g.heed(c, budget, d)
		return apikey.Key{}, errTooMany
	}
	if hash, err := apikey.HashOf(given); err == nil && g.keys != nil {
		if key, ok := g.keys.Key(hash); ok {
			return key, nil
		}
	}
	if !g.heed(c, budget, g.trials.Allow(c.Request().Context(), from.caller, budget, 1)) {
		return apikey.Key{}, errTooMany
	}
	return apikey.Key{}, apikey.ErrUnknown
}

// with returns next for the holder of a key, if it opens scope.
func (g *gate) with(key apikey.Key, scope apikey.Scope, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := key.Opens(scope, g.clock()); err != nil {
			return err
		}
		route.Admit(c, key)
		return next(c)
	}
}

// keyless refuses an address that holds an API key, where whoever is on the way writes it down, or a query
// that nobody can take apart, in which one would not be found. No answer repeats that query in a link.
func keyless(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if u.RawQuery == "" {
			return next(c)
		}
		_, err := url.ParseQuery(u.RawQuery)
		switch {
		case keyIn(u.RawQuery):
			u.RawQuery = ""
			return &route.Refused{Refusal: route.KeyInURL}
		case err != nil:
			u.RawQuery = ""
			return &route.Refused{Refusal: route.BadQuery}
		}
		return next(c)
	}
}

// keyNames are names under which people send keys, without case, dashes and underscores.
var keyNames = map[string]bool{
	"key": true, "apikey": true, "xapikey": true, "token": true, "apitoken": true, "accesstoken": true, "xaccesstoken": true,
	"auth": true, "authtoken": true, "authorization": true, "bearer": true, "secret": true,
}

// keyIn reports whether an API key stands in a query, or anything under a name of one.
func keyIn(query string) bool {
	for field := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, _, _ := strings.Cut(field, "=")
		if apikey.In(unescaped(field)) || keyNames[plainly(unescaped(name))] {
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

func plainly(name string) string { return dashes.Replace(strings.ToLower(name)) }
