package site

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/internal/ties"
	"ringfence/web"
)

// offers shows where everything about job offers begins.
func (s *Site) offers(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, "/offers"
	return s.show(c, http.StatusOK, web.Offers{Frame: f})
}

// lent shows what to do when a SIM or a card was lent already.
func (s *Site) lent(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, "/offers/lent"
	return s.show(c, http.StatusOK, web.Lent{Frame: f})
}

// checkForm shows the check. An address that ticks something is answered, so that a lesson can link to it.
func (s *Site) checkForm(c echo.Context) error {
	f, query := s.frame(c), c.QueryParams()
	page := web.NewCheck(f, len(query["duties"])+len(query["signs"]) > 0, query["duties"], query["signs"])
	page.Index = !page.Answered
	return s.show(c, http.StatusOK, page)
}

// check answers what was ticked, and keeps nothing of it.
func (s *Site) check(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	answered := !asked(fields) || fields.Get("answered") != ""
	return s.show(c, http.StatusOK, web.NewCheck(s.frame(c), answered, fields["duties"], fields["signs"]))
}

// longestName is the most bytes of a name that is looked up. The rest is left out, as no such name is told.
const longestName = 400

// employers tells whether a name was used in reported offers.
func (s *Site) employers(c echo.Context) error {
	name := strings.TrimSpace(typed(c.QueryParam("q")))
	name = strings.ToValidUTF8(name[:min(len(name), longestName)], "")
	page := web.Employers{Frame: s.frame(c), Query: name, Asked: name != "", Unread: s.Ties.AsOf().IsZero()}
	if !page.Asked {
		page.Index, page.Path = true, "/offers/employers" // whatever else stands in the address
	}
	if found, ok := s.Ties.Employer(name); ok {
		one := employer(found)
		page.Found = &one
	}
	for _, other := range s.Ties.Suggest(name) {
		page.Suggested = append(page.Suggested, employer(other))
	}
	return s.show(c, http.StatusOK, page)
}

func employer(n ties.Name) web.Employer { return web.Employer{Name: n.Spelling, Offers: n.Offers} }
