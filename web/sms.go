package web

import "ringfence/internal/conversation"

// SMS says how to report and to ask by text message.
type SMS struct{ Frame }

func (SMS) set() string { return "sms" }

// Title names the page.
func (s SMS) Title() string { return s.T("sms.title") }

// Description says what is on it.
func (s SMS) Description() string { return s.T("sms.description") }

// Forms are what to write, by what for.
func (s SMS) Forms() []Fact {
	return []Fact{
		{s.T("sms.call"), s.T("sms.call.write")},
		{s.T("sms.text"), s.T("sms.text.write")},
		{s.T("sms.ask"), s.T("sms.ask.write")},
		{s.T("sms.undo"), s.T("sms.undo.write")},
		{s.T("sms.help"), s.T("sms.help.write")},
		{s.T("sms.stop"), s.T("sms.stop.write")},
		{s.T("sms.start"), s.T("sms.start.write")},
	}
}

// Steps are those by which a message is forwarded.
func (s SMS) Steps() []Step {
	return []Step{
		{Name: s.T("sms.forward"), Text: s.T("sms.forward.text")},
		{Name: s.T("sms.name"), Text: s.T("sms.name.text", "hours", hours(conversation.PendingFor))},
		{Name: s.T("sms.keep"), Text: s.T("sms.keep.text"), Links: []Link{{s.Link("/receipt"), s.T("nav.receipt")}}},
	}
}
