package web

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

const attack = `"><script>alert(1)</script>{{7*7}}'`

var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// examples are pages that between them go through every branch of every template.
func examples(t *testing.T, l catalogue.Lang) map[string]Page {
	f := Frame{Lang: l, Path: "/"}
	listed, chosen, held := f, f, f
	listed.Index, chosen.Chosen, held.Held = true, true, "held"
	wrong := func(form string, fields ...string) Summary {
		s := Summary{Frame: f, Problems: []Problem{{Text: attack}}}
		s.Held = form
		for _, name := range fields {
			s.Problems = append(s.Problems, Problem{Field: name, Text: attack + name})
		}
		return s
	}
	full := fullEntry()
	pages := map[string]Page{
		"home":             Home{Summary: Summary{Frame: listed}},
		"home, wrong":      Home{Summary: wrong("", "q", "kind"), Query: attack, Kind: "wechat"},
		"home, chosen":     Home{Summary: Summary{Frame: chosen}},
		"home, demo":       Home{Summary: Summary{Frame: Frame{Lang: l, Path: "/", Demo: true}}},
		"report":           Report{Summary: Summary{Frame: f}},
		"report, full":     Report{Summary: Summary{Frame: f}, Entry: full},
		"report, wrong":    Report{Summary: wrong("report", fieldNames...), Entry: full},
		"receipt":          Receipt{Frame: held, Code: "C", Subjects: []Named{{Label: attack, Path: "/n/x", Note: attack}}},
		"find":             Find{Summary: Summary{Frame: listed}},
		"find, wrong":      Find{Summary: wrong("find", "code"), Code: attack},
		"kept":             keptPage(t, held),
		"kept, withdrawn":  Kept{Frame: held, Code: "C", Withdrawn: true, Polarity: report.Bad},
		"withdraw":         Withdraw{Frame: held, Code: "C"},
		"withdrawn":        Withdrawn{Frame: held, Code: "C"},
		"error, unnamed 4": Error{Frame: f, Status: 418},
		"error, unnamed 5": Error{Frame: f, Status: 507},
	}
	for _, status := range ErrorStatuses() {
		pages[fmt.Sprint("error ", status)] = Error{Frame: f, Status: status}
	}
	for name, j := range judgements() {
		pages["subject "+name] = NewSubject(f, key(t, "+447700900123"), j, noon)
	}
	for _, k := range []string{"+12025550103", "CN/95588", "US/7726", "CN/sender/A&B C", "wechat/some_one", "qq/10001", "domain/example.com"} {
		pages["subject "+k] = NewSubject(f, key(t, k), reputation.Judgement{}, noon)
	}
	return pages
}

var fieldNames = []string{"kind", "polarity", "numbers", "wechat", "qq", "domain", "sender", "category", "occurred_at", "text", "region",
	"knew", "leak_sector", "campus", "offer", "title", "claims_employer", "platform", "pay", "duties", "consent_sensitive", "publish_text"}

func fullEntry() Entry {
	return Entry{
		Key: attack, Kind: "offer", Polarity: "fine", Numbers: attack, WeChat: attack, QQ: attack, Domain: attack, Sender: attack,
		Category: attack, OccurredAt: attack, Text: "\n" + attack, Region: attack, Knew: []string{"name", "health"}, LeakSector: attack,
		Campus: attack, Title: attack, ClaimsEmployer: attack, Platform: attack, Pay: attack, Duties: []string{"lend_sim"},
		ConsentSensitive: true, PublishText: true,
	}
}

func keptPage(t *testing.T, f Frame) Kept {
	k := Kept{
		Frame: f, Code: "C", ReceivedAt: noon, OccurredAt: noon, Polarity: report.Bad, Category: "loan", Region: "CN-ZJ",
		Testimony: &report.Testimony{Kind: report.Offer, Text: attack, Knew: []report.Knew{"name"}, LeakSector: "bank", Campus: attack,
			Offer: &report.JobOffer{Title: attack, ClaimsEmployer: attack, Platform: attack, Pay: attack, Duties: []report.Duty{"lend_sim"}}},
	}
	k.Add(key(t, "+12025550143"), reputation.Live)
	return k
}

func judgements() map[string]reputation.Judgement {
	reasons := func(codes ...reputation.ReasonCode) (all []reputation.Reason) {
		for _, c := range codes {
			all = append(all, reputation.Reason{Code: c})
		}
		return all
	}
	daily := make([]int, 90)
	daily[0], daily[89] = 1, 300
	seen := reputation.Judgement{Shown: true, FirstSeen: noon, LastSeen: noon}
	undecided, suspicious, scam, confirmed := seen, seen, seen, seen
	undecided.MonthOnly = true
	suspicious.Verdict, suspicious.Conditions = reputation.Suspicious, []reputation.Condition{reputation.Disputed, reputation.SpoofSuspected, reputation.Recycled}
	scam.Verdict, scam.Daily, scam.Listed = reputation.Scam, daily, true
	scam.Categories = []reputation.CategoryShare{{Category: "loan", Share: .75}, {Category: "other", Share: .25}, {Category: "", Share: 0}}
	scam.Reasons = reasons(reputation.ReasonReports, reputation.ReasonNetworks)
	confirmed.Verdict, confirmed.Reasons = reputation.Scam, reasons(reputation.ReasonConfirmed)
	quiet := scam
	quiet.Daily = make([]int, 90)
	return map[string]reputation.Judgement{
		"unknown":    {Reasons: reasons(reputation.ReasonNone)},
		"vouched":    {Shown: true, Reasons: reasons(reputation.ReasonFine)},
		"undecided":  undecided,
		"suspicious": suspicious,
		"scam":       scam,
		"quiet scam": quiet,
		"confirmed":  confirmed,
		"cleared":    {Verdict: reputation.Cleared, Reasons: reasons(reputation.ReasonCleared)},
		"official": {Verdict: reputation.Cleared, Reasons: reasons(reputation.ReasonOfficial, reputation.ReasonImitated),
			Conditions: []reputation.Condition{reputation.SpoofSuspected, reputation.Official, reputation.Imitated}},
	}
}

func TestPagesAreSound(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for name, page := range examples(t, l) {
			t.Run(string(l)+" "+name, func(t *testing.T) {
				p := htmlcheck.Parse(t, rendered(t, page))
				if got := p.Attr("html", "lang"); got != string(l) {
					t.Errorf("lang is %q", got)
				}
			})
		}
	}
}

func rendered(t *testing.T, page Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatWasTypedStaysInItsField(t *testing.T) {
	f := Frame{Lang: catalogue.En, Path: "/report"}
	form := htmlcheck.Parse(t, rendered(t, Report{Summary: Summary{Frame: f}, Entry: fullEntry()})).Form("form#report")
	for _, name := range []string{"key", "numbers", "wechat", "qq", "domain", "sender", "category", "occurred_at", "region", "leak_sector",
		"campus", "title", "claims_employer", "platform", "pay"} {
		if form.Get(name) != attack {
			t.Errorf("%s holds %q", name, form.Get(name))
		}
	}
	if got := form.Get("text"); got != "\n"+attack {
		t.Errorf("text holds %q: its first line end must stay", got)
	}
	want := map[string]string{"kind": "offer", "polarity": "fine", "knew": "name", "knew_sensitive": "health", "duties": "lend_sim",
		"consent_sensitive": "yes", "publish_text": "yes"}
	for name, value := range want {
		if got := form[name]; len(got) != 1 || got[0] != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

func TestHeadlines(t *testing.T) {
	want := map[string]string{
		"unknown": "No reports", "vouched": "Reported as fine only", "undecided": "Reported, no verdict yet", "suspicious": "Suspicious",
		"scam": "Reported as a scam", "quiet scam": "Reported as a scam", "confirmed": "Scam reports, confirmed by a moderator",
		"cleared": "Cleared by a moderator", "official": "Official number",
	}
	for name, j := range judgements() {
		s := NewSubject(Frame{Lang: catalogue.En}, key(t, "+447700900123"), j, noon)
		if s.Headline() != want[name] {
			t.Errorf("%s: %q", name, s.Headline())
		}
	}
}

func TestChart(t *testing.T) {
	daily := make([]int, 90)
	daily[0], daily[89] = 1, 300
	c := newChart(catalogue.ZhCN, daily, noon)
	if c.From != "2025年12月10日" || c.To != "2026年3月9日" || c.Most != 300 || len(c.Bars) != 2 {
		t.Errorf("%+v", c)
	}
	if first, last := c.Bars[0], c.Bars[1]; first.X != 0 || first.Height != leastBar || last.X+barWidth > c.Width || last.Y != 0 || last.Height != chartHeight {
		t.Errorf("%+v", c.Bars)
	}
	if newChart(catalogue.En, nil, noon) != nil || newChart(catalogue.En, make([]int, 90), noon) != nil {
		t.Error("a chart of nothing")
	}
}

func TestSubjectPath(t *testing.T) {
	for k, want := range map[string]string{
		"+8613800138000": "/n/+8613800138000", "CN/95588": "/s/CN/95588", "wechat/some_one": "/s/wechat/some_one",
		"CN/sender/A&B C": "/s/CN/sender/A&B%20C", "domain/example.com": "/s/domain/example.com",
	} {
		if got := SubjectPath(key(t, k)); got != want {
			t.Errorf("%s: %s", k, got)
		}
	}
}

func TestStatic(t *testing.T) {
	for _, name := range []string{"site.css", "icon.svg"} {
		path, err := StaticPath(name)
		if err != nil {
			t.Fatal(err)
		}
		f, ok := Static(strings.TrimPrefix(path, StaticRoot))
		if !ok || len(f.Content) == 0 || f.Type == "" {
			t.Errorf("%s at %s: %v %q", name, path, ok, f.Type)
		}
		for _, outside := range []string{"url(", "@import", "http:", "expression"} {
			if name == "site.css" && strings.Contains(string(f.Content), outside) {
				t.Errorf("the style sheet holds %s", outside)
			}
		}
	}
	if _, ok := Static("site.css"); ok {
		t.Error("a file is served under its bare name")
	}
	if _, err := StaticPath("none.css"); err == nil {
		t.Error("a file that is not there has a path")
	}
}
