// Package demo makes up a year of a service: who reports what when, who takes it back, what a moderator decides and whose number is
// fought over. It is for a data folder that shows what every page is for, and it is marked there as made up.
//
// The same Year always has the same Events, told backwards from its end: whatever day it ends, the last weeks are those before an
// exam, the week that is not over has its bursts, and what happened a fortnight ago still shows. All numbers are those that nobody can
// have, domains, accounts and universities are of our own invention, and nobody is named who could exist; only provinces bear their
// real names.
package demo

import (
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Act is what an Event does.
type Act string

// The acts. Those of reporters, and Publish, are about the report that Number names, which was told before; all others are about a subject.
const (
	Tell     Act = "tell"     // somebody reports
	Confirm  Act = "confirm"  // a visitor confirms the report by phone
	Correct  Act = "correct"  // the reporter puts another report in its place
	Withdraw Act = "withdraw" // the reporter takes it back
	Publish  Act = "publish"  // a moderator approves its text as an example
	Rule     Act = "rule"     // a moderator decides about a subject
	Contest  Act = "contest"  // whoever has a number disputes what is said of it, and texts from it to prove that
	Submit   Act = "submit"   // the same, by a document that a moderator is to read
	Answer   Act = "answer"   // a moderator answers the dispute of a subject
	Propose  Act = "propose"  // a moderator proposes an official number
	Enter    Act = "enter"    // another moderator approves the proposal
)

// Event is something that happens at a moment.
type Event struct {
	At     time.Time
	Act    Act
	Number int // of the report, counted from 0 in the order of Tell

	Report report.Report       // with Tell and Correct
	By     reputation.Speaker  // with Tell, Confirm and Correct
	Ruling reputation.Decision // with what is about a subject: about whom, by whom, and why; it has no ID and no time yet

	Claim   casefile.Claim    // with Contest and Submit; the reason is what the owner says
	Lang    string            // in which they say it
	Outcome casefile.Outcome  // with Answer
	Entry   registry.Proposal // with Propose
}

// About returns whom a decision, a dispute or a proposal is about, the zero Key with what is about a report.
func (e *Event) About() subject.Key { return e.Ruling.Subject }
