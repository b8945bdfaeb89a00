package site

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/lesson"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web"
)

// kitPages are those of the kit for educators that are always there.
var kitPages = []string{"/kit", "/kit/posters", "/kit/quiz", "/kit/worksheet", "/kit/worksheet/notes", briefsPath}

const (
	briefsPath   = "/trends/brief"
	posterFile   = ".svg"
	maxQuizForm  = 4 << 10
	oldestLesson = 52 // weeks
)

// kit is what educators take along.
func (s *Site) kit() []route.Route {
	page := func(path string, handle echo.HandlerFunc) route.Route {
		return route.Route{Method: http.MethodGet, Path: path, Handle: handle, Page: true, Instant: true}
	}
	return []route.Route{
		page("/kit", func(c echo.Context) error { return s.show(c, http.StatusOK, web.Kit{Frame: s.listed(c)}) }),
		page("/kit/posters", func(c echo.Context) error { return s.show(c, http.StatusOK, web.Posters{Frame: s.listed(c)}) }),
		page("/kit/posters/:category", s.poster),
		page("/kit/quiz", s.quiz),
		page("/kit/quiz/:week", s.quiz),
		{Method: http.MethodPost, Path: "/kit/quiz/:week", Handle: s.answerQuiz, MaxBody: maxQuizForm, Page: true},
		page("/kit/worksheet", func(c echo.Context) error { return s.worksheet(c, false) }),
		page("/kit/worksheet/notes", func(c echo.Context) error { return s.worksheet(c, true) }),
		page(briefsPath, func(c echo.Context) error { return s.show(c, http.StatusOK, web.Briefs{Trending: s.trending(c)}) }),
		page(briefsPath+"/:week", s.brief),
		page(briefsPath+"/provinces/:region", s.brief),
		page(briefsPath+"/provinces/:region/:week", s.brief),
		page(briefsPath+"/campuses/:name", s.brief),
		page(briefsPath+"/campuses/:name/:week", s.brief),
	}
}

// kitPaths are those that search engines may list.
func (s *Site) kitPaths() []string {
	if s.Demo != nil && s.Demo() {
		return nil
	}
	return kitPages
}

// listed is the frame of a page that search engines may list. A demonstration has none.
func (s *Site) listed(c echo.Context) web.Frame {
	f := s.frame(c)
	f.Path, _, _ = strings.Cut(f.Path, "?")
	f.Index = !f.Demo
	return f
}

// poster shows the sheet of a category, or answers with the image of it.
func (s *Site) poster(c echo.Context) error {
	name, image := strings.CutSuffix(route.Param(c, "category"), posterFile)
	category := report.Category(name)
	if !slices.Contains(report.Categories(), category) {
		return echo.ErrNotFound
	}
	page, err := web.NewPoster(s.listed(c), category, s.origin(c))
	if err != nil {
		return err
	}
	if !image {
		return s.show(c, http.StatusOK, page)
	}
	var drawn bytes.Buffer
	if err := web.RenderPoster(&drawn, page); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "public, max-age=3600")
	h.Set(echo.HeaderVary, "Accept-Language")
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("inline", map[string]string{"filename": page.File()}))
	h.Set(echo.HeaderAccessControlAllowOrigin, "*") // as of figures
	return route.SendTagged(c, "image/svg+xml", drawn.Bytes())
}

// lessonWeek is the week that the address names, or that whose lesson is given now.
func (s *Site) lessonWeek(c echo.Context, b *trend.Book) (trend.Week, error) {
	now := lesson.WeekAt(b, s.Clock())
	name := route.Param(c, "week")
	if name == "" {
		return now, nil
	}
	w, err := trend.ParseWeek(name)
	if err != nil || now.Before(w) || now.Sub(w) > oldestLesson {
		return trend.Week{}, echo.ErrNotFound
	}
	return w, nil
}

// quiz asks the questions of a week.
func (s *Site) quiz(c echo.Context) error {
	b := s.Trends.Book()
	texts, known := s.Trends.Examples()
	w, err := s.lessonWeek(c, b)
	if err != nil {
		return err
	}
	f := s.listed(c)
	reported := lesson.Reported(b, w)
	page := web.NewQuiz(f, w, lesson.Choose(w, reported, texts, string(f.Lang)), nil, false)
	page.Untold, page.Away = len(reported) == 0, !known
	return s.show(c, http.StatusOK, page)
}

// answerQuiz says which of the answers are right, and keeps nothing of them.
func (s *Site) answerQuiz(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	texts, known := s.Trends.Examples()
	w, err := s.lessonWeek(c, s.Trends.Book())
	if err != nil {
		return err
	}
	questions := askedFor(fields, texts)
	if len(questions) == 0 {
		return s.quiz(c)
	}
	answered := !asked(fields) || fields.Get("answered") != ""
	f := s.frame(c)
	f.Path = web.QuizPath(w)
	page := web.NewQuiz(f, w, questions, fields, answered)
	page.Gone, page.Away = lesson.Gone(fields[web.QuizAsked], texts), !known
	return s.show(c, http.StatusOK, page)
}

// askedFor returns the questions that a form holds, but those about messages that cannot be shown any more, and none twice.
func askedFor(fields url.Values, texts []trend.Example) (all []lesson.Question) {
	for _, id := range fields[web.QuizAsked] {
		if q, ok := lesson.Find(id, texts); ok && len(all) < lesson.Asked && !slices.Contains(all, q) {
			all = append(all, q)
		}
	}
	return all
}

// worksheet shows that of the week, or the notes to it.
func (s *Site) worksheet(c echo.Context, notes bool) error {
	b := s.Trends.Book()
	texts, _ := s.Trends.Examples()
	w := lesson.WeekAt(b, s.Clock())
	return s.show(c, http.StatusOK, web.NewWorksheet(s.listed(c), w, lesson.Reported(b, w), texts, notes))
}

// brief shows that of a week, or the latest, of the country, a province or a campus.
func (s *Site) brief(c echo.Context) error {
	t := s.trending(c)
	of, above, err := s.scopeAsked(c, t.Book)
	if err != nil {
		return err
	}
	if led, err := s.named(c, of); led {
		return err
	}
	w := t.Book.Newest()
	name := route.Param(c, "week")
	if w.IsZero() && name == "" {
		return s.show(c, http.StatusOK, web.Briefs{Trending: t}) // which says that there is none yet
	}
	if name != "" {
		if w, err = trend.ParseWeek(name); err != nil {
			return echo.ErrNotFound
		}
	}
	t.Found = slices.Concat(t.Found, s.Trends.BurstsIn(w)) // of which the brief tells each once
	texts, _ := s.Trends.Examples()
	page, found, err := web.NewBrief(t, of, above, w, texts)
	switch {
	case err != nil:
		return err
	case !found:
		return echo.ErrNotFound
	}
	return s.show(c, http.StatusOK, page)
}
