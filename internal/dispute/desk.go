package dispute

import (
	"context"
	"errors"
	"strings"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
)

// Pending returns up to limit cases that a moderator is to answer, those opened first before the others, without their words. One that
// was altered can only be looked at by Verify.
func (o *Office) Pending(ctx context.Context, limit int) ([]casefile.Case, error) {
	open, err := o.Store.Pending(ctx, mostPending)
	if err != nil {
		return nil, err
	}
	waiting := []casefile.Case{}
	for _, c := range open {
		if len(waiting) == limit {
			break
		}
		c, err := o.ours(ctx, c)
		if err != nil && !errors.Is(err, fault.Damaged) {
			return nil, err
		}
		if err == nil && (c.State == casefile.Submitted || c.State == casefile.InForce) {
			c = c.Public()
			c.Words = ""
			waiting = append(waiting, c)
		}
	}
	return waiting, nil
}

// ReadCase returns a case as a moderator reads it, which is written down before.
func (o *Office) ReadCase(ctx context.Context, id, by string) (File, error) {
	c, err := o.load(ctx, id)
	if err != nil {
		return File{}, err
	}
	if err := o.record(ctx, auditlog.ReadCase, c, "", by, ""); err != nil {
		return File{}, err
	}
	papers, err := o.Store.Documents(ctx, id)
	if err != nil {
		return File{}, err
	}
	f := File{Case: c.Public(), May: c.Answers()}
	if c.State == casefile.Submitted && !c.Proved() {
		known, err := o.facts(ctx, c)
		if err != nil {
			return File{}, err
		}
		f.Admit = known.follows(c.Claim)
	}
	for _, p := range papers {
		f.Papers = append(f.Papers, Paper{p.Name, p.Type, p.Size, p.SentAt, o.gone(p)})
	}
	about, err := o.about(ctx, c.Subject)
	for _, other := range about {
		if other.ID != id {
			other = other.Public()
			other.Words = "" // they have a page of their own, and who reads it is written down
			f.Others = append(f.Others, other)
		}
	}
	return f, err
}

// gone reports whether the key of a document is destroyed.
func (o *Office) gone(d casefile.Document) bool {
	_, err := o.Keys.OpenNote(d.SealedOn, d.Box, paperName(d.Case, d.Name))
	return errors.Is(err, fault.NotFound)
}

// ReadDocument returns a document with what is in it, which is written down before. One whose key is destroyed is fault.NotFound.
func (o *Office) ReadDocument(ctx context.Context, id, name, by string) (Paper, []byte, error) {
	c, err := o.kept(ctx, id)
	if err != nil {
		return Paper{}, nil, err
	}
	papers, err := o.Store.Documents(ctx, id)
	if err != nil {
		return Paper{}, nil, err
	}
	for _, p := range papers {
		if p.Name != name {
			continue
		}
		if err := o.record(ctx, auditlog.ReadDocument, c, name, by, ""); err != nil {
			return Paper{}, nil, err
		}
		content, err := o.Keys.OpenNote(p.SealedOn, p.Box, paperName(id, name))
		return Paper{p.Name, p.Type, p.Size, p.SentAt, err != nil}, content, err
	}
	return Paper{}, nil, fault.NotFound
}

// Admit accepts the documents of a case as its proof, which is written down before: what the owner asked for happens, or the case is in
// force and still to be answered.
func (o *Office) Admit(ctx context.Context, id, by string) (casefile.Case, error) {
	c, err := o.load(ctx, id)
	switch {
	case err != nil:
		return casefile.Case{}, err
	case c.State != casefile.Submitted:
		return casefile.Case{}, ErrOutcome
	}
	if err := o.record(ctx, auditlog.Admitted, c, "", by, ""); err != nil {
		return casefile.Case{}, err
	}
	c, err = o.prove(ctx, id)
	return c.Public(), err
}

// Withdraw takes a case back, as its owner may at any time. A dispute that is in force is none any longer, and counts as the one of
// these 180 days.
func (o *Office) Withdraw(ctx context.Context, code Code) (Standing, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	c, err := o.find(ctx, code)
	switch {
	case err != nil:
		return Standing{}, err
	case c.State == casefile.Closed:
		return Standing{}, ErrClosed
	}
	if err := o.lift(ctx, c, "", owner, tookBack[c.Lang]); err != nil {
		return Standing{}, err
	}
	c, err = o.change(ctx, c.ID, func(now casefile.Case) (casefile.Case, error) {
		if now.State != c.State {
			return now, ErrStep // it was proved or answered meanwhile, and its owner should know before
		}
		next, _ := now.Close(casefile.Withdrawn, "", o.Clock())
		return next, nil
	})
	if err != nil {
		return Standing{}, err
	}
	if err := o.drop(ctx, c); err != nil {
		return Standing{}, err
	}
	return o.standing(ctx, c)
}

// record writes down what a moderator is about to do with a case.
func (o *Office) record(ctx context.Context, did auditlog.Action, c casefile.Case, kind, by, reason string) error {
	if strings.TrimSpace(by) == "" {
		return ErrBy
	}
	_, err := o.Recorder.Record(ctx, auditlog.Entry{By: by, Action: did, Kind: kind, Subject: c.Subject, Object: c.ID, Reason: reason})
	return err
}
