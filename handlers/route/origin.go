package route

import (
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"
)

// plainHost is a host, with its port, that can stand in an address as it is.
var plainHost = regexp.MustCompile(`^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$`)

// Origin returns the scheme and host of the service: those that its operator gave, else those that the request came
// by, which nobody but the caller is told. It is "" when they cannot be those of an address.
func Origin(c echo.Context, given string) string {
	host := c.Request().Host
	switch {
	case given != "":
		return given
	case !plainHost.MatchString(host):
		return ""
	}
	return c.Scheme() + "://" + strings.ToLower(host)
}
