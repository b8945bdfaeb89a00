package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/law"
	"ringfence/internal/report"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

func checkExamples(s sample) map[string]Page {
	all := make([]string, len(report.Duties()))
	for i, d := range report.Duties() {
		all[i] = string(d)
	}
	seen := make([]string, len(signs))
	for i, sign := range signs {
		seen[i] = string(sign)
	}
	return map[string]Page{
		"check":            NewCheck(s.Frame, false, nil, nil),
		"check, all":       NewCheck(s.Frame, true, all, seen),
		"check, grave":     NewCheck(s.Frame, true, []string{"lend_sim", attack}, []string{attack}),
		"check, a deposit": NewCheck(s.Frame, true, []string{"pay_deposit"}, nil),
		"check, a sign":    NewCheck(s.Frame, true, nil, []string{"hurry"}),
		"check, none":      NewCheck(s.Frame, true, nil, nil),
	}
}

func TestHowSeriousAnOfferIs(t *testing.T) {
	for name, c := range map[string]struct {
		duties, signs []string
		want          string
	}{
		"nothing":                         {nil, nil, "none"},
		"what is no duty":                 {[]string{"make_tea"}, []string{"rain"}, "none"},
		"a sign":                          {nil, []string{"secrecy"}, "warning"},
		"a deposit, which is theirs":      {[]string{"pay_deposit"}, nil, "warning"},
		"a SIM":                           {[]string{"lend_sim"}, nil, "grave"},
		"a SIM among what is less grave":  {[]string{"pay_deposit", "lend_sim"}, []string{"hurry"}, "grave"},
		"a device, whoever it belongs to": {[]string{"host_device"}, nil, "grave"},
	} {
		if got := NewCheck(Frame{Lang: catalogue.En}, true, c.duties, c.signs).Outcome(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTheLinkToTheFormTakesTheDutiesAlong(t *testing.T) {
	c := NewCheck(Frame{Lang: catalogue.ZhCN, Chosen: true}, true, []string{"withdraw_cash", "lend_card", attack}, []string{"hurry"})
	if want := "/report?duties=lend_card&duties=withdraw_cash&kind=offer&lang=zh-CN"; c.ReportPath() != want {
		t.Errorf("%s", c.ReportPath())
	}
}

// TestEveryAnswerNamesTheLaw also holds that nobody takes the summaries for advice, or for what was checked.
func TestEveryAnswerNamesTheLaw(t *testing.T) {
	f := Frame{Lang: catalogue.En}
	for _, d := range report.Duties() {
		p := htmlcheck.Parse(t, rendered(t, NewCheck(f, true, []string{string(d)}, nil)))
		if p.Find(".articles li").Length() != len(law.Concerning(d)) || !strings.Contains(p.Text("main"), "not legal advice") {
			t.Errorf("%s: %s", d, p.Text("main"))
		}
	}
}

func TestAnArticleSaysWhetherItWasChecked(t *testing.T) {
	f := Frame{Lang: catalogue.En}
	a := law.Articles()[0]
	a.Checked = law.Day{}
	if got := laws(f, []law.Article{a}).List[0].Checked; !strings.Contains(got, "Not yet checked") {
		t.Errorf("unchecked: %s", got)
	}
	a.Checked = law.Day{Time: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	if got := laws(f, []law.Article{a}).List[0].Checked; !strings.Contains(got, "on 1 March 2026") {
		t.Errorf("checked: %s", got)
	}
	if got := lawsNamed(f, "no such article").List[0].Summary; !strings.Contains(got, catalogue.Missing) {
		t.Errorf("an article that is not there reads %q", got)
	}
}

func TestTheBoxesKeepWhatWasTicked(t *testing.T) {
	c := NewCheck(Frame{Lang: catalogue.En}, true, []string{"go_abroad"}, []string{"hurry", "secrecy"})
	form := htmlcheck.Parse(t, rendered(t, c)).Form("form#check")
	if !slices.Equal(form["duties"], []string{"go_abroad"}) || !slices.Equal(form["signs"], []string{"secrecy", "hurry"}) || form.Get("answered") != "1" {
		t.Errorf("%v", form)
	}
}
