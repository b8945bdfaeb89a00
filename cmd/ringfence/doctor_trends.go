package main

import "time"

// figures tells how far figures of trends are, which none but a running server counts; its /readyz says when it does not.
func (x *exam) figures() {
	const about = "trends"
	switch {
	case x.look == nil:
	case x.look.Week.IsZero():
		x.Fine(about, "no week is counted yet; a running server counts every hour what is due")
	default:
		x.Fine(about, "counted up to the week of %s, last on %s UTC; a running server counts every hour what is due",
			x.look.Week.Start().Format(time.DateOnly), x.look.Counted.UTC().Format(time.DateTime))
	}
}

// told tells of webhooks that are told nothing more.
func (x *exam) told() {
	const about = "webhooks"
	switch {
	case x.look == nil || x.look.Hooks == 0:
	case x.look.Off > 0:
		x.Warn(about, "see with ringfence webhook list which and why; ringfence webhook enable NAME has one told again, ringfence webhook remove NAME forgets it",
			"%s, %d disabled and told nothing more", counted(x.look.Hooks, "webhook"), x.look.Off)
	default:
		x.Fine(about, "%s, none disabled", counted(x.look.Hooks, "webhook"))
	}
}
