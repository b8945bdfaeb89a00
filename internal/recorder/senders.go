package recorder

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
)

// namesOf is how many names on the list of the distrusted one entry can stand for: one of each epoch of which reports still name their
// sender, and of each in which the sender goes on reporting before the first is forgiven.
const namesOf = 6

// effective returns the names under which nothing counts, with the day since when: a further name is one while that is there of which it is.
func effective(listed []transfer.Distrusted) map[reputation.Pseudonym]reputation.Date {
	since := map[reputation.Pseudonym]reputation.Date{}
	for _, d := range listed {
		if d.Of == "" {
			since[d.By] = d.On
		}
	}
	for _, d := range listed {
		if on, is := since[d.Of]; d.Of != "" && is {
			since[d.By] = on
		}
	}
	return since
}

// compareDistrusted tells of names on the list that are there before anybody was distrusted, or are more than entries can stand for.
func (v *verification) compareDistrusted() {
	for _, d := range v.done.distrusted {
		if !slices.ContainsFunc(v.said.distrusted, func(e auditlog.Entry) bool { return reputation.DateOf(e.At) <= d.On }) {
			v.wrong("somebody is distrusted since %s, and no entry until then says that anybody was: it was done past the log", d.On.Time().Format(time.DateOnly))
			return
		}
	}
	if n := len(v.done.distrusted); n > namesOf*len(v.said.distrusted) {
		v.wrong("%d names are distrusted, and %d entries can stand for %d at most: some were put on the list past the log", n, len(v.said.distrusted), namesOf*len(v.said.distrusted))
	}
}

// compareSenders tells of reports by which somebody was distrusted who is not on the list. A report that names nobody tells nothing.
func (v *verification) compareSenders() {
	entries := func(a, b statement) int { return cmp.Compare(v.said.senders[a].Index, v.said.senders[b].Index) }
	for _, at := range slices.SortedFunc(maps.Keys(v.said.senders), entries) {
		e, s := v.said.senders[at], v.done.pointed[at]
		if e.Action != auditlog.Distrusted || !names(&s) || v.lists(&s) || v.trustedSince(e.Index, &s) {
			continue
		}
		v.undone(e.Index, "the sender of the report %s about %s was about to be distrusted and is not, or was taken off the list past the log", s.Report, s.Subject)
	}
}

// trustedSince reports whether the sender of a report may have been trusted again by another: one that bears a name of theirs, or none.
func (v *verification) trustedSince(index uint64, s *reputation.Statement) bool {
	for at, e := range v.said.senders {
		if e.Action != auditlog.Trusted || e.Index < index {
			continue
		}
		by := v.done.pointed[at]
		if !names(&by) || shares(&by, s.Reporter) || shares(&by, s.Person) {
			return true
		}
	}
	return false
}

func names(s *reputation.Statement) bool { return s.Reporter != "" || s.Person != "" }

func shares(s *reputation.Statement, name reputation.Pseudonym) bool {
	return name != "" && (s.Reporter == name || s.Person == name)
}

func (v *verification) lists(s *reputation.Statement) bool {
	return slices.ContainsFunc(v.done.distrusted, func(d transfer.Distrusted) bool { return shares(s, d.By) })
}

// compareHeard tells of reports that count though their sender is distrusted and no moderator put them back by themselves since. It is told
// of the last entry by which that can be: of the day since when they are.
func (v *verification) compareHeard() {
	since := effective(v.done.distrusted)
	for i := range v.done.heard {
		s := &v.done.heard[i]
		on, is := since[s.Reporter]
		if e := v.said.overturned[statement{s.Subject, s.Report.String()}]; !is || e.Action == auditlog.Reinstated && reputation.DateOf(e.At) >= on {
			continue
		}
		for _, e := range slices.Backward(v.said.distrusted) {
			if reputation.DateOf(e.At) <= on {
				v.undone(e.Index, "the report %s about %s was about to be overturned with all that its sender said, and counts, or was put back past the log", s.Report, s.Subject)
				break
			}
		}
	}
}
