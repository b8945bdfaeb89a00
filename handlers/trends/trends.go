// Package trends is what the edge for programs and that for people have in common about trends: how one asks for them, and for how long
// and as of when answers are.
package trends

import (
	"time"

	"ringfence/handlers/route"
	"ringfence/internal/campus"
	"ringfence/internal/trend"
)

// Counted is what was counted of weeks, in memory; see rollup.Trends.
type Counted interface {
	Book() *trend.Book                   // it never changes; the next one is another
	Bursts() []trend.Burst               // those that go on and those of late, newest first
	BurstsIn(w trend.Week) []trend.Burst // those of a week, whenever that was
	AsOf() time.Time                     // when they were last what is kept

	// Examples are approved texts, by category, newest first. They are not known, and none, where nobody could read them for minutes.
	Examples() (texts []trend.Example, known bool)
}

// Nothing is Counted where nobody counts.
type Nothing struct{}

// Book has no week.
func (Nothing) Book() *trend.Book { return nil }

// Bursts are none.
func (Nothing) Bursts() []trend.Burst { return nil }

// BurstsIn are none.
func (Nothing) BurstsIn(trend.Week) []trend.Burst { return nil }

// Examples are none.
func (Nothing) Examples() ([]trend.Example, bool) { return nil, true }

// AsOf is never.
func (Nothing) AsOf() time.Time { return time.Time{} }

// MostWeeks is of how many weeks one may ask at once.
const MostWeeks = 53

// Desk reads what is asked of trends, and hands out what was made of them.
type Desk struct {
	Counted  Counted
	Campuses *campus.Directory // nil knows none
	Clock    func() time.Time

	asOf route.AsOf
}
