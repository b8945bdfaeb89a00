package api

import (
	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/subject"
)

// number answers GET /v1/numbers/{number}.
func (a *API) number(c echo.Context) error {
	key, err := subject.Parse(route.Param(c, "number"), c.QueryParam("region"))
	if err != nil {
		return err
	}
	return a.known(c, key)
}

// subject answers GET /v1/subjects/{kind}/{value}.
func (a *API) subject(c echo.Context) error {
	key, err := subject.ParseKind(subject.Kind(route.Param(c, "kind")), route.Param(c, "value"), c.QueryParam("region"))
	if err != nil {
		return err
	}
	return a.known(c, key)
}

func (a *API) known(c echo.Context, key subject.Key) error {
	found, err := a.Index.Lookup(key)
	if err != nil {
		return err
	}
	answer := newAnswer(route.Lang(c), found)
	return fresh(c, found.Fresh, answer, answer.timeless())
}
