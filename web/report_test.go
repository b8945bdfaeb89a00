package web

import "ringfence/internal/campus"

func reportExamples(s sample) map[string]Page {
	full := fullEntry()
	asked := Report{Summary: Summary{Frame: s.Frame}, Entry: full, Campuses: []campus.Campus{{Name: attack, Region: "CN-ZJ"}, {Name: "浙江大学", Region: "CN-ZJ"}}}
	found := []Found{{Label: attack, Note: attack}}
	return map[string]Page{
		"report, which campus":   asked,
		"report, read":           Report{Summary: Summary{Frame: s.Frame}, Entry: full, Reading: &Reading{Frame: s.Frame, Found: found, Category: "prize", Taken: true, Cues: []string{attack, attack, "x"}}},
		"report, read otherwise": Report{Summary: Summary{Frame: s.Frame}, Entry: full, Reading: &Reading{Frame: s.Frame, Found: found, Category: "loan", Cues: []string{"x"}}},
		"report, read in vain":   Report{Summary: Summary{Frame: s.Frame}, Entry: full, Reading: &Reading{Frame: s.Frame}},
		"report":                 Report{Summary: Summary{Frame: s.Frame}},
		"report, phone":          Report{Summary: Summary{Frame: s.Frame}, Phone: phonePart(s.Frame, Phone{Code: "123456", Secret: attack, Asked: true})},
		"report, sign in":        Report{Summary: Summary{Frame: s.Frame}, SignIn: true},
		"report, member":         Report{Summary: Summary{Frame: s.Frame}, SignIn: true, Phone: Phone{Frame: s.Frame, Form: "report", Member: "浙江大学"}},
		"receipt, member":        Receipt{Frame: s.Frame, Code: "0123-4567-89AB-CDEF-K", On: noon, Phone: Phone{Frame: s.Frame, Sent: true, Proved: true, Member: "浙江大学"}},
		"sign in":                SignIn{Frame: s.Frame, Campuses: []string{"浙江大学", "清华大学"}},
		"sign in, failed":        SignIn{Frame: s.Frame, Campuses: []string{"浙江大学"}, Failed: "expired"},
		"report, full":           Report{Summary: Summary{Frame: s.Frame}, Entry: full},
		"report, wrong":          Report{Summary: s.wrong("report", fieldNames...), Entry: full},
	}
}

var fieldNames = []string{"kind", "polarity", "numbers", "wechat", "qq", "domain", "sender", "category", "occurred_at", "text", "region",
	"knew", "leak_sector", "campus", "offer", "title", "claims_employer", "platform", "pay", "duties", "consent_sensitive", "publish_text"}

func fullEntry() Entry {
	return Entry{
		Key: attack, Code: attack, Kind: "offer", Polarity: "fine", Numbers: attack, WeChat: attack, QQ: attack, Domain: attack, Sender: attack,
		Category: attack, OccurredAt: attack, Text: "\n" + attack, Region: attack, Knew: []string{"name", "health"}, LeakSector: attack,
		Campus: attack, Title: attack, ClaimsEmployer: attack, Platform: attack, Pay: attack, Duties: []string{"lend_sim"},
		ConsentSensitive: true, PublishText: true,
	}
}
