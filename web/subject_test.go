package web

import (
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

func subjectExamples(s sample) map[string]Page {
	pages := map[string]Page{}
	for name, j := range judgements() {
		pages["subject "+name] = NewSubject(s.Frame, key(s.T, "+447700900123"), j, noon)
	}
	together := NewSubject(s.Frame, key(s.T, "+447700900123"), reputation.Judgement{}, noon)
	together.Together = []Named{{Label: attack, Path: "/s/wechat/some_one", Note: attack}}
	pages["subject reported together"] = together
	for _, c := range report.Categories() {
		j := judgements()["scam"]
		j.Categories = []reputation.CategoryShare{{Category: string(c), Share: 1}}
		pages["subject "+string(c)] = NewSubject(s.Frame, key(s.T, "+447700900123"), j, noon)
	}
	for _, k := range []string{"qq/10001", "domain/example.com", "CN/95588"} {
		pages["subject scam "+k] = NewSubject(s.Frame, key(s.T, k), judgements()["scam"], noon)
	}
	for _, k := range []string{"+12025550103", "CN/95588", "US/7726", "CN/sender/A&B C", "wechat/some_one", "qq/10001", "domain/example.com"} {
		pages["subject "+k] = NewSubject(s.Frame, key(s.T, k), reputation.Judgement{}, noon)
	}
	for _, k := range []string{"+447700900123", "wechat/some_one", "domain/example.com", "CN/sender/A&B C"} {
		together := NewSubject(s.Frame, key(s.T, k), judgements()["scam"], noon)
		together.AddTogether(key(s.T, "qq/10001"), reputation.Suspicious)
		pages["together "+k] = together
	}
	return pages
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
