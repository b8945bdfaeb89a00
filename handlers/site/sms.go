package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

// smsPath is the page about text messages. Gateways post what they receive below it.
const smsPath = "/sms"

// sms says how to report and to ask by text message.
func (s *Site) sms(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, smsPath
	return s.show(c, http.StatusOK, web.SMS{Frame: f})
}
