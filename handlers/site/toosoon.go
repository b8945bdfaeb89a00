package site

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

// tooSoon shows a report form that came too soon with all that was typed, and says when to send it.
func (s *Site) tooSoon(c echo.Context) error {
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, maxReportForm) // the limit stands before that of the body
	fields, err := form(c)
	if err != nil {
		return err
	}
	f := s.frame(c)
	seconds, err := strconv.Atoi(c.Response().Header().Get(echo.HeaderRetryAfter))
	if err != nil {
		return err
	}
	minutes := (seconds + 59) / 60
	return s.showForm(c, http.StatusTooManyRequests, f, entryOf(fields), []web.Problem{{Text: f.T("report.too_soon", "count", minutes)}})
}
