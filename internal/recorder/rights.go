package recorder

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// statement is what a report, by its ID, says about a subject.
type statement struct {
	about  subject.Key
	report string
}

// within is how long after its entry something is done at most.
const within = 10 * time.Minute

var errEnough = errors.New("all statements are read")

// readSanctions reads what moderators took out of the count, whom they distrust, and which flags they were done with.
func (r *Recorder) readSanctions(ctx context.Context, v *verification) error {
	err := each(func(after subject.Key) ([]brigade.Flag, error) { return r.Store.FlagsAll(ctx, after, atOnce) }, func(f *brigade.Flag) subject.Key {
		if !f.Dismissed.IsZero() {
			v.done.flags = append(v.done.flags, *f)
		}
		return f.Subject
	})
	if err != nil {
		return err
	}
	listed, err := r.Store.DistrustedAll(ctx)
	if err != nil {
		return err
	}
	since := effective(listed)
	err = r.Store.Walk(ctx, func(b transfer.Batch) error {
		for i := range b.Statements {
			s := &b.Statements[i]
			if s.State == reputation.Overturned {
				v.done.overturned = append(v.done.overturned, *s)
			} else if _, is := since[s.Reporter]; is && s.State == reputation.Live {
				v.done.heard = append(v.done.heard, *s)
			}
		}
		if len(b.Reports)+len(b.Stops) > 0 { // which come after all statements
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	// After the statements: whoever is on the list was put there before a statement of theirs was overturned.
	if v.done.distrusted, err = r.Store.DistrustedAll(ctx); err != nil {
		return err
	}
	v.Sanctions = len(v.done.flags) + len(v.done.overturned) + len(v.done.distrusted)
	return nil
}

// readCounted reads which reports count though the last entry about them says that they were overturned, which trusting their sender does
// not put back; and those by which somebody was distrusted or trusted again, or which count though their sender is distrusted.
func (r *Recorder) readCounted(ctx context.Context, v *verification) error {
	about := map[subject.Key]bool{}
	for s, e := range v.said.overturned {
		if e.Action == auditlog.Overturned {
			about[s.about] = true
		}
	}
	for s := range v.said.senders {
		about[s.about] = true
	}
	heard := map[statement]bool{}
	for _, s := range v.done.heard {
		about[s.Subject], heard[statement{s.Subject, s.Report.String()}] = true, true
	}
	v.done.heard = nil // until it is seen that they still count
	for key := range about {
		all, err := r.Store.Statements(ctx, key)
		if err != nil {
			return err
		}
		for _, s := range all {
			at := statement{key, s.Report.String()}
			if s.State == reputation.Live && v.said.overturned[at].Action == auditlog.Overturned {
				v.done.counted = append(v.done.counted, s)
			}
			if s.State == reputation.Live && heard[at] {
				v.done.heard = append(v.done.heard, s)
			}
			if _, is := v.said.senders[at]; is {
				v.done.pointed[at] = s
			}
		}
	}
	return nil
}

// compareSanctions compares all that with entries. An overturned statement has one of its own, or its sender is on the list of the
// distrusted. Where it names nobody, since it is older than 180 days or came from a visitor, that cannot be seen.
func (v *verification) compareSanctions() {
	on := map[reputation.Pseudonym]bool{}
	for _, d := range v.done.distrusted {
		on[d.By] = true
	}
	for i := range v.done.overturned {
		s := &v.done.overturned[i]
		e, is := v.said.overturned[statement{s.Subject, s.Report.String()}]
		switch {
		case is && e.Action == auditlog.Overturned, s.Reporter != "" && on[s.Reporter], s.Person != "" && on[s.Person]:
		case s.Reporter == "" && s.Person == "" && len(v.said.distrusted) > 0:
			v.Unnamed++
		case is:
			v.undone(e.Index, "the report %s about %s was about to count again and does not", s.Report, s.Subject)
		case v.said.trusted.Action != "":
			v.undone(v.said.trusted.Index, "since somebody is trusted again, the report %s about %s was about to count again, or it was overturned past the log", s.Report, s.Subject)
		default:
			v.wrong("the report %s about %s is overturned, and neither says an entry so nor is its sender distrusted: somebody did it past the log", s.Report, s.Subject)
		}
	}
	for i := range v.done.counted {
		s := &v.done.counted[i]
		e := v.said.overturned[statement{s.Subject, s.Report.String()}]
		v.undone(e.Index, "the report %s about %s was about to be overturned and counts, or was put back past the log", s.Report, s.Subject)
	}
	v.compareDistrusted()
	v.compareSenders()
	v.compareHeard()
	for _, f := range v.done.flags {
		if !slices.ContainsFunc(v.said.dismissed[f.Subject], func(e auditlog.Entry) bool {
			return e.By == f.By && !f.Dismissed.Before(e.At) && f.Dismissed.Sub(e.At) < within
		}) {
			v.wrong("the flag on %s is dismissed, by %q, and no entry says so: somebody did it past the log", f.Subject, f.By)
		}
	}
}

// compareProposals compares proposals for the registry with the entries of who proposed and declined them, and with the decisions that
// they name.
func (v *verification) compareProposals() {
	for i := range v.done.proposals {
		p := &v.done.proposals[i]
		said := v.said.proposed[p.ID]
		delete(v.said.proposed, p.ID)
		switch {
		case len(said) == 0:
			v.wrong("the proposal %s (%q for %s, by %q) stands in no entry: somebody wrote it past the log", p.ID, p.Name, p.Subject, p.By)
		case !slices.ContainsFunc(said, func(e auditlog.Entry) bool { return e.Proposes(*p) }):
			v.wrong("entry %d says of the proposal %s what the store does not: one of the two was altered", said[len(said)-1].Index, p.ID)
		default:
			v.compareOutcome(p)
			for _, e := range said[1:] { // after the operator's
				if e.By != p.By {
					v.undone(e.Index, "the proposal %s about %s was about to be made by %q too and was not", p.ID, p.Subject, e.By)
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.said.proposed)) {
		for _, e := range v.said.proposed[id] {
			v.undone(e.Index, "a proposal about %s (by %q) was about to be made and is not there", e.Subject, e.By)
		}
	}
}

// compareOutcome compares what became of a proposal.
func (v *verification) compareOutcome(p *registry.Proposal) {
	switch {
	case p.State == registry.Declined:
		if !slices.ContainsFunc(v.said.declined[p.ID], func(e auditlog.Entry) bool { return e.By == p.DecidedBy }) {
			v.wrong("the proposal %s about %s was declined, by %q, and no entry says so: somebody did it past the log", p.ID, p.Subject, p.DecidedBy)
		}
	case p.Decision != "":
		d, is := v.done.decisions[p.Decision]
		ok := is && d.Subject == p.Subject && d.By == p.By+" + "+p.DecidedBy && d.Undoes == p.Remove && (p.Remove != "" || d.Kind == reputation.Register && d.Name == p.Name)
		if !ok {
			v.wrong("the proposal %s about %s names a decision that is not the one that two made of it: it was altered", p.ID, p.Subject)
		}
	}
}
