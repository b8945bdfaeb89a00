package web

import (
	"slices"

	"ringfence/internal/conversation"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// Lifetimes are how long keys live that protect people, in days.
type Lifetimes struct {
	Text  int // of what reporters wrote, from the end of the day
	Epoch int // for how long reporters and networks are hashed under one key
	Kept  int // that key, from the beginning
	Link  int // of what tells reporters apart, from the receipt of their report
}

// Privacy says what is kept about whom.
type Privacy struct {
	Frame
	Operator Operator
	Keys     Lifetimes
	SignIn   bool // one can sign in with a university
}

func (Privacy) set() string { return "privacy" }

// Title names the page.
func (p Privacy) Title() string { return p.T("privacy.title") }

// Description says what is on it.
func (p Privacy) Description() string { return p.T("privacy.description") }

// Chapters is the table of contents.
func (p Privacy) Chapters() []Chapter {
	all := p.chapters("privacy.q.looking", "privacy.q.reporting", "privacy.q.texting", "privacy.q.member", "privacy.q.contesting", "privacy.q.never", "privacy.q.database", "privacy.q.machine",
		"privacy.q.withdraw", "privacy.q.number", "privacy.q.contact")
	return slices.DeleteFunc(all, func(c Chapter) bool {
		return c.ID == "texting" && !p.Texting.Takes() || c.ID == "member" && !p.SignIn
	})
}

// Kind is something that is kept, in which form, and for how long.
type Kind struct{ What, Form, Long string }

// Kinds returns all that is kept of a report.
func (p Privacy) Kinds() []Kind {
	rules := reputation.TheRules()
	kind := func(what, form, long string, args ...any) Kind {
		return Kind{p.T(what), p.T(form, args...), p.T(long, args...)}
	}
	user := kind("privacy.kept.user", "privacy.kept.user.form", "privacy.kept.user.long", "days", p.Keys.Link, "epoch", p.Keys.Epoch, "kept", p.Keys.Kept)
	if p.Texting.Takes() {
		user.What, user.Form = p.T("privacy.kept.phone"), p.T("privacy.kept.phone.form")
	}
	return []Kind{
		kind("privacy.kept.subject", "privacy.kept.subject.form", "privacy.kept.subject.long", "days", days(rules.HalfLife)),
		kind("privacy.kept.time", "privacy.kept.time.form", "privacy.kept.with", "days", days(rules.Backdate)),
		kind("privacy.kept.text", "privacy.kept.text.form", "privacy.kept.text.long", "days", p.Keys.Text),
		kind("privacy.kept.network", "privacy.kept.network.form", "privacy.kept.network.long", "groups", reputation.Buckets, "days", p.Keys.Epoch, "kept", p.Keys.Kept),
		user,
		kind("privacy.kept.receipt", "privacy.kept.receipt.form", "privacy.kept.with", "days", days(rules.Backdate)),
	}
}

// Counted says how trends count a report.
func (p Privacy) Counted() string {
	return p.T("privacy.reporting.trends", "least", trend.Least, "closes", days(trend.ClosesAfter))
}

// Remembered says what is kept of a conversation by text message.
func (p Privacy) Remembered() string {
	return p.T("privacy.texting.memory", "pending", hours(conversation.PendingFor), "turns", hours(conversation.TurnsFor), "days", p.Keys.Text)
}

// Waiting says how a phone number waits for the form that it is to confirm.
func (p Privacy) Waiting() string {
	return p.T("privacy.texting.code", "turns", hours(conversation.TurnsFor))
}

// Shown says what everyone sees of a number.
func (p Privacy) Shown() string {
	rules := reputation.TheRules()
	return p.T("privacy.number.shown", "networks", decimal(rules.ListedNetworks, 0), "reports", rules.Tellable)
}

// Readable says what whoever holds the data and the keys can do.
func (p Privacy) Readable() string {
	return p.T("privacy.database.both", "days", p.Keys.Text, "kept", p.Keys.Kept)
}
