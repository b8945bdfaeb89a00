package web

import "ringfence/internal/reputation"

// Owners is for those whose number, or whose company's name, is reported.
type Owners struct {
	Frame
	Operator Operator
}

func (Owners) set() string { return "owners" }

// Title names the page.
func (o Owners) Title() string { return o.T("owners.title") }

// Description says what is on it.
func (o Owners) Description() string { return o.T("owners.description") }

// Chapters is the table of contents.
func (o Owners) Chapters() []Chapter {
	return o.chapters("owners.q.shown", "owners.q.why", "owners.q.object", "owners.q.after", "owners.q.held", "owners.q.pay", "owners.q.forged", "owners.q.company", "owners.q.new")
}

// Shown says what everyone sees.
func (o Owners) Shown() string { return o.T("owners.shown.everyone", "days", reputation.RecentDays) }

// Listed says when more is shown, and to search engines too.
func (o Owners) Listed() string {
	rules := reputation.TheRules()
	return o.T("owners.shown.listed", "networks", decimal(rules.ListedNetworks, 0), "reports", rules.Tellable)
}

// Once says what a dispute does.
func (o Owners) Once() string { return o.T("owners.after.once", "days", days(reputation.DisputeEvery)) }

// After says what a moderator's ruling does.
func (o Owners) After() string {
	return o.T("owners.after.cleared", "score", reputation.TheRules().ClearedScore, "days", days(reputation.RulingLasts))
}

// Fading says how long an earlier owner's reports weigh.
func (o Owners) Fading() string {
	return o.T("owners.new.fade", "days", days(reputation.TheRules().HalfLife))
}
