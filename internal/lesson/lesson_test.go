package lesson

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

var week = trend.WeekOf(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))

// texts are approved messages of a category, one of them too long to read out and one of today.
func texts(c report.Category, n int) (all []trend.Example) {
	for i := range n {
		all = append(all, trend.Example{ID: fmt.Sprintf("%s-%d", c, i), Category: c, Lang: "en", Text: "Your parcel is lost.", ApprovedAt: week.Start().AddDate(0, 0, -1)})
	}
	long := trend.Example{ID: string(c) + "-long", Category: c, Lang: "en", Text: strings.Repeat("x", LongestText+1), ApprovedAt: week.Start().AddDate(0, 0, -1)}
	late := trend.Example{ID: string(c) + "-late", Category: c, Lang: "en", Text: "x", ApprovedAt: week.Start()}
	return append(all, long, late)
}

// TestTheBankAsksOfEverything and each question once.
func TestTheBankAsksOfEverything(t *testing.T) {
	seen, count := map[string]bool{}, map[report.Category]int{}
	for _, q := range Bank() {
		if seen[q.ID] || q.Category.Place() < 0 || q.Text != "" {
			t.Errorf("%+v", q)
		}
		seen[q.ID] = true
		count[q.Category]++
		if found, ok := Find(q.ID, nil); !ok || found != q {
			t.Errorf("%s is not found: %+v", q.ID, found)
		}
	}
	for _, c := range report.Categories() {
		if least := map[report.Group]int{report.Scam: 2}[c.Group()]; count[c] < max(least, 1) {
			t.Errorf("%s has %d questions", c, count[c])
		}
	}
	if len(seen) < 40 {
		t.Errorf("%d questions", len(seen))
	}
}

// TestAClassHasTheSameQuestions whoever asks, in whatever order things come, and ten of them in every week.
func TestAClassHasTheSameQuestions(t *testing.T) {
	all := append(texts("impersonation_service", 3), texts("fake_job", 2)...)
	all = append(all, texts("loan", 1)...)
	for _, reported := range [][]report.Category{nil, {"impersonation_service"}, {"fake_job", "other", "survey"}, report.Categories()} {
		var last []Question
		for n := range 60 {
			w := week.Add(n)
			chosen := Choose(w, reported, all, "en")
			again := Choose(w, slices.Clone(reported), reversed(all), "en")
			if !reflect.DeepEqual(chosen, again) {
				t.Fatalf("%s: %v and %v", w, chosen, again)
			}
			ids := map[string]bool{}
			for _, q := range chosen {
				ids[q.ID] = true
			}
			if len(chosen) != Asked || len(ids) != Asked || reflect.DeepEqual(chosen, last) {
				t.Fatalf("%s: %v", w, chosen)
			}
			last = chosen
		}
	}
}

func reversed(all []trend.Example) []trend.Example {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}

func TestMostIsAskedOfWhatWasReported(t *testing.T) {
	of := func(chosen []Question, c report.Category) (bank, about int) {
		for _, q := range chosen {
			switch {
			case q.Category == c && q.Text == "":
				bank++
			case q.Category == c:
				about++
			}
		}
		return bank, about
	}
	reported := []report.Category{"fake_job", "extortion", "loan"}
	for n := range 30 {
		w := week.Add(n)
		chosen := Choose(w, reported, nil, "en")
		for i, c := range reported {
			if bank, _ := of(chosen, c); bank != several[i] {
				t.Errorf("%s: %d questions about %s", w, bank, c)
			}
		}
		all := append(texts("fake_job", 4), texts("survey", 1)...)
		if _, about := of(Choose(w, reported, all, "en"), "fake_job"); about != 1 {
			t.Errorf("%s: %d messages of one category", w, about)
		}
		if _, about := of(Choose(w, reported, all, "en"), "survey"); about != 0 {
			t.Errorf("%s: a message that is no scam is asked about", w)
		}
		if _, about := of(Choose(w, reported, all, "zh-CN"), "fake_job"); about != 0 {
			t.Errorf("%s: a message in another language", w)
		}
	}
	if _, ok := Telling(week, "fake_job", texts("fake_job", 0), "en"); ok {
		t.Error("a message is told that is too long or too new")
	}
}

// TestOneAnswerIsRight of three, and it stands in no place more often than in others.
func TestOneAnswerIsRight(t *testing.T) {
	places := map[int]int{}
	questions := append(Bank(), aboutText(texts("loan", 1)[0]), aboutText(texts("fake_job", 1)[0]))
	for _, q := range questions {
		for n := range 20 {
			right, names := 0, map[string]bool{}
			for i, o := range q.Options(week.Add(n)) {
				names[o.Name] = true
				if o.Right {
					right++
					places[i]++
				}
			}
			if right != 1 || len(names) != 3 {
				t.Errorf("%s: %v", q.ID, q.Options(week.Add(n)))
			}
		}
	}
	for place, n := range places {
		if share := float64(n) / float64(20*len(questions)); share < .27 || share > .4 {
			t.Errorf("the right one is %.0f %% of the time in place %d", 100*share, place)
		}
	}
}

// TestMessagesAreNotArguable: nobody is asked about one that could be part of several tricks, nor offered a trick that it could be part of too.
func TestMessagesAreNotArguable(t *testing.T) {
	for n := range 30 {
		w := week.Add(n)
		for _, q := range Choose(w, []report.Category{"shopping"}, texts("shopping", 3), "en") {
			if q.Text != "" {
				t.Errorf("%s: asked about %s", w, q.ID)
			}
		}
		for _, o := range aboutText(texts("impersonation_service", 1)[0]).Options(w) {
			if slices.Contains([]string{"shopping", "account_phishing", "impersonation_authority", "prize"}, o.Name) {
				t.Errorf("%s: %s is offered beside a message of customer service", w, o.Name)
			}
		}
	}
}

func TestMessagesAreFound(t *testing.T) {
	all := texts("loan", 1)
	q, ok := Find("text-loan-0", all)
	if !ok || q.Text != all[0].Text || q.Category != "loan" || q.Lang != "en" {
		t.Errorf("%+v", q)
	}
	for _, id := range []string{"text-loan-1", "loan-0", "text-", "", "right"} {
		if q, ok := Find(id, all); ok {
			t.Errorf("%q: %+v", id, q)
		}
	}
}

// TestMessagesThatWereWithdrawnAreGone once each, and nothing else is.
func TestMessagesThatWereWithdrawnAreGone(t *testing.T) {
	all := texts("loan", 1)
	if n := Gone([]string{"text-loan-0", "text-a", "text-a", "text-b", "loan_link", "nothing", ""}, all); n != 2 {
		t.Errorf("%d are gone", n)
	}
}

// TestNoWeekGivesAwayTheOrderOfTheNext: what is mixed is in any order but its own, in each week the same, whoever mixes it.
func TestNoWeekGivesAwayTheOrderOfTheNext(t *testing.T) {
	own := []string{"call", "stop", "keep", "tell"}
	itself := func(s string) string { return s }
	seen := map[string]int{}
	for n := range 260 {
		w := week.Add(n)
		mixed := Mix(w, own, itself)
		if slices.Equal(mixed, own) || !slices.Equal(mixed, Mix(w, own, itself)) {
			t.Errorf("%s: %v", w, mixed)
		}
		seen[strings.Join(mixed, " ")]++
		slices.Sort(mixed)
		if !slices.Equal(mixed, slices.Sorted(slices.Values(own))) {
			t.Errorf("%s: %v", w, mixed)
		}
	}
	for order, n := range seen {
		if n > 35 {
			t.Errorf("%q in %d weeks of 260", order, n)
		}
	}
	if len(seen) != 23 {
		t.Errorf("%d orders of 23", len(seen))
	}
	if one := Mix(week, own[:1], itself); !slices.Equal(one, own[:1]) || len(Mix(week, nil, itself)) != 0 {
		t.Errorf("%v", one)
	}
}

// TestALessonIsMadeOfFinalFigures which is why it begins a little after its week does.
func TestALessonIsMadeOfFinalFigures(t *testing.T) {
	before := week.Add(-lag)
	rollup := trend.Rollup{Week: before, AsOf: week.Start(), Cells: []trend.Cell{
		{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: 20},
		{Place: trend.Place{Table: trend.ByCategory, Row: "fake_job"}, Reporters: 40},
	}}
	monday := week.Start().Add(time.Minute)
	if w := WeekAt(trend.NewBook([]trend.Rollup{rollup}), monday); w != week.Add(-1) {
		t.Errorf("before figures are final: %s", w)
	}
	rollup.Closed = true
	b := trend.NewBook([]trend.Rollup{rollup})
	if w := WeekAt(b, monday); w != week {
		t.Errorf("when figures are final: %s", w)
	}
	if got := Reported(b, week); !slices.Equal(got, []report.Category{"fake_job", "loan"}) {
		t.Errorf("%v", got)
	}
	if w := WeekAt(nil, monday); w != week || len(Reported(nil, w)) != 0 {
		t.Errorf("without any figures: %s", w)
	}
}
