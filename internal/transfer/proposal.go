package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/registry"
	"ringfence/internal/subject"
)

type proposal struct {
	ID        string          `json:"id"`
	Revision  uint64          `json:"revision"`
	Subject   subject.Key     `json:"subject"`
	Remove    string          `json:"remove,omitempty"`
	Name      string          `json:"name,omitempty"`
	Sector    registry.Sector `json:"sector,omitempty"`
	Evidence  string          `json:"evidence,omitempty"`
	By        string          `json:"by,omitempty"`
	At        time.Time       `json:"at,omitzero"`
	State     registry.State  `json:"state"`
	DecidedBy string          `json:"decided_by,omitempty"`
	DecidedAt time.Time       `json:"decided_at,omitzero"`
	Decision  string          `json:"decision,omitempty"`
}

// AppendProposal appends a proposal for the registry as a line. Where what people wrote is no UTF-8, U+FFFD stands instead.
func AppendProposal(to []byte, p *registry.Proposal) ([]byte, error) {
	return write(to, &proposal{
		p.ID, p.Revision, p.Subject, p.Remove, text(p.Name), p.Sector, text(p.Evidence), text(p.By), p.At.UTC(), p.State, text(p.DecidedBy),
		p.DecidedAt.UTC(), p.Decision,
	})
}

// ParseProposal reads what AppendProposal wrote.
func ParseProposal(line []byte) (registry.Proposal, error) {
	var l proposal
	if err := read(line, &l); err != nil {
		return registry.Proposal{}, err
	}
	err := errors.Join(takeTimes(&l.At, &l.DecidedAt), checkRevision(l.Revision))
	if l.ID == "" || l.Subject.IsZero() || l.State == "" || l.At.Unix() <= 0 {
		err = errors.New("a proposal without an ID, about nothing, in no state, or never made")
	}
	if err != nil {
		return registry.Proposal{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return registry.Proposal{
		ID: l.ID, Revision: l.Revision, Subject: l.Subject, Remove: l.Remove, Name: l.Name, Sector: l.Sector, Evidence: l.Evidence, By: l.By,
		At: l.At, State: l.State, DecidedBy: l.DecidedBy, DecidedAt: l.DecidedAt, Decision: l.Decision,
	}, nil
}
