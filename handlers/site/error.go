package site

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

// ErrorPage shows an error to people, in words for its status. What to wait for, and the name of a request that failed
// by our mistake, are those that the header tells programs. A report that comes too soon is shown again, to be sent later.
func (s *Site) ErrorPage(c echo.Context, status int, _ string) error {
	if status == http.StatusTooManyRequests && c.Path() == "/report" && s.tooSoon(c) == nil {
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
