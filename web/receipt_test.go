package web

import (
	"testing"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

func receiptExamples(s sample) map[string]Page {
	listed := s.Frame
	listed.Index = true
	return map[string]Page{
		"receipt":          Receipt{Frame: s.held(), Code: "C", Back: attack, On: noon, Subjects: []Named{{Label: attack, Path: "/n/x", Note: attack}}},
		"correction":       Receipt{Frame: s.held(), Code: "C", Corrected: true},
		"receipt, phone":   Receipt{Frame: s.held(), Code: "C", Phone: phonePart(s.held(), Phone{Sent: true, Code: "123456"})},
		"receipt, gone":    Receipt{Frame: s.held(), Code: "C", Phone: phonePart(s.held(), Phone{Sent: true, Gone: true})},
		"receipt, proved":  Receipt{Frame: s.held(), Code: "C", Phone: Phone{Frame: s.held(), Sent: true, Proved: true}},
		"find":             Find{Summary: Summary{Frame: listed}},
		"find, wrong":      Find{Summary: s.wrong("find", "code"), Code: attack},
		"kept":             keptPage(s.T, s.held()),
		"kept, withdrawn":  Kept{Frame: s.held(), Code: "C", Withdrawn: true, Polarity: report.Bad},
		"kept, too much":   Kept{Frame: s.held(), Code: "C", Polarity: report.Bad},
		"kept, overturned": Kept{Frame: s.held(), Code: "C", Polarity: report.Bad, Overturned: true},
		"kept, by an app":  Kept{Frame: s.held(), Code: "C", Polarity: report.Bad, Elsewhere: true},
		"kept, confirmed":  Kept{Frame: s.held(), Code: "C", Polarity: report.Bad, Confirmed: true},
		"kept, phone":      Kept{Frame: s.held(), Code: "C", Polarity: report.Bad, Phone: phonePart(s.held(), Phone{Sent: true, Code: "123456"})},
		"withdraw":         Withdraw{Frame: s.held(), Code: "C"},
		"withdrawn":        Withdrawn{Frame: s.held(), Code: "C"},
	}
}

func keptPage(t *testing.T, f Frame) Kept {
	k := Kept{
		Frame: f, Code: "C", Correctable: true, ReceivedAt: noon, OccurredAt: noon, Polarity: report.Bad, Category: "loan", Region: "CN-ZJ",
		Testimony: &report.Testimony{Kind: report.Offer, Text: attack, Knew: []report.Knew{"name"},
			Consent: report.Consent{Sensitive: true, PublishText: true}, LeakSector: "bank", Campus: attack,
			Offer: &report.JobOffer{Title: attack, ClaimsEmployer: attack, Platform: attack, Pay: attack, Duties: []report.Duty{"lend_sim"}}},
	}
	k.Add(key(t, "+12025550143"), reputation.Live)
	return k
}
