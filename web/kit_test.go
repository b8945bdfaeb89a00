package web

import (
	"net/url"
	"strings"

	"ringfence/internal/lesson"
	"ringfence/internal/report"
	"ringfence/internal/trend"
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
	brief("province", trending, trend.Province("CN-ZJ"), country, nil)
	brief("campus", trending, trend.Campus(someCampus), append([]trend.Scope{trend.Province("CN-ZJ")}, country...), texts)
	brief("few", trending, trend.Province("CN-XZ"), country, texts[1:])
	empty := trending
	empty.Book = trend.NewBook([]trend.Rollup{{Week: w.Add(-1), AsOf: noon}})
	brief("empty", empty, trend.Country(), nil, nil)
	questions := lesson.Choose(w, []report.Category{"fake_job"}, texts, string(f.Lang))
	pages["quiz"] = NewQuiz(f, w, questions, nil, false)
	given := url.Values{}
	for i, q := range questions[:9] {
		given.Set(quizAnswer+q.ID, string(rune('a'+i%3)))
	}
	answered := NewQuiz(f, w, questions, given, true)
	answered.Gone = 1
	pages["quiz answered"] = answered
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
