package web

import (
	"net/url"
	"slices"

	"ringfence/internal/law"
	"ringfence/internal/report"
	"ringfence/web/catalogue"
)

// Sign is something about an offer that honest ones seldom have, beside what it asks the applicant to do.
type Sign string

var signs = []Sign{"high_pay", "chat_only", "other_app", "no_address", "no_contract", "secrecy", "hurry"}

// Check is the check that somebody makes before signing: what the offer asks for is ticked, and the same page says
// what to think of that. Nothing of it is kept.
type Check struct {
	Frame
	Answered bool
	Ticked   []report.Duty
	Seen     []Sign
}

// NewCheck returns the check with what was ticked, of which it takes what it knows.
func NewCheck(f Frame, answered bool, duties, seen []string) Check {
	f.Path, f.Held = "/offers/check", "check"
	return Check{f, answered, chosen(report.Duties(), duties), chosen(signs, seen)}
}

// dutyPath is where the check says what to think of an offer that asks for one thing.
func dutyPath(duty string) string {
	return "/offers/check?" + url.Values{"duties": {duty}}.Encode()
}

// chosen returns the values of a vocabulary that were ticked, in its order.
func chosen[T ~string](vocabulary []T, ticked []string) []T {
	return slices.DeleteFunc(slices.Clone(vocabulary), func(v T) bool { return !slices.Contains(ticked, string(v)) })
}

func (Check) set() string { return "check" }

// Title names the page, and what came out.
func (c Check) Title() string {
	if c.Answered {
		return c.T("check.title.answered", "headline", c.Headline())
	}
	return c.T("check.title")
}

// Description says what it is for.
func (c Check) Description() string { return c.T("check.lead") }

// Outcome is how serious it is: grave when something ticked is against the law whoever asks for it, warning when
// anything is ticked, and none.
func (c Check) Outcome() string {
	switch {
	case slices.ContainsFunc(c.Ticked, law.Grave):
		return "grave"
	case len(c.Ticked)+len(c.Seen) > 0:
		return "warning"
	}
	return "none"
}

// Strange reports whether there is anything to report.
func (c Check) Strange() bool { return c.Outcome() != "none" }

// Tone is the outcome as a word for the style sheet.
func (c Check) Tone() string {
	return map[string]string{"grave": "scam", "warning": "suspicious", "none": "unknown"}[c.Outcome()]
}

// Verdict heads the page.
func (c Check) Verdict() Verdict {
	return Verdict{ID: "verdict-title", Tone: c.Tone(), Headline: c.Headline(), Meaning: c.Meaning()}
}

// Headline is the outcome in a few words.
func (c Check) Headline() string { return c.T("check." + c.Outcome()) }

// Meaning is the outcome in a sentence or two.
func (c Check) Meaning() string { return c.T("check." + c.Outcome() + ".text") }

// Advice is what to do now.
func (c Check) Advice() []string {
	names := map[string][]string{
		"grave":   {"refuse", "keep", "ask"},
		"warning": {"wait", "verify", "keep", "ask"},
		"none":    {"verify", "contract", "later"},
	}[c.Outcome()]
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = c.T("check.advice." + name)
	}
	return texts
}

// Findings explain each thing that was ticked.
func (c Check) Findings() []Fact {
	var all []Fact
	for _, d := range c.Ticked {
		all = append(all, Fact{c.Name(catalogue.Duties, string(d)), c.T("check.duty." + string(d))})
	}
	for _, s := range c.Seen {
		all = append(all, Fact{c.T("check.sign." + string(s)), c.T("check.sign." + string(s) + ".why")})
	}
	return all
}

// Laws are what the law says of what was ticked; nil for nothing.
func (c Check) Laws() *Laws { return laws(c.Frame, law.Concerning(c.Ticked...)) }

// ReportPath is the report form, filled in with what the offer asks for.
func (c Check) ReportPath() string {
	values := url.Values{"kind": {string(report.Offer)}}
	for _, d := range c.Ticked {
		values.Add("duties", string(d))
	}
	return c.Link("/report?" + values.Encode())
}

// Duties take what the offer asks for.
func (c Check) Duties() []Question {
	all := make([]Question, len(report.Duties()))
	for i, d := range report.Duties() {
		all[i] = Question{"duties", string(d), c.Name(catalogue.Duties, string(d)), c.T("check.duty." + string(d)), slices.Contains(c.Ticked, d)}
	}
	return all
}

// Signs take what else is strange about it.
func (c Check) Signs() []Question {
	all := make([]Question, len(signs))
	for i, s := range signs {
		all[i] = Question{"signs", string(s), c.T("check.sign." + string(s)), "", slices.Contains(c.Seen, s)}
	}
	return all
}

// Question is a box to tick, with what it means in plain words.
type Question struct {
	Field, Value, Label string
	Hint                string // "" for none
	Ticked              bool
}

// ID is that of the box.
func (q Question) ID() string { return q.Field + "-" + q.Value }
