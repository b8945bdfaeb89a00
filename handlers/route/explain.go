package route

import "github.com/labstack/echo/v4"

const explainerName = "ringfence.explainer" // in the request's context, for LetExplain and Explain alone

// LetExplain notes who tells the client of a request what an error is.
func LetExplain(c echo.Context, explain func(echo.Context, error) Problem) {
	c.Set(explainerName, explain)
}

// Explain returns the problem that a request is answered with which fails of err. What is no mistake of the client is logged as if
// the request had failed. The Route of the request is Partial.
func Explain(c echo.Context, err error) Problem {
	return c.Get(explainerName).(func(echo.Context, error) Problem)(c, err)
}
