package web

import "ringfence/internal/subject"

// Home is the first page: the lookup box, and the ways to what else helps.
type Home struct {
	Summary
	Query string // as typed
	Kind  string // of subject, as chosen
}

func (Home) set() string { return "home" }

// Title names the page.
func (h Home) Title() string { return h.T("home.title") }

// Description says what it is for.
func (h Home) Description() string { return h.T("home.description") }

// Entry is the box for a number, account or domain.
func (h Home) Entry() Field {
	f := h.field("q", "home.q", "home.q.hint", h.Query)
	f.Large = true
	return f
}

// KindField tells what is in the box.
func (h Home) KindField() Field {
	f := h.field("kind", "home.kind", "", "")
	f.Options = options(h.Frame, "kind", "kind", lookupKinds, h.Kind)
	f.Options[0].Label = h.T("home.kind.number")
	return f
}

// Ways lead on from here for whoever has more to do than look up.
func (h Home) Ways() []Way {
	all := []Way{
		{h.Link("/report"), h.T("home.report"), h.T("home.report.text")},
		{h.Link("/offers"), h.T("home.offers"), h.T("home.offers.text")},
		{h.Link("/offers/lent"), h.T("home.lent"), h.T("home.lent.text")},
	}
	if h.Texting.On() {
		all = append(all, Way{h.Link("/sms"), h.Texted("home.sms"), h.T("home.sms.text")})
	}
	return all
}

// lookupKinds are the kinds that cannot be told apart by what is typed. Number stands for short codes and
// SMS ports too.
var lookupKinds = []subject.Kind{subject.Number, subject.WeChat, subject.QQ, subject.Domain, subject.Sender}
