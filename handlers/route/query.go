package route

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
)

// Query returns the parameters of a query, each of which is one of names and given at most once. The error is a *Refused.
func Query(c echo.Context, names ...string) (url.Values, error) {
	query := c.QueryParams()
	for name, values := range query {
		if !slices.Contains(names, name) {
			return nil, &Refused{Refusal: UnknownParameter, Names: names}
		}
		if len(values) > 1 {
			return nil, &Refused{Refusal: Repeated, Names: names}
		}
	}
	return query, nil
}
