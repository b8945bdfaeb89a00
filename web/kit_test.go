package web

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringfence/internal/lesson"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// approved are texts of a category, one of them long.
func approved(c report.Category) []trend.Example {
	at := noon.AddDate(0, 0, -30)
	return []trend.Example{
		{ID: "1", Category: c, Lang: "en", Text: attack, ApprovedAt: at, By: attack},
		{ID: "2", Category: c, Lang: "zh-CN", Text: strings.Repeat("您的包裹丢了。", 40), ApprovedAt: at, By: attack},
		{ID: "3", Category: c, Lang: "en", Text: attack, ApprovedAt: at, By: attack},
	}
}

func kitExamples(s sample) map[string]Page {
	f := s.Frame
	w := trend.WeekOf(noon)
	texts := approved("fake_job")
	pages := map[string]Page{"kit": Kit{f}, "posters": Posters{f}}
	for _, c := range report.Categories() {
		pages["poster "+string(c)] = posterOf(s, c)
	}
	trending := Trending{Frame: f, Book: trended(), Base: "https://ringfence.example.org"}
	trending.Found = []trend.Burst{{ID: "x", Scope: trend.Country(), Category: "fake_job", FoundAt: noon, LastAt: noon, Reporters: 60, Usual: 19.6}}
	pages["briefs"], pages["no briefs"] = Briefs{trending}, Briefs{Trending{Frame: f}}
	brief := func(name string, t Trending, of trend.Scope, above []trend.Scope, texts []trend.Example) {
		b, ok, err := NewBrief(t, of, above, t.Book.Newest(), texts)
		if !ok || err != nil {
			s.Fatalf("%s: %v, %v", name, ok, err)
		}
		pages["brief "+name] = b
	}
	country := []trend.Scope{trend.Country()}
	brief("country", trending, trend.Country(), nil, texts)
	before, _, err := NewBrief(trending, trend.Country(), nil, trending.Book.Newest().Add(-1), nil)
	if err != nil {
		s.Fatal(err)
	}
	pages["brief before"] = before
	brief("province", trending, trend.Province("CN-ZJ"), country, nil)
	brief("campus", trending, trend.Campus(someCampus), append([]trend.Scope{trend.Province("CN-ZJ")}, country...), texts)
	brief("few", trending, trend.Province("CN-XZ"), country, texts[1:])
	empty := trending
	empty.Book = trend.NewBook([]trend.Rollup{{Week: w.Add(-1), AsOf: noon}})
	brief("empty", empty, trend.Country(), nil, nil)
	many := trending
	many.Now = noon
	for _, c := range []string{"romance", "prize", "survey", "gaming"} {
		many.Found = append(many.Found, trend.Burst{ID: c, Scope: trend.Country(), Category: c, FoundAt: w.Add(-2).Start(), LastAt: noon, Reporters: 60, Usual: 19.6})
	}
	brief("with more", many, trend.Country(), nil, nil)
	earlier, _, err := NewBrief(many, trend.Country(), nil, many.Book.Newest().Add(-1), nil)
	if err != nil {
		s.Fatal(err)
	}
	pages["brief before with more"] = earlier
	old := empty
	old.Now, old.Found = noon.AddDate(0, 0, 60), nil
	brief("old, of which nothing was told", old, trend.Country(), nil, nil)
	questions := lesson.Choose(w, []report.Category{"fake_job"}, texts, string(f.Lang))
	pages["quiz"] = NewQuiz(f, w, questions, nil, false)
	given := url.Values{}
	for i, q := range questions[:9] {
		given.Set(quizAnswer+q.ID, string(rune('a'+i%3)))
	}
	answered := NewQuiz(f, w, questions, given, true)
	answered.Gone = 1
	pages["quiz answered"] = answered
	demo := f
	demo.Demo = true
	pages["quiz of a demonstration"] = NewQuiz(demo, w, questions, nil, false)
	answered.Gone, answered.Away = 3, true
	pages["quiz answered while texts are away"] = answered
	away := NewQuiz(f, w, questions, nil, false)
	away.Away = true
	pages["quiz while texts are away"] = away
	for name, texts := range map[string][]trend.Example{"of a text": texts, "told": nil} {
		pages["worksheet "+name] = NewWorksheet(f, w, []report.Category{"survey", "fake_job", "loan"}, texts, false)
		pages["notes "+name] = NewWorksheet(f, w, []report.Category{"survey", "fake_job", "loan"}, texts, true)
	}
	return pages
}

func posterOf(s sample, c report.Category) Poster {
	p, err := NewPoster(s.Frame, c, "https://ringfence.example.org")
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// TestQuizIsGraded answers every question of the bank in each way.
func TestQuizIsGraded(t *testing.T) {
	w := trend.WeekOf(noon)
	for _, l := range catalogue.Langs() {
		for _, q := range lesson.Bank() {
			for i, o := range q.Options(w) {
				given := url.Values{quizAnswer + q.ID: {string(rune('a' + i))}}
				page := NewQuiz(Frame{Lang: l}, w, []lesson.Question{q}, given, true)
				got := page.Questions[0]
				if want := map[bool]string{true: "right", false: "wrong"}[o.Right]; got.Mark != want || !got.Options[i].Chosen || got.Options[i].Right != o.Right {
					t.Errorf("%s %s, answer %d: %+v", l, q.ID, i, got)
				}
				if got.Law.Path != "" && got.Law.Label == "" || (got.Law.Path == "/offers/check?duties=pay_deposit") != (q.ID == "job_deposit") {
					t.Errorf("%s %s: the law is at %+v", l, q.ID, got.Law)
				}
				for _, text := range []string{got.Ask, got.Why, got.Outcome, got.Options[i].Label, got.Trick.Label} {
					if text == "" || strings.Contains(text, catalogue.Missing) {
						t.Errorf("%s %s: %q", l, q.ID, text)
					}
				}
			}
			page := NewQuiz(Frame{Lang: l}, w, []lesson.Question{q}, url.Values{quizAnswer + q.ID: {"z"}}, true)
			if page.Questions[0].Mark != "open" || page.right() != 0 {
				t.Errorf("%s: an answer that there is not: %+v", q.ID, page.Questions[0])
			}
		}
	}
}

// TestFullMarksAreSaid: nothing is wrong, and nothing is said of what is.
func TestFullMarksAreSaid(t *testing.T) {
	w := trend.WeekOf(noon)
	questions := lesson.Bank()[:10]
	given := url.Values{}
	for _, q := range questions {
		for i, o := range q.Options(w) {
			if o.Right {
				given.Set(quizAnswer+q.ID, string(rune('a'+i)))
			}
		}
	}
	for l, want := range map[catalogue.Lang]string{catalogue.En: "Well done: all 10 answers are right. Below it says why.", catalogue.ZhCN: "10 题全部答对！每道题下面都写了原因。"} {
		if got := NewQuiz(Frame{Lang: l}, w, questions, given, true).Score(); got != want {
			t.Errorf("%s: %s", l, got)
		}
	}
}

// TestQuizTellsNothingBefore it is answered.
func TestQuizTellsNothingBefore(t *testing.T) {
	w := trend.WeekOf(noon)
	for _, l := range catalogue.Langs() {
		page := rendered(t, NewQuiz(Frame{Lang: l}, w, lesson.Bank()[:10], nil, false))
		for _, q := range lesson.Bank()[:10] {
			if why := l.Text("question." + q.ID + ".why"); strings.Contains(html.UnescapeString(page), why) {
				t.Errorf("%s: the reason is told before", q.ID)
			}
		}
		if strings.Contains(page, l.Text("quiz.this")) || strings.Contains(page, `"right"`) {
			t.Error("what is right is told before")
		}
	}
}

// TestPostersStandAlone as XML that needs nothing from elsewhere, with all that they say within the sheet.
func TestPostersStandAlone(t *testing.T) {
	outside := regexp.MustCompile(`(?i)href|url\(|<image|<script|<style|@import|foreignObject|style=|on\w+=`)
	for _, l := range catalogue.Langs() {
		for _, c := range report.Categories() {
			page := posterOf(sample{t, Frame{Lang: l}}, c)
			var drawn bytes.Buffer
			if err := RenderPoster(&drawn, page); err != nil {
				t.Fatal(err)
			}
			if found := outside.FindString(drawn.String()); found != "" {
				t.Errorf("%s %s: %s", l, c, found)
			}
			if strings.Contains(drawn.String(), catalogue.Missing) || !strings.Contains(drawn.String(), page.Ask.Number) {
				t.Errorf("%s %s: something is missing", l, c)
			}
			decoder := xml.NewDecoder(&drawn)
			for {
				token, err := decoder.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s %s: %v", l, c, err)
				}
				if start, ok := token.(xml.StartElement); ok && start.Name.Space != "http://www.w3.org/2000/svg" {
					t.Errorf("%s %s: %v", l, c, start.Name)
				}
			}
			sheet := newSheet(page)
			for _, line := range slices.Concat(sheet.Heads, sheet.Signs, sheet.Says) {
				size, err := strconv.ParseFloat(line.Size, 64)
				if wide := emWide(line.Text) * size; err != nil || wide > headWide+8 {
					t.Errorf("%s %s: %q is %.0f mm wide", l, c, line.Text, wide)
				}
			}
			if len(sheet.Heads) > 3 || len(sheet.Says) > 2 || len(sheet.Signs) > 6 {
				t.Errorf("%s %s: %d, %d and %d lines", l, c, len(sheet.Heads), len(sheet.Says), len(sheet.Signs))
			}
		}
	}
}

// TestBriefTellsWhatIsNearest of three alerts that of the campus itself, though others are larger, and explains that; without one, what rises
// by most people, though a smaller one rises by a larger factor.
func TestBriefTellsWhatIsNearest(t *testing.T) {
	w := trend.WeekOf(noon).Add(-1)
	campus := trend.Campus(someCampus)
	var weeks []trend.Rollup
	for back := range 10 {
		jobs, loans := 60, 15
		if back == 0 {
			jobs, loans = 150, 70
		}
		weeks = append(weeks, trend.Rollup{Week: w.Add(-back), AsOf: w.Add(-back).ClosesAt(), Closed: true, Cells: []trend.Cell{
			{Place: campus.Place("fake_job"), Reporters: jobs}, {Place: campus.Place("loan"), Reporters: loans},
		}})
	}
	at := w.Start().AddDate(0, 0, 3)
	burst := func(id string, s trend.Scope, category string, band int) trend.Burst {
		return trend.Burst{ID: id, Scope: s, Category: category, FoundAt: at, LastAt: at, Reporters: band, Usual: 20}
	}
	above := []trend.Scope{trend.Province("CN-ZJ"), trend.Country()}
	early := burst("d", campus, "prize", 480)
	early.FoundAt, early.LastAt = w.Start().AddDate(0, 0, -9), w.Start().AddDate(0, 0, -8)
	own := burst("c", campus, "romance", 60)
	for _, l := range catalogue.Langs() {
		trending := Trending{Frame: Frame{Lang: l}, Book: trend.NewBook(weeks), Now: noon}
		for _, c := range []struct {
			found        []trend.Burst
			alert, trick report.Category
			rising       int
		}{
			{[]trend.Burst{burst("a", trend.Country(), "survey", 240), burst("b", above[0], "gaming", 120), own, early}, "romance", "romance", 1},
			{[]trend.Burst{burst("a", trend.Country(), "survey", 240), burst("b", above[0], "gaming", 120)}, "gaming", "fake_job", 1},
			{[]trend.Burst{burst("a", campus, "fake_job", 120)}, "fake_job", "fake_job", 1},
			{nil, "", "fake_job", 2},
		} {
			trending.Found = c.found
			b, ok, err := NewBrief(trending, campus, above, w, nil)
			if !ok || err != nil {
				t.Fatal(ok, err)
			}
			var told report.Category
			for _, category := range report.Categories() {
				for _, alert := range b.Alerts() {
					if alert.Name == trending.Name(catalogue.Categories, string(category)) {
						told = category
					}
				}
			}
			if told != c.alert || b.Trick.Category != c.trick || len(b.Rises()) != c.rising {
				t.Errorf("alert %q, trick %q, %d rises; want %+v", told, b.Trick.Category, len(b.Rises()), c)
			}
		}
	}
}

// TestBriefsLeadToTheListOfAll and those of an earlier week to the latest one too.
func TestBriefsLeadToTheListOfAll(t *testing.T) {
	for _, l := range catalogue.Langs() {
		trending := Trending{Frame: Frame{Lang: l}, Book: trended(), Now: noon}
		newest := trending.Book.Newest()
		for _, of := range []trend.Scope{trend.Country(), trend.Province("CN-ZJ"), trend.Campus(someCampus)} {
			for back := range 2 {
				b, ok, err := NewBrief(trending, of, nil, newest.Add(-back), nil)
				if !ok || err != nil {
					t.Fatal(ok, err)
				}
				links := map[string]string{}
				p := htmlcheck.Parse(t, rendered(t, b))
				for _, a := range p.Find(".onscreen a").EachIter() {
					links[a.Text()] = a.AttrOr("href", "")
				}
				latest := ""
				if back > 0 {
					latest = BriefPath(of, newest)
				}
				if links[l.Text("brief.all")] != "/trends/brief" || links[l.Text("brief.latest")] != latest {
					t.Errorf("%s %s, %d before: %v", l, of, back, links)
				}
			}
		}
	}
}

// whyOfAText is the reason of a question about a message.
func whyOfAText(l catalogue.Lang, id string) string {
	f := Frame{Lang: l}
	return f.T(id, "category", f.Name(catalogue.Categories, "fake_job"), "headline", NewTrick(f, "fake_job").Headline)
}

// TestPaperOfADemonstrationSaysSo of each sheet, and calls no text of it a real report.
func TestPaperOfADemonstrationSaysSo(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for _, demo := range []bool{true, false} {
			all := kitExamples(sample{t, Frame{Lang: l, Path: "/kit", Demo: demo}})
			for _, name := range []string{"brief country", "worksheet of a text", "notes of a text", "quiz answered"} {
				page := htmlcheck.Parse(t, rendered(t, all[name]))
				if page.Has("main > .demo") != demo {
					t.Errorf("%s %s, demonstration %v: %s", l, name, demo, page.Text("main > .demo"))
				}
				said := page.Text("main")
				if made := strings.Contains(said, l.Text("worksheet.read.made")); name == "quiz answered" && made != demo {
					t.Errorf("%s, demonstration %v: the message of a question is called made up: %v", l, demo, made)
				}
				if was := strings.Contains(said, whyOfAText(l, "quiz.which.why")); name == "quiz answered" && was == demo {
					t.Errorf("%s, demonstration %v: a message was reported: %v", l, demo, was)
				}
				for _, id := range []string{"worksheet.read.text", "brief.text"} {
					if demo && strings.Contains(said, l.Text(id)) {
						t.Errorf("%s %s: a text of a demonstration is called a real one", l, name)
					}
				}
			}
			var drawn bytes.Buffer
			if err := RenderPoster(&drawn, posterOf(sample{t, Frame{Lang: l, Demo: demo}}, "loan")); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(drawn.String(), l.Text("poster.demonstration")) != demo {
				t.Errorf("%s, demonstration %v: the poster says otherwise", l, demo)
			}
		}
	}
}
