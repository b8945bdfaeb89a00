// Package brigade finds campaigns against a number, or for one: many who were not heard of before, from few networks, in a short
// span; and many who call a number fine of which others say bad things, from whatever networks. It is arithmetic; what it finds is for a
// moderator to look at, and changes no verdict by itself.
//
// What it finds is not proof. A class that reports together after a lesson, from the one network of its school, looks the same. And
// what looks like strangers is none: seven who prove seven phones of seven ranges look like seven victims.
package brigade

import (
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Every constant of what a brigade is.
const (
	// Span is how long a brigade takes at most, from its first report to its last.
	Span = 24 * time.Hour
	// Remembered is how far back brigades are looked for.
	Remembered = 7 * 24 * time.Hour
	// Known is how long before a span somebody must have been heard of to be no newcomer.
	Known = 7 * 24 * time.Hour
	// Least is how many newcomers there are at least: fewer achieve little, and happen to come from few networks.
	Least = 8

	most       = 3       // networks, or API keys, that nearly all newcomers come from
	perNetwork = 3       // newcomers for each of these at least
	nearly     = 3.0 / 4 // of the newcomers; a brigade may hide among a few strangers
	newly      = 1.0 / 2 // of all who report in the span are newcomers

	// contradicted is how many say that a number is bad, so that a crowd of newcomers who call it fine is a brigade from whatever
	// networks: people say what bothers them, and seldom that something did not.
	contradicted = 3
)

// Flag says that a brigade may have been at work on a subject.
type Flag struct {
	Subject   subject.Key
	Polarity  report.Polarity // what it said: bad, or fine to wash a number
	FoundAt   time.Time       // to the second, as all times of a flag
	LastAt    time.Time       // when it was last found
	Since     time.Time       // first of the statements, to the hour
	Until     time.Time       // last of them, to the hour
	Reports   int             // statements in the span, one for each who can be recognised
	New       int             // of those, by newcomers: somebody who had said nothing before, or whom nobody can recognise
	Networks  int             // networks that nearly all newcomers came from, as far as buckets tell; an API key is one
	Dismissed time.Time       // when a moderator looked and found none; zero for not. What comes after is flagged anew
	By        string          // public name of that moderator
}

// Finding is a flag and the reports that made it: those of newcomers from the networks that nearly all came from. Which these are is
// kept nowhere.
type Finding struct {
	Flag
	Made []report.ID // in the order of their time
}

// Detect looks for a brigade in what was said about one subject in the days before now, and returns the one with most newcomers. Only
// what counts is looked at: of one reporter's statements the last. heard says when somebody was first heard of under a pseudonym, about
// any subject; it is asked only for reporters of these days. The order of statements does not matter.
func Detect(statements []reputation.Statement, heard func(reputation.Pseudonym) time.Time, now time.Time) (Finding, bool) {
	var found Finding
	for _, polarity := range []report.Polarity{report.Bad, report.Fine} {
		said := lately(statements, polarity, now)
		crowds(said, heard, polarity == report.Fine && soiled(statements), func(c crowd) {
			if c.brigade() && c.newcomers > found.New {
				found = c.finding(said, now)
			}
		})
	}
	return found, found.New > 0
}

// After returns f as it follows the flag known on the same subject, the zero Flag for none, and whether it says anything that known does not. It keeps the time
// at which that was found, unless a moderator dismissed it: then f was found in what came after.
func (f Flag) After(known Flag) (Flag, bool) {
	if known.FoundAt.IsZero() || !known.Dismissed.IsZero() {
		return f, true
	}
	f.FoundAt = known.FoundAt
	same := f.Polarity == known.Polarity && f.Since.Equal(known.Since) && f.Until.Equal(known.Until) &&
		f.Reports == known.Reports && f.New == known.New && f.Networks == known.Networks
	return f, !same
}
