package web

import (
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Numbers that are called in mainland China.
const (
	policeNumber  = "110"
	fraudLine     = "96110"
	complaintLine = "12321" // unwanted calls and messages
	legalLine     = "12348" // legal advice
)

// Advice is what to do now, the most urgent first. It depends on the verdict, on what the subject is, and on what most
// reports say it is after.
func (s Subject) Advice() []Step {
	var steps []Step
	if s.warned() {
		steps = append(steps, s.stop())
		if trick, ok := s.trick(); ok {
			steps = append(steps, trick)
		}
	}
	return append(steps,
		Step{Name: s.T("advice.never.name"), Text: s.T("advice.never")},
		Step{Name: s.T("advice.verify.name"), Text: s.T("advice.verify"), Calls: []Call{{fraudLine, s.T("advice.call.line")}}},
		Step{Name: s.T("advice.paid.name"), Text: s.T("advice.bank"), Calls: []Call{{policeNumber, s.T("advice.call.police")}}},
	)
}

// warned reports whether the verdict is a warning.
func (s Subject) warned() bool { return s.Judgement.Verdict >= reputation.Suspicious }

// stop is how contact with this kind of subject is broken off.
func (s Subject) stop() Step {
	id := "advice.stop." + contactBy(s.Key.Kind())
	return Step{Name: s.T(id + ".name"), Text: s.T(id)}
}

// contactBy is how people meet a kind of subject: number, text, account or domain.
func contactBy(kind subject.Kind) string {
	switch kind {
	case subject.WeChat, subject.QQ:
		return "account"
	case subject.Domain:
		return "domain"
	case subject.Port, subject.Sender:
		return "text"
	case subject.Number, subject.ShortCode:
	}
	return "number"
}

// most is the least share of a category that most reports are said to be about.
const most = .5

// mostly returns the category of most reports, where it is told and says something.
func (s Subject) mostly() (category string, ok bool) {
	all := s.Judgement.Categories
	if len(all) == 0 || all[0].Share < most || all[0].Category == "other" {
		return "", false
	}
	return all[0].Category, all[0].Category != ""
}

// trick explains what most reports are about.
func (s Subject) trick() (Step, bool) {
	category, ok := s.mostly()
	if !ok {
		return Step{}, false
	}
	return Step{
		Name: s.T("advice.trick", "category", s.Name(catalogue.Categories, category)), Text: s.T("trick." + category), Links: s.offerLinks(category),
	}, true
}
