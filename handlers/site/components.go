package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

// components shows every component of the pages.
func (s *Site) components(c echo.Context) error {
	return s.show(c, http.StatusOK, web.NewComponents(s.frame(c)))
}
