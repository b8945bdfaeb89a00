package site

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/subject"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// home shows the first page.
func (s *Site) home(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, "/"
	return s.show(c, http.StatusOK, web.Home{Summary: web.Summary{Frame: f}, Kind: string(subject.Number)})
}

// lookup leads from what was typed to its page: /lookup?q=0755 8888 8888, with kind=wechat for a WeChat ID.
func (s *Site) lookup(c echo.Context) error {
	q, kind := typed(c.QueryParam("q")), typed(c.QueryParam("kind"))
	key, err := readSubject(kind, q)
	if err != nil {
		return s.misread(c, kind, q, err)
	}
	return s.lead(c, http.StatusSeeOther, key)
}

// readSubject reads a number, or a web address, when kind does not say that it is something else.
func readSubject(kind, q string) (subject.Key, error) {
	if kind != "" && kind != string(subject.Number) {
		return subject.ParseKind(subject.Kind(kind), q, "")
	}
	if strings.Contains(q, "://") || strings.HasPrefix(q, "www.") {
		return subject.ParseKind(subject.Domain, q, "")
	}
	return subject.Parse(q, "")
}

// misread shows the first page with what is wrong with an entry beside its field.
func (s *Site) misread(c echo.Context, kind, q string, err error) error {
	f := s.frame(c)
	problem, ok := misreadAs(f, kind, err)
	if !ok {
		return err
	}
	return s.show(c, http.StatusBadRequest, web.Home{Summary: web.Summary{Frame: f, Problems: []web.Problem{problem}}, Query: q, Kind: kind})
}

// misreadAs says what is wrong with an entry, and false where the error is another.
func misreadAs(f web.Frame, kind string, err error) (web.Problem, bool) {
	var wrong *subject.Error
	if !errors.As(err, &wrong) {
		return web.Problem{}, false
	}
	field := "q"
	if wrong.Problem == subject.BadKind {
		field = "kind"
	}
	return web.Problem{Field: field, Text: catalogue.KindProblem(f.Lang, subject.Kind(kind), wrong.Problem)}, true
}

// lead redirects to the page of key, in the language that was chosen.
func (s *Site) lead(c echo.Context, status int, key subject.Key) error {
	return c.Redirect(status, s.frame(c).Link(web.SubjectPath(key)))
}

// number shows the page of a number; any other spelling leads there. ?region is where a national one is read.
func (s *Site) number(c echo.Context) error {
	given := typed(route.Param(c, "number"))
	key, err := subject.Parse(given, c.QueryParam("region"))
	switch {
	case err != nil:
		return s.misread(c, string(subject.Number), given, err)
	case given != key.String():
		return s.lead(c, http.StatusMovedPermanently, key)
	}
	return s.about(c, key)
}

// subject shows the page of what is no number, at /s/<key>; /s/<kind>/<value> in any spelling leads there.
func (s *Site) subject(c echo.Context) error {
	given := typed(strings.TrimPrefix(c.Request().URL.Path, "/s/"))
	key, err := subject.ParseKey(given)
	if err == nil && key.Kind() != subject.Number {
		return s.about(c, key)
	}
	kind, value, _ := strings.Cut(given, "/")
	if err != nil {
		key, err = subject.ParseKind(subject.Kind(kind), value, c.QueryParam("region"))
	}
	var wrong *subject.Error
	switch {
	case err == nil:
		return s.lead(c, http.StatusMovedPermanently, key)
	case errors.As(err, &wrong) && wrong.Problem == subject.BadKind:
		return echo.ErrNotFound
	}
	return s.misread(c, kind, value, err)
}

// about shows the page of key.
func (s *Site) about(c echo.Context, key subject.Key) error {
	answer, err := s.Lookups.Lookup(key)
	if err != nil {
		return err
	}
	page := web.NewSubject(s.frame(c), key, answer.Judgement, answer.AsOf)
	s.notice(&page)
	for _, other := range s.Ties.Together(key) {
		found, err := s.Lookups.Lookup(other)
		if err != nil {
			return err
		}
		page.AddTogether(other, found.Judgement.Verdict)
	}
	return s.show(c, http.StatusOK, page)
}
