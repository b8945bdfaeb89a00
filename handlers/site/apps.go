package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

const appsPath = "/apps"

// apps says how a phone comes to warn of callers.
func (s *Site) apps(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, appsPath
	page, err := web.NewApps(f, s.origin(c))
	if err != nil {
		return err
	}
	return s.show(c, http.StatusOK, page)
}
