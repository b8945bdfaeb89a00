package web

import (
	"net/url"

	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

// Employers tells whether a name was used in reported offers. A name says nothing about the company that bears it.
type Employers struct {
	Frame
	Query     string // as typed
	Asked     bool   // whether anything was
	Unread    bool   // the reports were not read yet since the start, so nothing can be told
	Found     *Employer
	Suggested []Employer
}

// Employer is a name in reported offers.
type Employer struct {
	Name   string
	Offers reputation.Band
}

func (Employers) set() string { return "employers" }

// Title names the page, and what was asked.
func (e Employers) Title() string {
	if e.Asked {
		return e.T("employers.title.asked", "name", e.Query)
	}
	return e.T("employers.title")
}

// Description says what it is for.
func (e Employers) Description() string { return e.T("employers.lead") }

// Entry is the box for a name.
func (e Employers) Entry() Field {
	f := Summary{Frame: e.Frame}.field("q", "employers.q", "employers.q.hint", e.Query)
	f.Large = true
	return f
}

// Used says in how many offers the name was used.
func (e Employers) Used() string { return e.used(*e.Found) }

func (e Employers) used(of Employer) string {
	return e.T("employers.used", "reports", catalogue.Band(e.Lang, of.Offers))
}

// Suggestions lead to the pages of the names that were suggested.
func (e Employers) Suggestions() []Named {
	all := make([]Named, len(e.Suggested))
	for i, one := range e.Suggested {
		all[i] = Named{one.Name, e.Link("/offers/employers?" + url.Values{"q": {one.Name}}.Encode()), e.used(one)}
	}
	return all
}
