package recorder

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"ringfence/internal/auditlog"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// nothing returns what a log without entries says.
func nothing() said {
	return said{
		decided: map[string]bool{}, closed: map[string]auditlog.Entry{}, admitted: map[string]bool{}, approved: map[string][]auditlog.Entry{},
		taken: map[string]uint64{}, people: map[string]*person{}, proposed: map[string][]auditlog.Entry{}, declined: map[string][]auditlog.Entry{},
		dismissed: map[subject.Key][]auditlog.Entry{}, overturned: map[statement]auditlog.Entry{},
		senders: map[statement]auditlog.Entry{}, abandoned: map[uint64]auditlog.Entry{},
	}
}

// weigh learns what an entry says, and compares one of a decision with that.
func (v *verification) weigh(e *auditlog.Entry, at uint64) {
	switch {
	case e.Action == auditlog.Began && at > 0:
		v.wrong("entry %d says that the log begins there: it began before", at)
	case e.Action == auditlog.Adopted && v.owed == 0:
		v.wrong("entry %d takes on what was done before the log was begun, and all of that was taken on already", at)
		return
	}
	v.owed = owes(v.owed, e)
	if m, ok := matterOf(e); ok && m.kind == decisions {
		v.weighDecision(e, at)
		return
	}
	switch e.Action {
	case auditlog.ClosedCase:
		v.said.closed[e.Object] = *e
	case auditlog.Admitted:
		v.said.admitted[e.Object] = true
	case auditlog.Approved, auditlog.Adopted:
		v.said.approved[e.Object] = append(v.said.approved[e.Object], *e)
	case auditlog.TookBack:
		delete(v.said.approved, e.Undoes)
		v.said.taken[e.Object] = at
	case auditlog.ChangedPeople:
		v.weighPerson(e)
	case auditlog.Proposed:
		v.said.proposed[e.Object] = append(v.said.proposed[e.Object], *e)
	case auditlog.Declined:
		v.said.declined[e.Object] = append(v.said.declined[e.Object], *e)
	case auditlog.Dismissed:
		v.said.dismissed[e.Subject] = append(v.said.dismissed[e.Subject], *e)
	case auditlog.Overturned, auditlog.Reinstated:
		v.said.overturned[statement{e.Subject, e.Object}] = *e
	case auditlog.Distrusted:
		v.said.distrusted = append(v.said.distrusted, *e)
		v.said.senders[statement{e.Subject, e.Object}] = *e
	case auditlog.Trusted:
		v.said.trusted = *e
		v.said.senders[statement{e.Subject, e.Object}] = *e
	case auditlog.Abandoned:
		if of, err := strconv.ParseUint(e.Object, 10, 64); err == nil && of < at {
			v.said.abandoned[of] = *e
		}
	}
}

func (v *verification) weighDecision(e *auditlog.Entry, at uint64) {
	d, is := v.done.decisions[e.Object]
	switch {
	case is && !e.Says(d):
		v.wrong("entry %d says of the decision %s what the store does not: one of the two was altered", at, e.Object)
	case !is && e.Action == auditlog.Adopted:
		v.wrong("entry %d tells of a decision (%s about %s) that is not there any more: it was deleted", at, e.Kind, e.Subject)
	case !is:
		v.undone(at, "a decision (%s about %s, by %q) was about to be made at %s and is not there", e.Kind, e.Subject, e.By, e.At.Format("2006-01-02 15:04:05 MST"))
	}
	v.said.decided[e.Object] = true
}

// compareDecisions tells of decisions without an entry.
func (v *verification) compareDecisions() {
	for _, id := range slices.Sorted(maps.Keys(v.done.decisions)) {
		if d := v.done.decisions[id]; !v.said.decided[id] {
			v.wrong("the decision %s (%s, by %q) about %s stands in no entry: somebody wrote it past the log, or altered its entry", d.ID, d.Kind, d.By, d.Subject)
		}
	}
}

// compareCases tells of disputes that this service did not write, and compares how they ended with the last entries that say so, and what
// documents proved with those by which they were taken for a proof.
func (v *verification) compareCases() {
	for _, c := range v.done.unmarked {
		v.wrong("the dispute %.12s about %s was not written by this service as it is: it was altered, or somebody put it into the store, and nothing follows from it", c.ID, c.Subject)
	}
	for _, c := range v.done.admitted {
		if _, answered := v.said.closed[c.ID]; !answered && !v.said.admitted[c.ID] {
			v.wrong("the dispute %.12s about %s was proved by documents, and no entry says that somebody took them for a proof", c.ID, c.Subject)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.done.cases)) {
		c := v.done.cases[id]
		e, is := v.said.closed[id]
		delete(v.said.closed, id)
		switch {
		case !is:
			v.wrong("the dispute %.12s about %s was closed (%s, by %q), and no entry says so: somebody did it past the log", id, c.Subject, c.Outcome, c.By)
		case e.Kind != string(c.Outcome) || e.By != c.By || e.Reason != c.Reason || e.Subject != c.Subject:
			v.wrong("entry %d says that the dispute %.12s ended otherwise than the store does: one of the two was altered", e.Index, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.said.closed)) {
		if e := v.said.closed[id]; e.By != "" {
			v.undone(e.Index, "the dispute %.12s about %s was about to be closed (%s, by %q) and is not", id, e.Subject, e.Kind, e.By)
		}
	}
}

// compareTexts tells of texts that everybody sees without an entry, with other words than were approved, or though one says that they were
// taken back. A text that is gone may be its reporter's doing.
func (v *verification) compareTexts() {
	slices.SortFunc(v.done.texts, func(a, b trend.Example) int { return cmp.Compare(a.ID, b.ID) })
	for i := range v.done.texts {
		t := &v.done.texts[i]
		approved := v.said.approved[nameOf(t)]
		if at, taken := v.said.taken[t.ID]; taken {
			v.undone(at, "the text %s was about to be taken back and is shown", t.ID)
			continue
		}
		words := auditlog.WordsOf(t.Text)
		switch {
		case len(approved) == 0:
			v.wrong("the text %s is shown to everybody, and no entry says that somebody approved it", t.ID)
		case !slices.ContainsFunc(approved, func(e auditlog.Entry) bool { return e.Words == words && e.By == t.By }):
			v.wrong("the text %s is shown in other words than were approved, or as approved by somebody else: it was altered", t.ID)
		}
	}
}
