package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"ringfence/internal/casefile"
	"ringfence/internal/demo"
	"ringfence/internal/dispute"
	"ringfence/internal/examples"
	"ringfence/internal/recorder"
	"ringfence/internal/register"
	"ringfence/internal/registry"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// troupe are those who decide in a rehearsal: moderators and owners. What they do is written to the audit log at the moment of its clock.
type troupe struct {
	stage    *rehearsal
	bench    *ruling.Bench
	office   *dispute.Office
	register *register.Register
	examples *examples.Desk
}

// newTroupe returns them; what they decide is shown by a projector.
func (r *rehearsal) newTroupe(projector ruling.Projector) *troupe {
	s, ring := r.house.store, r.house.ring
	audit := recorder.New(recorder.Config{Store: s, Keys: ring, Clock: r.now})
	bench := ruling.New(ruling.Config{Store: s, Projector: projector, Recorder: audit, Clock: r.now})
	return &troupe{
		stage: r, bench: bench,
		office: dispute.New(dispute.Config{
			Store: s, Keys: ring, Rulings: dispute.Bench{Bench: bench}, Lookups: r.lookups, Recorder: audit, TextTo: []string{"+12025550100"}, Clock: r.now,
		}),
		register: register.New(register.Config{Store: s, Rulings: bench, Recorder: audit, Clock: r.now}),
		examples: examples.New(examples.Config{Store: s, Keys: ring, Recorder: audit, Clock: r.now}),
	}
}

// decides has one of them do something.
func (t *troupe) decides(ctx context.Context, e *demo.Event) (err error) {
	switch e.Act {
	case demo.Publish:
		receipt := t.stage.receipts[e.Number].Hash()
		_, err = t.examples.Approve(ctx, hex.EncodeToString(receipt[:]), demo.Moderator)
	case demo.Rule:
		_, err = t.bench.Rule(ctx, e.Ruling.Kind, e.About(), e.Ruling.By, e.Ruling.Reason)
	case demo.Contest, demo.Submit:
		err = t.contests(ctx, e)
	case demo.Answer:
		err = t.answers(ctx, e)
	case demo.Propose:
		_, err = t.register.Propose(ctx, e.Entry, e.Entry.By)
	case demo.Enter:
		err = t.enters(ctx, e)
	case demo.Tell, demo.Confirm, demo.Correct, demo.Withdraw: // which reporters do
		err = errors.New("nobody decides that")
	}
	return err
}

// contests has an owner say what is wrong, and prove that the number is theirs: by a text from it, or by a document.
func (t *troupe) contests(ctx context.Context, e *demo.Event) error {
	if err := t.stage.shows(ctx); err != nil { // nobody contests what is not shown
		return err
	}
	asked := dispute.Request{Subject: e.About(), Claim: e.Claim, Proof: casefile.Documents, Words: e.Ruling.Reason, Lang: e.Lang}
	if e.Act == demo.Contest {
		asked.Proof = casefile.TextFrom
	}
	opened, err := t.office.Open(ctx, asked)
	switch {
	case err != nil:
		return err
	case e.Act == demo.Submit:
		_, err = t.office.Submit(ctx, opened.Code, dispute.Upload{Type: "application/pdf", Content: demo.Bill()})
		return err
	}
	if heard, err := t.office.Hear(ctx, opened.Digits, e.About()); err != nil || !heard {
		return errors.Join(err, fmt.Errorf("the digits that %s texted prove nothing", e.About()))
	}
	return nil
}

// answers has a moderator answer the dispute of a subject.
func (t *troupe) answers(ctx context.Context, e *demo.Event) error {
	id, err := t.pending(ctx, e.About())
	if err != nil {
		return err
	}
	if _, err = t.office.ReadCase(ctx, id, e.Ruling.By); err != nil {
		return err
	}
	_, err = t.office.Answer(ctx, id, e.Outcome, e.Ruling.By, e.Ruling.Reason)
	return err
}

// pending returns the ID of the dispute of a subject that waits for an answer.
func (t *troupe) pending(ctx context.Context, about subject.Key) (string, error) {
	all, err := t.office.Pending(ctx, 100)
	for _, c := range all {
		if c.Subject == about {
			return c.ID, nil
		}
	}
	return "", errors.Join(err, fmt.Errorf("no dispute of %s waits", about))
}

// enters has a second moderator approve what the first proposed.
func (t *troupe) enters(ctx context.Context, e *demo.Event) error {
	all, err := t.register.Waiting(ctx)
	for _, p := range all {
		if p.Subject == e.About() && p.State == registry.Open {
			_, err := t.register.Approve(ctx, p.ID, e.Ruling.By)
			return err
		}
	}
	return errors.Join(err, fmt.Errorf("nobody proposed %s", e.About()))
}
