package site

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/campus"
	"ringfence/handlers/route"
	"ringfence/internal/reputation"
	"ringfence/web"
)

// Members signs members of universities in; see campus.Doors.
type Members interface {
	Campuses() []string
	Begin(ctx context.Context, campus string) (address, cookie string, err error)
	Finish(ctx context.Context, cookie string, answer url.Values) (signedIn string, err error)
	Speaker(cookie string) (by reputation.Speaker, campus string, ok bool)
}

const (
	signInPath  = "/sign-in"
	signOutPath = "/report/sign-out"
)

// Names of the two cookies. The first is for whoever is on the way to a university and back, the second for who was there. A browser sends
// either only where it is needed.
const (
	begunCookie  = "ringfence-sign-in"
	memberCookie = "ringfence-member"
)

// members are the routes by which one signs in, where there is a university to sign in with.
func (s *Site) members() []route.Route {
	if !s.signIn() {
		return nil
	}
	return []route.Route{
		{Method: http.MethodGet, Path: signInPath, Handle: s.chooseCampus, Page: true, Instant: true},
		{Method: http.MethodGet, Path: signInPath + "/with/:campus", Handle: s.leaveForCampus, Budget: route.Receipt, Page: true},
		{Method: http.MethodGet, Path: campus.BackPath, Handle: s.backFromCampus, Budget: route.Receipt, Page: true},
		{Method: http.MethodPost, Path: signOutPath, Handle: s.signOut, MaxBody: maxReportForm, Page: true},
	}
}

// signIn reports whether there is a university to sign in with.
func (s *Site) signIn() bool { return s.Members != nil && len(s.Members.Campuses()) > 0 }

func (s *Site) chooseCampus(c echo.Context) error {
	return s.show(c, http.StatusOK, web.SignIn{Frame: s.frame(c), Campuses: s.Members.Campuses()})
}

// leaveForCampus sends a visitor to their university.
func (s *Site) leaveForCampus(c echo.Context) error {
	address, cookie, err := s.Members.Begin(c.Request().Context(), route.Param(c, "campus"))
	if errors.Is(err, campus.ErrUnknown) {
		return echo.ErrNotFound
	}
	if err != nil {
		return s.notSignedIn(c, err)
	}
	s.setCookie(c, begunCookie, cookie, signInPath, int(campus.BeginFor.Seconds()))
	return c.Redirect(http.StatusSeeOther, address)
}

// backFromCampus signs a visitor in whom their university sends back, and leads to the form.
func (s *Site) backFromCampus(c echo.Context) error {
	signedIn, err := s.Members.Finish(c.Request().Context(), cookie(c, begunCookie), c.QueryParams())
	s.setCookie(c, begunCookie, "", signInPath, -1)
	if err != nil {
		return s.notSignedIn(c, err)
	}
	s.setCookie(c, memberCookie, signedIn, reportPath, int(campus.MemberFor.Seconds()))
	return c.Redirect(http.StatusSeeOther, reportPath)
}

// notSignedIn says why, and shows what can be done.
func (s *Site) notSignedIn(c echo.Context, err error) error {
	page := web.SignIn{Frame: s.frame(c), Campuses: s.Members.Campuses()}
	page.Path = signInPath // the address that a university gave holds codes
	status := http.StatusBadRequest
	switch {
	case errors.Is(err, campus.ErrUnreachable):
		page.Failed, status = "unreachable", http.StatusBadGateway
	case errors.Is(err, campus.ErrCancelled):
		page.Failed = "cancelled"
	case errors.Is(err, campus.ErrExpired):
		page.Failed = "expired"
	default:
		return err
	}
	return s.show(c, status, page)
}

// signOut shows the form as it was typed, for a visitor.
func (s *Site) signOut(c echo.Context) error {
	s.setCookie(c, memberCookie, "", reportPath, -1)
	c.Request().Header.Del(echo.HeaderCookie)
	fields, err := form(c)
	if err != nil {
		return err
	}
	return s.showForm(c, http.StatusOK, s.frame(c), entryOf(fields), nil)
}

// member returns who a visitor has signed in as, and the university.
func (s *Site) member(c echo.Context) (by reputation.Speaker, campus string, ok bool) {
	if !s.signIn() {
		return reputation.Speaker{}, "", false
	}
	return s.Members.Speaker(cookie(c, memberCookie))
}

// cookie returns the value of a cookie, "" without it.
func cookie(c echo.Context, name string) string {
	if sent, err := c.Cookie(name); err == nil {
		return sent.Value
	}
	return ""
}

// setCookie sets a cookie that no script can read and that other sites cannot have sent with a form; seconds below 0 delete it. It is Lax, since
// a university's page leads here.
func (s *Site) setCookie(c echo.Context, name, value, path string, seconds int) {
	c.SetCookie(&http.Cookie{ //nolint:gosec // on this machine it is tried without TLS
		Name: name, Value: value, Path: path, MaxAge: seconds, HttpOnly: true, Secure: strings.HasPrefix(s.Origin, "https:"), SameSite: http.SameSiteLaxMode,
	})
}
