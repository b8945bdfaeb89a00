package webhook

import (
	"fmt"
	"slices"
	"time"

	"ringfence/internal/trend"
)

// Happening is an event that happened, in a scope.
type Happening struct {
	ID    string // the same whoever looks, and for whom
	Event Event
	Scope trend.Scope
	At    time.Time
	Burst trend.Burst // of BurstFound and BurstGrew, as it was then
	Week  trend.Week  // of BriefPublished
}

// Happened returns what a hook is told of all that is known, in the order in which it happened: bursts in its scope, and in those that it
// lies in, how these grew, and the briefs of its scope. Region is the province that its campus lies in; "" where it has none. Over are weeks that are over.
func (h *Hook) Happened(region string, bursts []trend.Burst, over []trend.Week) []Happening {
	var all []Happening
	scopes := h.Scope.Around(region)
	for _, b := range bursts {
		if slices.Contains(scopes, b.Scope) {
			all = append(all, h.ofBurst(b)...)
		}
	}
	for _, w := range over {
		if slices.Contains(h.Events, BriefPublished) {
			all = append(all, Happening{ID: "brief/" + w.String() + "/" + h.Scope.String(), Event: BriefPublished, Scope: h.Scope, At: w.End(), Week: w})
		}
	}
	slices.SortStableFunc(all, func(a, b Happening) int { return a.At.Compare(b.At) })
	return all
}

// ofBurst returns that a burst was found and each time that it grew. Each is as it was then, however much it grew since: what is told under
// one ID is always the same.
func (h *Hook) ofBurst(b trend.Burst) (all []Happening) {
	for i, then := range b.Stages() {
		e := Happening{ID: "burst/" + b.ID, Event: BurstFound, Scope: b.Scope, At: b.FoundAt, Burst: then}
		if i > 0 {
			e.ID, e.Event, e.At = fmt.Sprintf("%s/%d", e.ID, then.Reporters), BurstGrew, then.GrewAt()
		}
		if slices.Contains(h.Events, e.Event) {
			all = append(all, e)
		}
	}
	return all
}
