package web

import "ringfence/internal/conversation"

// SMS says how to report and to ask by text message.
type SMS struct{ Frame }

func (SMS) set() string { return "sms" }

// Title names the page.
func (s SMS) Title() string { return s.Texted("sms.title") }

// Description says what is on it.
func (s SMS) Description() string { return s.Texted("sms.description") }

// Lead says what it is like.
func (s SMS) Lead() string { return s.Texted("sms.lead") }

// Forms are what to write, by what for.
func (s SMS) Forms() []Fact {
	reports := []Fact{
		{s.T("sms.call"), s.T("sms.call.write")},
		{s.T("sms.text"), s.T("sms.text.write")},
	}
	if !s.Texting.Answers() {
		return reports
	}
	return append(reports,
		Fact{s.T("sms.ask"), s.T("sms.ask.write")},
		Fact{s.T("sms.undo"), s.T("sms.undo.write")},
		Fact{s.T("sms.help"), s.T("sms.help.write")},
		Fact{s.T("sms.stop"), s.T("sms.stop.write")},
		Fact{s.T("sms.start"), s.T("sms.start.write")},
	)
}

// Steps are those by which a message is forwarded.
func (s SMS) Steps() []Step {
	report := []Step{
		{Name: s.T("sms.forward"), Text: s.T("sms.forward.text")},
		{Name: s.T("sms.name"), Text: s.Texted("sms.name.text", "hours", hours(conversation.PendingFor))},
	}
	if !s.Texting.Answers() {
		return report
	}
	return append(report, Step{Name: s.T("sms.keep"), Text: s.T("sms.keep.text"), Links: []Link{{s.Link("/receipt"), s.T("nav.receipt")}}})
}
