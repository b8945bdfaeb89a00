package api

import (
	"slices"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/subject"
)

// number answers GET /v1/numbers/{number}.
func (a *API) number(c echo.Context) error {
	in, err := region(c)
	if err != nil {
		return err
	}
	key, err := subject.Parse(route.Param(c, "number"), in)
	if err != nil {
		return err
	}
	return a.known(c, key)
}

// subject answers GET /v1/subjects/{kind}/{value}.
func (a *API) subject(c echo.Context) error {
	in, err := region(c)
	if err != nil {
		return err
	}
	key, err := subject.ParseKind(subject.Kind(route.Param(c, "kind")), route.Param(c, "value"), in)
	if err != nil {
		return err
	}
	return a.known(c, key)
}

// region returns where national numbers are read, as the caller has it. It is the only parameter there is.
func region(c echo.Context) (string, error) {
	if err := parameters(c, "region"); err != nil {
		return "", err
	}
	return c.QueryParam("region"), nil
}

// parameters refuses a query with others than these: a region that is misspelled would have another country's number
// answered. The error is a *route.Refused.
func parameters(c echo.Context, names ...string) error {
	if c.Request().URL.RawQuery == "" {
		return nil // most callers have no query to take apart
	}
	for name := range c.QueryParams() {
		if !slices.Contains(names, name) {
			return &route.Refused{Refusal: route.UnknownParameter, Names: names}
		}
	}
	return nil
}

func (a *API) known(c echo.Context, key subject.Key) error {
	found, err := a.Index.Lookup(key)
	if err != nil {
		return err
	}
	page := pages.Get().(*[]byte)
	defer pages.Put(page)
	v := a.wire[route.Speak(c)]
	known := v.appendKnown((*page)[:0], &found, key.Origin(string(v.lang)), a.demonstrates(c))
	*page = append(appendMoment(known, found.AsOf), '\n') // a terminal's next prompt has its own line
	return cached(c, found.Fresh, *page, (*page)[:len(known)])
}
