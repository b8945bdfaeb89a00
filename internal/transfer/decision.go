package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type decision struct {
	Subject subject.Key             `json:"subject"`
	ID      string                  `json:"id"`
	Kind    reputation.DecisionKind `json:"kind"`
	At      time.Time               `json:"at,omitzero"`
	By      string                  `json:"by,omitempty"`
	Name    string                  `json:"name,omitempty"`
	Reason  string                  `json:"reason,omitempty"`
	Undoes  string                  `json:"undoes,omitempty"`
}

// AppendDecision appends a decision as a line. Where what people wrote is no UTF-8, U+FFFD stands instead: decisions stay
// for ever, and no single one may keep the rest from being carried.
func AppendDecision(to []byte, d *reputation.Decision) ([]byte, error) {
	return write(to, &decision{d.Subject, d.ID, d.Kind, d.At.UTC(), text(d.By), text(d.Name), text(d.Reason), d.Undoes})
}

// ParseDecision reads what AppendDecision wrote.
func ParseDecision(line []byte) (reputation.Decision, error) {
	var l decision
	if err := read(line, &l); err != nil {
		return reputation.Decision{}, err
	}
	untimely := takeTimes(&l.At)
	d := reputation.Decision{ID: l.ID, Subject: l.Subject, Kind: l.Kind, At: l.At, By: l.By, Name: l.Name, Reason: l.Reason, Undoes: l.Undoes}
	if err := errors.Join(checkDecision(&d), untimely); err != nil {
		return reputation.Decision{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return d, nil
}

func checkDecision(d *reputation.Decision) error {
	if d.Subject.IsZero() || d.ID == "" {
		return errors.New("a decision about nothing, or without an ID")
	}
	switch d.Kind {
	case reputation.Confirm, reputation.Clear, reputation.Dispute, reputation.AcceptClaim, reputation.Register, reputation.Recycle,
		reputation.Forget, reputation.Undo:
		return nil
	}
	return errors.New("an unknown kind")
}
