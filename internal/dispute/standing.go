package dispute

import (
	"context"
	"fmt"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// Case returns where a case is, or fault.NotFound.
func (o *Office) Case(ctx context.Context, code Code) (Standing, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	c, err := o.find(ctx, code)
	if err != nil {
		return Standing{}, err
	}
	return o.standing(ctx, c)
}

// bounded ends ctx in time.
func (o *Office) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Within <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, o.Within)
}

// find returns the case of a code, with what a crash left undone made good.
func (o *Office) find(ctx context.Context, code Code) (casefile.Case, error) {
	return o.load(ctx, code.ID())
}

func (o *Office) load(ctx context.Context, id string) (casefile.Case, error) {
	c, err := o.kept(ctx, id)
	switch {
	case err != nil:
		return c, err
	case c.Answered():
		return o.end(ctx, c)
	case c.Unsettled():
		return o.settle(ctx, c)
	}
	return c, nil
}

// rounds bounds how often something is tried that others may have changed in between.
const rounds = 16

var errBusy = fmt.Errorf("dispute: others change the same case: %w", fault.Unavailable)

// change writes what edit makes of a case, and does so anew where others changed that in between. It returns what is kept then; an error
// of edit is returned as it is.
func (o *Office) change(ctx context.Context, id string, edit func(casefile.Case) (casefile.Case, error)) (casefile.Case, error) {
	for range rounds {
		c, err := o.load(ctx, id)
		if err != nil {
			return casefile.Case{}, err
		}
		next, err := edit(c)
		if err != nil || next.Revision == c.Revision {
			return c, err
		}
		if won, err := o.save(ctx, next); won || err != nil {
			return next, err
		}
	}
	return casefile.Case{}, errBusy
}

// standing says where a case is and what its owner can do next.
func (o *Office) standing(ctx context.Context, c casefile.Case, notes ...Note) (Standing, error) {
	s := Standing{Case: c.Public(), Step: Wait, Notes: notes, Expires: c.Ends(), Tells: o.tells(c)}
	if c.Proof == casefile.Documents && c.State != casefile.Closed {
		var err error
		if s.Papers, err = o.Store.CountDocuments(ctx, c.ID); err != nil {
			return Standing{}, err
		}
	}
	switch c.State {
	case casefile.Closed:
		s.Step = Nothing
		if c.By == "" && c.Reason != "" {
			s.Case.Reason = ""
			s.Notes = append(s.Notes, Note(c.Reason))
		}
		return s, nil
	case casefile.Submitted:
		return s, nil
	case casefile.Waiting:
		if err := o.next(c, &s); err != nil {
			return Standing{}, err
		}
	case casefile.InForce:
		if c.Decision != "" {
			s.Notes = append(s.Notes, NoteInForce)
		}
	}
	why, err := o.held(ctx, c)
	s.Notes = append(s.Notes, why...)
	return s, err
}

// next says what the owner of a case does that waits for its proof.
func (o *Office) next(c casefile.Case, s *Standing) error {
	kept, err := o.secrets(c)
	if err != nil {
		return err
	}
	now := o.Clock()
	switch c.Proof {
	case casefile.TextFrom:
		s.Step, s.Digits, s.TextTo = TextDigits, kept.Digits, o.TextTo
	case casefile.CodeTo:
		s.TextsLeft = kept.textsLeft(now)
		if s.Step = AskDigits; kept.good(now) {
			s.Step, s.TriesLeft = TypeDigits, MaxTries-kept.Tries
		}
	case casefile.DNS:
		s.Step, s.Record = AddRecord, recordOf(c.Subject, kept.Token)
	case casefile.Documents:
		s.Step = SendPapers
	}
	return nil
}

// held says why a case does not, or will not, take the subject off lists, or wants a moderator though it could do without.
func (o *Office) held(ctx context.Context, c casefile.Case) (why []Note, err error) {
	if c.Decision != "" && c.Claim != casefile.NewOwner {
		return nil, nil
	}
	f, err := o.facts(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case f.confirmed:
		why = append(why, NoteConfirmed)
	case c.Claim == casefile.NewOwner && f.quiet:
		return nil, nil
	case f.spent && c.Decision == "":
		why = append(why, NoteSpent)
	}
	if c.Claim == casefile.NewOwner && !f.quiet {
		why = append(why, NoteNotQuiet)
	}
	return why, nil
}

// facts are what decides on what a proof brings about.
type facts struct {
	made      reputation.DecisionKind // what the decision of the case did; "" where it is not made
	confirmed bool                    // a moderator's confirmation is in force
	spent     bool                    // it was disputed, or forgotten, within 180 days
	quiet     bool                    // for so long that it can have been given to somebody else
	listed    bool
}

// follows is what a proof of a claim brings about.
func (f facts) follows(claim casefile.Claim) casefile.Follow {
	switch {
	case claim == casefile.Erase && (f.listed || f.confirmed || f.spent):
		return casefile.ToUphold
	case claim == casefile.Erase:
		return casefile.ToErase
	case claim == casefile.NewOwner && f.quiet && !f.confirmed:
		return casefile.ToRecycle
	case f.spent || f.confirmed:
		return casefile.ToAnswer
	}
	return casefile.ToContest
}

func (o *Office) facts(ctx context.Context, c casefile.Case) (f facts, err error) {
	decisions, err := o.Store.Decisions(ctx, c.Subject)
	if err != nil {
		return facts{}, err
	}
	now := o.Clock()
	readings, err := o.Store.Tally(ctx, asked(c), now)
	if err != nil || len(readings) != 1 {
		return facts{}, err
	}
	known, err := o.Lookups.Lookup(c.Subject)
	if err != nil {
		return facts{}, err
	}
	tally := &readings[0].Tally
	f = facts{
		made: madeBy(decisions, c.Decision), confirmed: tally.Standing.RulingAt(now) == reputation.Confirm, spent: spent(decisions, now),
		quiet: reputation.MayRecycle(tally, c.Subject.CountryRegion(), now), listed: known.Judgement.Listed,
	}
	return f, nil
}

func madeBy(decisions []reputation.Decision, id string) reputation.DecisionKind {
	for _, d := range decisions {
		if id != "" && d.ID == id {
			return d.Kind
		}
	}
	return ""
}

// spent reports whether an owner disputed a subject within 180 days, or had it forgotten, since it last changed hands. What was taken back
// since counts too: else whoever was told that what is shown stays could begin anew at once.
func spent(decisions []reputation.Decision, now time.Time) bool {
	var last, recycled time.Time
	undone := map[string]bool{}
	for _, d := range decisions {
		if d.Kind == reputation.Undo {
			undone[d.Undoes] = true
		}
	}
	for _, d := range decisions {
		switch {
		case (d.Kind == reputation.Dispute || d.Kind == reputation.Forget) && d.At.After(last):
			last = d.At
		case d.Kind == reputation.Recycle && !undone[d.ID] && d.At.After(recycled):
			recycled = d.At
		}
	}
	return !last.IsZero() && last.After(recycled) && now.Before(last.Add(reputation.DisputeEvery))
}
