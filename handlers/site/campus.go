package site

import (
	"net/http"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"ringfence/internal/campus"
	"ringfence/internal/report"
)

// mostCampuses is how many universities are offered at once: more than that nobody reads.
const mostCampuses = 8

// campuses answers the universities that have ?q= in their name, for the field that completes as one types. The same is true for all
// who ask, whoever they are.
func (s *Site) campuses(c echo.Context) error {
	q := typed(c.QueryParam("q"))
	found := []campus.Campus{}
	if utf8.RuneCountInString(q) <= report.MaxField {
		found = append(found, s.Campuses.Search(q, mostCampuses)...)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=86400")
	return c.JSON(http.StatusOK, struct {
		Campuses []campus.Campus `json:"campuses"`
	}{found})
}
