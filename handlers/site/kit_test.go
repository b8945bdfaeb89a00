package site_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/site"
	"ringfence/internal/campus"
	"ringfence/internal/lesson"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// weekly are figures of some weeks before a time.
type weekly struct {
	book  *trend.Book
	texts []trend.Example
	past  []trend.Burst // that are shown no more
	away  bool          // texts are not known
}

func (c weekly) Book() *trend.Book   { return c.book }
func (weekly) Bursts() []trend.Burst { return nil }
func (c weekly) BurstsIn(w trend.Week) []trend.Burst {
	return slices.DeleteFunc(slices.Clone(c.past), func(b trend.Burst) bool { return !b.In(w) })
}
func (c weekly) Examples() ([]trend.Example, bool) { return c.texts, !c.away }
func (weekly) AsOf() time.Time                     { return time.Time{} }

func weeklyUntil(now time.Time) weekly {
	var weeks []trend.Rollup
	for i := range 12 {
		w := trend.WeekOf(now).Add(-i)
		at := now
		if w.ClosesAt().Before(at) {
			at = w.ClosesAt()
		}
		weeks = append(weeks, trend.Rollup{Week: w, AsOf: at, Closed: at.Equal(w.ClosesAt()), Cells: []trend.Cell{
			{Place: trend.Country().Place("fake_job"), Reporters: 40},
			{Place: trend.Province("CN-ZJ").Place("fake_job"), Reporters: 20},
		}})
	}
	text := trend.Example{ID: "abc", Category: "fake_job", Lang: "en", Text: "Keep a box in your room.", ApprovedAt: now.AddDate(0, -1, 0), By: "desk"}
	return weekly{book: trend.NewBook(weeks), texts: []trend.Example{text}}
}

// TestBriefsKeepTheirAlerts: those of the week, which are shown nowhere else any more, and no others, also where nobody counted since.
func TestBriefsKeepTheirAlerts(t *testing.T) {
	s := newService(t)
	figures, newest := weeklyUntil(s.now), trend.WeekOf(s.now).Add(-1)
	old := newest.Add(-5)
	at := old.Start().AddDate(0, 0, 2)
	late := newest.Start().AddDate(0, 0, 2)
	figures.past = []trend.Burst{
		{ID: "b2", Scope: trend.Country(), Category: "prize", FoundAt: late, LastAt: late, Reporters: 120, Usual: 20},
		{ID: "b1", Scope: trend.Country(), Category: "romance", FoundAt: at, LastAt: at, Reporters: 60, Usual: 20},
	}
	s.serve(site.Config{Trends: figures})
	for w, want := range map[trend.Week]string{old.Add(-1): "", old: "60 or more", old.Add(1): "", newest: "120 or more"} {
		told := s.get("/trends/brief/" + w.String()).Text("[aria-labelledby=rising-title]")
		if strings.Contains(told, "or more people reported it") != (want != "") || !strings.Contains(told, want) {
			t.Errorf("%s, wanted %q: %s", w, want, told)
		}
	}
}

// TestBriefsOfEveryScope asks for those that there are, and for others.
func TestBriefsOfEveryScope(t *testing.T) {
	s := newService(t)
	directory, err := campus.New()
	if err != nil {
		t.Fatal(err)
	}
	now := s.now
	newest := trend.WeekOf(now).Add(-1)
	s.serve(site.Config{Trends: weeklyUntil(now), Campuses: directory})
	campusPath := "/trends/brief/campuses/" + url.PathEscape("浙江大学")
	for path, status := range map[string]int{
		"/trends/brief":                                     200,
		"/trends/brief/" + newest.String():                  200,
		"/trends/brief/" + newest.Add(-3).String():          200,
		"/trends/brief/" + newest.Add(1).String():           404, // not over
		"/trends/brief/" + newest.Add(-40).String():         404, // counted by nobody
		"/trends/brief/2026-W99":                            404,
		"/trends/brief/provinces/CN-ZJ":                     200,
		"/trends/brief/provinces/CN-ZJ/" + newest.String():  200,
		"/trends/brief/provinces/33":                        301,
		"/trends/brief/provinces/CN-ZJ/x":                   404,
		campusPath:                                          200,
		campusPath + "/" + newest.String():                  200,
		"/trends/brief/campuses/" + url.PathEscape("没有的大学"): 404,
		"/kit": 200, "/kit/posters": 200, "/kit/posters/fake_job": 200, "/kit/posters/fake_job.svg": 200, "/kit/posters/x": 404, "/kit/posters/x.svg": 404,
		"/kit/quiz": 200, "/kit/quiz/" + newest.String(): 200, "/kit/quiz/" + newest.Add(9).String(): 404, "/kit/quiz/x": 404,
		"/kit/worksheet": 200, "/kit/worksheet/notes": 200,
	} {
		for _, lang := range []string{"en", "zh-CN"} {
			s.lang = lang
			if got := s.send(path, nil); got.status != status {
				t.Errorf("%s %s: %d", lang, path, got.status)
			}
		}
	}
}

// TestAServiceWithoutFiguresHasAKit whose briefs say that none is there yet, and which speaks of nothing that was reported.
func TestAServiceWithoutFiguresHasAKit(t *testing.T) {
	s := newService(t)
	directory, err := campus.New()
	if err != nil {
		t.Fatal(err)
	}
	s.serve(site.Config{Campuses: directory})
	for _, path := range []string{"/trends/brief/provinces/CN-ZJ", "/trends/brief/campuses/" + url.PathEscape("浙江大学")} {
		if got := s.get(path); !strings.Contains(got.Text("main"), catalogue.En.Text("brief.none")) {
			t.Errorf("%s: %s", path, got.Text("main"))
		}
	}
	for path, id := range map[string]string{"/kit/quiz": "quiz.lead.untold", "/kit/worksheet": "worksheet.read.common"} {
		if got := s.get(path); !strings.Contains(got.Text("main"), catalogue.En.Text(id)) {
			t.Errorf("%s: %s", path, got.Text("main"))
		}
	}
	if got := s.send("/trends/brief/provinces/XX", nil); got.status != 404 {
		t.Errorf("a province that there is not: %d", got.status)
	}
}

// TestAClassAnswersTheQuiz as a form without script, in which one message was withdrawn meanwhile.
func TestAClassAnswersTheQuiz(t *testing.T) {
	s := newService(t)
	now := s.now
	figures := weeklyUntil(now)
	s.serve(site.Config{Trends: figures})
	form := s.get("/kit/quiz").Form("form#quiz")
	again := s.get("/kit/quiz").Form("form#quiz")
	if len(form["asked"]) != lesson.Asked || strings.Join(form["asked"], " ") != strings.Join(again["asked"], " ") {
		t.Fatalf("%v and %v", form["asked"], again["asked"])
	}
	if !strings.Contains(strings.Join(form["asked"], " "), "text-abc") {
		t.Errorf("no message is asked about: %v", form["asked"])
	}
	w := lesson.WeekAt(figures.book, now)
	for i, id := range form["asked"] {
		q, ok := lesson.Find(id, figures.texts)
		if !ok {
			t.Fatalf("%s is no question", id)
		}
		for n, o := range q.Options(w) {
			if o.Right == (i < 7) {
				form.Set("answer-"+id, string(rune('a'+n)))
			}
		}
	}
	path := "/kit/quiz/" + w.String()
	answered := s.page(200, path, form)
	if got := answered.Text("nav [aria-current]"); got != catalogue.En.Text("nav.trends") {
		t.Errorf("the menu says that this is %q", got)
	}
	if got := answered.Text("h1"); !strings.Contains(got, "7") || answered.Find("fieldset.answered").Length() != lesson.Asked {
		t.Errorf("%s, %d answered", got, answered.Find("fieldset.answered").Length())
	}
	if got := s.send(path, form); got.header.Get("Set-Cookie") != "" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("answers are kept: %v", got.header)
	}
	s.serve(site.Config{Trends: weekly{book: figures.book}})
	left := catalogue.En.Text("quiz.gone", "count", 1)
	if gone := s.page(200, path, form); gone.Find("fieldset.answered").Length() != lesson.Asked-1 || gone.Text(".note") != left {
		t.Errorf("a message that was withdrawn is still shown, or nobody says so: %q", gone.Text(".note"))
	}
	form["asked"] = []string{"less_known", "less_known", "nothing"}
	if odd := s.page(200, path, form); odd.Find("fieldset.answered").Length() != 1 || odd.Has(".note") {
		t.Error("a question counts twice, or one that there is not")
	}
	form["asked"] = []string{"nothing", "nothing"}
	if anew := s.page(200, path, form); anew.Has("fieldset.answered") || anew.Find("fieldset").Length() != lesson.Asked {
		t.Error("who was asked nothing is told how it went, and not asked anew")
	}
}

// TestAClassIsToldWhenItsQuestionsCannotBeHad: while nobody knows which texts may be shown it has the same questions of the bank, and is told
// that others stand in for those about texts. Those that were asked before and are missing now are counted, and not said to be withdrawn.
func TestAClassIsToldWhenItsQuestionsCannotBeHad(t *testing.T) {
	s := newService(t)
	figures := weeklyUntil(s.now)
	figures.texts = append(figures.texts, trend.Example{ID: "def", Category: "loan", Lang: "en", Text: "Pay a fee first.", ApprovedAt: figures.texts[0].ApprovedAt, By: "desk"})
	s.serve(site.Config{Trends: figures})
	before := s.get("/kit/quiz")
	form := before.Form("form#quiz")
	if before.Has(".note") {
		t.Errorf("all is well, and it says %q", before.Text(".note"))
	}
	s.serve(site.Config{Trends: weekly{book: figures.book, away: true}})
	during := s.get("/kit/quiz")
	if got := during.Text(".note"); got != catalogue.En.Text("quiz.away") {
		t.Errorf("while texts are not known it says %q", got)
	}
	asked := during.Form("form#quiz")["asked"]
	for _, id := range form["asked"] {
		if strings.HasPrefix(id, "text-") == slices.Contains(asked, id) {
			t.Errorf("of %v it asks %v", form["asked"], asked)
		}
	}
	form.Set("answered", "1")
	answered := s.page(200, "/kit/quiz/"+lesson.WeekAt(figures.book, s.now).String(), form)
	if got, want := answered.Text(".note"), catalogue.En.Text("quiz.gone.away", "count", 2); got != want || answered.Find("fieldset.answered").Length() != lesson.Asked-2 {
		t.Errorf("it says %q, want %q", got, want)
	}
}
