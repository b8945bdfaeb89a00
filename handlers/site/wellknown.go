package site

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	securityPath = "/.well-known/security.txt"
	contactedFor = 180 * 24 * time.Hour // RFC 9116 recommends less than a year
)

// security tells those who find a hole whom to tell (RFC 9116). Without somebody to tell there is no such file.
func (s *Site) security(c echo.Context) error {
	if s.Operator.Contact == "" {
		return echo.ErrNotFound
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Contact: %s\n", s.Operator.Contact.Href())
	fmt.Fprintf(&b, "Expires: %s\n", s.Clock().UTC().Truncate(24*time.Hour).Add(contactedFor).Format(time.RFC3339))
	b.WriteString("Preferred-Languages: zh, en\n")
	if s.Origin != "" {
		fmt.Fprintf(&b, "Canonical: %s%s\n", s.Origin, securityPath)
	}
	return c.String(http.StatusOK, b.String())
}
