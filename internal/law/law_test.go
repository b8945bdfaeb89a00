package law

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"ringfence/internal/report"
)

// enacted is the day of the oldest law that is named: nothing was compared with it before.
var enacted = time.Date(1997, 3, 14, 0, 0, 0, 0, time.UTC)

func TestEveryDutyIsCovered(t *testing.T) {
	for _, d := range report.Duties() {
		if len(Concerning(d)) == 0 {
			t.Errorf("no article concerns %s", d)
		}
	}
}

func TestEveryArticleIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range Articles() {
		if a.ID == "" || seen[a.ID] {
			t.Errorf("the ID %q is empty or there twice", a.ID)
		}
		seen[a.ID] = true
		for field, w := range map[string]Words{
			"law": a.Law, "number": a.Number, "topic": a.Topic, "summary": a.Summary, "consequence": a.Consequence, "published": a.Published,
		} {
			if !strings.ContainsFunc(w.In("zh-CN"), isHan) {
				t.Errorf("%s: no Chinese %s: %q", a.ID, field, w.ZhCN)
			}
			if w.In("en") == "" || strings.ContainsFunc(w.En, isHan) {
				t.Errorf("%s: no English %s: %q", a.ID, field, w.En)
			}
		}
		if a.Binds != Doer && a.Binds != Employer {
			t.Errorf("%s binds %q", a.ID, a.Binds)
		}
		for _, d := range a.Duties {
			if !slices.Contains(report.Duties(), d) {
				t.Errorf("%s concerns %q, which is no duty", a.ID, d)
			}
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func TestADayOfCheckingIsNoneOrHasBeen(t *testing.T) {
	for _, a := range Articles() {
		if !a.Checked.IsZero() && (a.Checked.Before(enacted) || a.Checked.After(time.Now())) {
			t.Errorf("%s was checked on %v", a.ID, a.Checked)
		}
	}
}

func TestWhatIsGraveDependsOnWhomTheLawHoldsToIt(t *testing.T) {
	for d, want := range map[report.Duty]bool{
		"lend_sim": true, "lend_card": true, "host_device": true, "dial_script": true, "send_texts": true, "add_contacts": true,
		"withdraw_cash": true, "buy_goods": true, "go_abroad": true, "hand_over_id": true,
		"pay_deposit": false, // the employer breaks the law, not the student
	} {
		if Grave(d) != want {
			t.Errorf("%s: grave is %v", d, Grave(d))
		}
	}
}

func TestArticlesAreFoundOnce(t *testing.T) {
	both := Concerning("lend_sim", "lend_card")
	for i, a := range both {
		if slices.ContainsFunc(both[i+1:], func(b Article) bool { return a.ID == b.ID }) {
			t.Errorf("%s comes twice", a.ID)
		}
	}
	if one, ok := Find("criminal-law-67"); !ok || one.Topic.ZhCN != "自首" {
		t.Errorf("found %v %v", one, ok)
	}
	if _, ok := Find("no such article"); ok {
		t.Error("found what is not there")
	}
	if len(Concerning()) != 0 {
		t.Error("articles that concern nothing")
	}
}

func TestMistakesInTheDataFileAreFound(t *testing.T) {
	for name, source := range map[string]string{
		"a field that is not known": `[{"id": "x", "verified": true}]`,
		"a day that is none":        `[{"id": "x", "checked": "2026-02-30"}]`,
		"no list":                   `{}`,
	} {
		if _, err := parse([]byte(source)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	all, err := parse([]byte(`[{"id": "x", "checked": "2026-03-01"}, {"id": "y", "checked": null}]`))
	if err != nil || all[0].Checked.Format(time.DateOnly) != "2026-03-01" || !all[1].Checked.IsZero() {
		t.Errorf("read %v, %v", all, err)
	}
}
