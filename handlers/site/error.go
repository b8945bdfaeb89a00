package site

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

// ErrorPage shows an error to people, in words for its status. What to wait for, and the name of a request that failed
// by our mistake, are those that the header tells programs. A form that cannot be answered for now is given back.
func (s *Site) ErrorPage(c echo.Context, status int, code string) error {
	forNow := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	if forNow && s.giveBack(c, status, code) == nil {
		return nil
	}
	page := web.Error{Frame: s.frame(c), Status: status}
	h := c.Response().Header()
	if seconds, err := strconv.Atoi(h.Get(echo.HeaderRetryAfter)); err == nil {
		page.Wait = time.Duration(seconds) * time.Second
	}
	if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		page.Request = h.Get(echo.HeaderXRequestID)
	}
	return s.show(c, status, page)
}
