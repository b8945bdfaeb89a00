// Package attack is what somebody may try who wants a number to look like a scam that is none, or one that is a scam to look harmless:
// campaigns, told as events of demo, and what each takes. What became of one is found out by living through it; what two simple rules
// would have said of the same reports is here beside it.
//
// Limits of what one network may send are left out: they make an attack slower, and not dearer.
package attack

import (
	"slices"
	"strings"
	"time"

	"ringfence/internal/demo"
	"ringfence/internal/evaluation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// What things are taken to cost, in US dollars. They are assumptions: rented numbers and addresses are sold for less and for more.
const (
	PerPhone   = 2.00 // a number that sends and gets text messages, for some minutes
	PerNetwork = 0.10 // an address in a network where the attacker has none
)

// Acts of attackers beside those of demo: whoever has the number asks that what is held of it be forgotten, or says that it has a new owner.
const (
	Forget demo.Act = "forget"
	Renew  demo.Act = "renew"
)

// Campaign is one attack on, or for, a number.
type Campaign struct {
	Name   string       // by which it is asked for
	Tries  string       // what is tried, in a few words
	About  subject.Key  // whom it is about
	Others []demo.Event // what people do who have nothing to do with it: they were rung by About
	Acts   []demo.Event // what the attackers do
}

// Innocent reports whether nobody but the attackers has anything to say of the number.
func (c *Campaign) Innocent() bool { return len(c.Others) == 0 }

// Events returns all that happens, in the order of time.
func (c *Campaign) Events() []demo.Event {
	all := slices.Concat(c.Others, c.Acts)
	slices.SortStableFunc(all, func(a, b demo.Event) int { return a.At.Compare(b.At) })
	return all
}

// Price is what a campaign takes.
type Price struct {
	Identities int           // who seem to be somebody each
	Phones     int           // numbers that text, of those
	Networks   int           // ranges of numbers, networks of visitors, API keys
	Keys       int           // API keys, of those, which are not for sale
	Span       time.Duration // from the first act to the last
	Dollars    float64       // at PerPhone and PerNetwork
}

// Price adds up what the attackers of c take.
func (c *Campaign) Price() (p Price) {
	identities, groups, keys, addresses := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range c.Acts {
		e := &c.Acts[i]
		if p.Span = e.At.Sub(c.Acts[0].At); e.Act != demo.Tell {
			continue
		}
		groups[e.By.Group] = true
		switch {
		case e.By.Identity != "":
			identities[e.By.Identity] = true
		default:
			p.Identities++
		}
		switch {
		case e.By.APIKey != "":
			keys[e.By.APIKey] = true
		case e.By.Identity == "":
			addresses[e.By.Group] = true
		}
	}
	for identity := range identities {
		if strings.HasPrefix(identity, "phone/") {
			p.Phones++
		}
	}
	p.Identities += len(identities)
	p.Networks, p.Keys = len(groups), len(keys)
	p.Dollars = PerPhone*float64(p.Phones) + PerNetwork*float64(len(addresses))
	return p
}

// Simple is what two rules would say that know nothing of who reports: whether they have phones block the number.
type Simple struct {
	Votes  bool // four votes against it
	Wilson bool // the Wilson lower bound of the share of votes against it is one half
}

const (
	enoughVotes = 4
	enoughBound = 0.5
)

// Judge has both rules judge statements about one subject. They are given the best they can have: what was taken back is gone, and
// who can be recognised has one vote.
func Judge(statements []reputation.Statement) Simple {
	last := map[reputation.Pseudonym]reputation.Statement{}
	var votes []reputation.Statement
	for _, s := range statements {
		switch by := s.Speaks(); {
		case s.State != reputation.Live && s.State != reputation.Overturned: // of moderators they know nothing
		case by == "":
			votes = append(votes, s)
		case last[by].ReceivedAt.Before(s.ReceivedAt):
			last[by] = s
		}
	}
	for _, s := range last {
		votes = append(votes, s)
	}
	against := 0
	for i := range votes {
		if votes[i].Polarity == report.Bad {
			against++
		}
	}
	return Simple{
		Votes:  against >= enoughVotes,
		Wilson: evaluation.WilsonBound(float64(against), float64(len(votes))) >= enoughBound,
	}
}
