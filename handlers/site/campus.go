package site

import (
	"net/http"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"ringfence/internal/campus"
	"ringfence/internal/report"
	"ringfence/web"
)

// mostCampuses is how many universities are offered at once: more than that nobody reads.
const mostCampuses = 8

// campuses answers the universities that have ?q= in their name, for the field that completes as one types. Nothing
// keeps it, not even the browser: what a reporter typed does not lie on a disk.
func (s *Site) campuses(c echo.Context) error {
	q := typed(c.QueryParam("q"))
	found := []campus.Campus{}
	if utf8.RuneCountInString(q) <= report.MaxField {
		found = append(found, s.Campuses.Search(q, mostCampuses)...)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(http.StatusOK, struct {
		Campuses []campus.Campus `json:"campuses"`
	}{found})
}

// settleCampus puts the official name of a university in the place of what was typed, if that is an alias of one or was chosen. It
// returns the universities to choose from where several may be meant, and nobody was asked yet.
func (s *Site) settleCampus(entry *web.Entry) []campus.Campus {
	for _, name := range []string{entry.Chosen, entry.Campus} {
		if known, ok := s.Campuses.Official(name); ok {
			entry.Campus, entry.Chosen = known.Name, ""
			return nil
		}
	}
	if entry.Chosen == web.Typed || utf8.RuneCountInString(entry.Campus) > report.MaxField {
		return nil
	}
	return s.Campuses.Search(entry.Campus, mostCampuses)
}

// proposeProvince fills in the province of the university where no region was given, and has the page say so.
func (s *Site) proposeProvince(page *web.Report) {
	if known, ok := s.Campuses.Official(page.Entry.Campus); ok && page.Entry.Region == "" {
		page.Entry.Region, page.Proposed = known.Region, true
	}
}
