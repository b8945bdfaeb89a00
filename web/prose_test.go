package web

import (
	"time"

	"ringfence/internal/trend"
)

func proseExamples(s sample) map[string]Page {
	listed := s.Frame
	listed.Index = true
	followed := listed
	followed.Feeds = FeedsOf(listed, trend.Country())
	texted := listed
	texted.Texting = Texting{Numbers: []TextNumber{{Number: "+12025550100", Signed: true}}}
	named := Operator{Name: attack, Contact: "help@example.org"}
	return map[string]Page{
		"about":            About{Frame: listed, Operator: named},
		"about, nobody":    About{Frame: listed},
		"method":           NewMethod(listed),
		"privacy":          Privacy{Frame: listed, Operator: named, Keys: Lifetimes{30, 90, 270, 180}},
		"privacy, sign in": Privacy{Frame: listed, Operator: named, Keys: Lifetimes{30, 90, 270, 180}, SignIn: true},
		"privacy, nobody":  Privacy{Frame: listed},
		"developers":       Developers{Frame: listed, Allowances: Allowances{Allowance{60, time.Minute}, Allowance{6, time.Minute}, Allowance{10, time.Hour}, Allowance{20, time.Minute}, Allowance{240, time.Minute}, Allowance{20, time.Hour}, 500}},
		"pbx":              PBX{Frame: listed, Lookups: Allowance{60, time.Minute}, Base: "https://ringfence.example"},
		"pbx, here":        PBX{Frame: Frame{Lang: listed.Lang, Index: true, Path: listed.Path, Demo: true}},
		"android":          Android{Frame: listed},
		"ios":              IOS{Frame: listed, Base: "https://ringfence.example"},
		"owners":           Owners{Frame: listed, Operator: named},
		"owners, texting":  Owners{Frame: texted},
		"private":          Private{Frame: listed, Base: "https://ringfence.example"},
		"private, here":    Private{Frame: listed},
		"owners, nobody":   Owners{Frame: listed},
		"audit":            Audit{Frame: listed, Base: "https://ringfence.example", Checkpoint: "ringfence/x\n1\n" + attack + "\n", Entries: 1, Last: time.Unix(1795863600, 0), Keys: []string{attack}},
		"audit, damaged":   Audit{Frame: listed},
		"lists":            Lists{Frame: listed},
		"webhooks":         Webhooks{Frame: listed, Base: "https://ringfence.example"},
		"data":             Data{Frame: followed, Weeks: 53},
		"embed":            Embed{Frame: Frame{Lang: listed.Lang, Path: "/", Bare: true, Demo: true}, Figure: figured(listed), Page: "/trends"},
	}
}
