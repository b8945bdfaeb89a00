package web

import (
	"regexp"
	"strings"
	"testing"

	"ringfence/internal/lesson"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// letters are the tricks that the letters on a sheet belong to, in their order, as the sentences tell.
func letters(t *testing.T, s Worksheet) (order string) {
	t.Helper()
	p := htmlcheck.Parse(t, rendered(t, s))
	said := p.Find("[aria-labelledby=match] q")
	for i := range said.Length() {
		for n, about := range s.About {
			if about.Say == said.Eq(i).Text() {
				order += string(rune('1' + n))
			}
		}
	}
	return order
}

// noted are the same, as the notes tell.
func noted(t *testing.T, s Worksheet) (order string) {
	t.Helper()
	p := htmlcheck.Parse(t, rendered(t, s))
	lines := p.Find("[aria-labelledby=answers] li:has(strong)")
	for i := range lines.Length() {
		for n, about := range s.About {
			if lines.Eq(i).Text() == string(rune('A'+i))+" "+about.Name {
				order += string(rune('1' + n))
			}
		}
	}
	return order
}

// TestWorksheetsOfTwoWeeksHaveTwoKeys though they are about the same tricks, and the notes have the key of their week, as has the other language.
func TestWorksheetsOfTwoWeeksHaveTwoKeys(t *testing.T) {
	reported := []report.Category{"fake_job", "loan", "prize", "romance"}
	keys, steps := map[string]bool{}, map[string]bool{}
	for n := range 20 {
		w := trend.WeekOf(noon).Add(n)
		of := func(l catalogue.Lang, notes bool) Worksheet {
			return NewWorksheet(Frame{Lang: l, Path: "/kit/worksheet"}, w, reported, nil, notes)
		}
		key := letters(t, of(catalogue.En, false))
		if len(key) != worksheetTricks || key == "1234" {
			t.Errorf("%s: %s", w, key)
		}
		for _, l := range catalogue.Langs() {
			if sheet, notes := letters(t, of(l, false)), noted(t, of(l, true)); sheet != key || notes != key {
				t.Errorf("%s %s: the sheet has %s, the notes %s, and the sheet in English %s", w, l, sheet, notes, key)
			}
		}
		order := strings.Join(of(catalogue.En, false).Steps(), "|")
		keys[key], steps[order] = true, true
		if strings.HasPrefix(order, catalogue.En.Text("worksheet.step.call")+"|"+catalogue.En.Text("worksheet.step.stop")+"|"+catalogue.En.Text("worksheet.step.keep")) {
			t.Errorf("%s: the steps are not mixed: %s", w, order)
		}
	}
	if len(keys) < 8 || len(steps) < 8 {
		t.Errorf("in 20 weeks %d keys and %d orders of steps", len(keys), len(steps))
	}
}

// ascii is punctuation of English beside Chinese, or a space beside a day.
var ascii = regexp.MustCompile(`\p{Han} ?[,:;()?!]|[,:;()?!] ?\p{Han}|日 这一周的[题任]|[在至于为] \d{4}年`)

// TestChineseOnPaperIsPunctuatedAsChinese on what is printed, but in texts of reporters.
func TestChineseOnPaperIsPunctuatedAsChinese(t *testing.T) {
	f := Frame{Lang: catalogue.ZhCN, Path: "/kit"}
	w := trend.WeekOf(noon)
	trending := Trending{Frame: f, Book: trended(), Base: "https://ringfence.example.org", Now: noon}
	pages := map[string]Page{"quiz": NewQuiz(f, w, lesson.Choose(w, nil, nil, "zh-CN"), nil, false)}
	for name, notes := range map[string]bool{"worksheet": false, "notes": true} {
		pages[name] = NewWorksheet(f, w, []report.Category{"fake_job"}, nil, notes)
	}
	for name, back := range map[string]int{"brief that is open": 0, "brief that is final": 1} {
		b, ok, err := NewBrief(trending, trend.Country(), nil, trending.Book.Newest().Add(-back), nil)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		pages[name] = b
	}
	for name, page := range pages {
		p := htmlcheck.Parse(t, rendered(t, page))
		if found := ascii.FindAllString(p.Text("main"), -1); found != nil {
			t.Errorf("%s: %q in %s", name, found, p.Text("main"))
		}
	}
	if text := htmlcheck.Parse(t, rendered(t, pages["brief that is final"])).Text("#rising-title ~ ul"); !strings.Contains(text, "考试报名信息（考试报名网站或考点）：26") {
		t.Errorf("what callers knew: %s", text)
	}
}

// TestNotesRepeatTheText that groups read, and say that the signs are those of the trick: where no text was read they are of what was told.
func TestNotesRepeatTheText(t *testing.T) {
	for _, l := range catalogue.Langs() {
		all := kitExamples(sample{t, Frame{Lang: l, Path: "/kit"}})
		for name, want := range map[string]bool{"of a text": true, "told": false} {
			sheet, notes := htmlcheck.Parse(t, rendered(t, all["worksheet "+name])), htmlcheck.Parse(t, rendered(t, all["notes "+name]))
			quoted := notes.Has("#answers ~ blockquote") && notes.Text("#answers ~ blockquote") == sheet.Text("blockquote")
			if said := strings.Contains(notes.Text("main"), l.Text("worksheet.read.general")); quoted != want || said != want {
				t.Errorf("%s, %s: quoted %v, said %v", l, name, quoted, said)
			}
		}
	}
}
