package web

// Offers is where everything about job offers begins: checking one, looking up who made it, reporting it, and what
// to do when something was lent already.
type Offers struct{ Frame }

func (Offers) set() string { return "offers" }

// Title names the page.
func (o Offers) Title() string { return o.T("offers.title") }

// Description says what it is for.
func (o Offers) Description() string { return o.T("offers.lead") }

// Ways are those that one may be looking for, the one most need first.
func (o Offers) Ways() []Way {
	way := func(name, path string) Way {
		return Way{o.Link(path), o.T("offers." + name), o.T("offers." + name + ".text")}
	}
	return []Way{
		way("check", "/offers/check"), way("employers", "/offers/employers"), way("lookup", "/"), way("report", "/report?kind=offer"),
	}
}

// Lent is for somebody who lent a SIM or a bank card already: what to do today, in order.
type Lent struct{ Frame }

func (Lent) set() string { return "lent" }

// Title names the page.
func (l Lent) Title() string { return l.T("lent.title") }

// Description says what it is for.
func (l Lent) Description() string { return l.T("lent.lead") }

// Unsure says whom to ask before the first step.
func (l Lent) Unsure() Note {
	return Note{l.T("lent.call"), l.T("lent.call.text"), []Call{{"96110", l.T("footer.help.call")}}}
}

// Steps are in the order in which they help most.
func (l Lent) Steps() []Step {
	names := []string{"stop", "block", "count", "evidence", "police", "silence", "school", "report"}
	steps := make([]Step, len(names))
	for i, name := range names {
		steps[i] = Step{Name: l.T("lent." + name), Text: l.T("lent." + name + ".text")}
	}
	return steps
}

// Laws are what may follow from having lent something, after what the law says of coming forward.
func (l Lent) Laws() *Laws {
	return lawsNamed(l.Frame, "criminal-law-67", "anti-fraud-law-31", "anti-fraud-law-44", "joint-punishment-measures", "criminal-law-287-2")
}
