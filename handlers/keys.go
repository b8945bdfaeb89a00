package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
)

// Keys finds API keys.
type Keys interface {
	// Key returns the key with this hash, or fault.NotFound.
	Key(ctx context.Context, hash apikey.Hash) (apikey.Key, error)
}

// holder returns the API key that came with a request, false when none did, and an error when it does not
// open scope. Credentials of other schemes are for somebody else.
func (g *gate) holder(r *http.Request, scope apikey.Scope) (key apikey.Key, found bool, err error) {
	scheme, given, _ := strings.Cut(r.Header.Get(echo.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return key, false, nil
	}
	hash, err := apikey.HashOf(strings.TrimSpace(given))
	if err != nil {
		return key, false, err
	}
	if g.keys == nil {
		return key, false, apikey.ErrUnknown
	}
	if key, err = g.keys.Key(r.Context(), hash); err != nil {
		return apikey.Key{}, false, withoutKey(err, scope)
	}
	if err := key.Opens(scope, g.clock()); err != nil {
		return apikey.Key{}, false, err
	}
	return key, true, nil
}

// withoutKey returns what becomes of a request whose key was not found. While keys cannot be read, whoever
// looks something up is taken for anyone from his network.
func withoutKey(err error, scope apikey.Scope) error {
	switch {
	case errors.Is(err, fault.NotFound):
		return apikey.ErrUnknown
	case scope == apikey.Lookup:
		return nil
	}
	return err
}

// keyParameters are names under which people send keys in addresses.
var keyParameters = []string{"access_token", "api_key", "api-key", "apikey"}

// keyInURL reports whether an API key stands in the query, where whoever is on the way writes it down.
func keyInURL(u *url.URL) bool {
	if u.RawQuery == "" {
		return false
	}
	for name, values := range u.Query() {
		if slices.Contains(keyParameters, strings.ToLower(name)) || apikey.In(name) || slices.ContainsFunc(values, apikey.In) {
			return true
		}
	}
	return false
}
