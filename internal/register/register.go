// Package register is where numbers come onto the registry of official numbers, and off it: a moderator proposes with evidence, another
// approves, and only then a Decision is made that bears both names. What the operator proposes takes two moderators as well: the first who
// approves proposes it too. What is proposed and what is declined is written to the audit log before; so is the Decision, by whoever makes it.
//
// Nothing is believed of a proposal in the store that its entry in the log does not say: whoever can write to the store alone can have nobody
// seem to have proposed or approved. Of two who approve at once one does. A crash between an approval and its Decision leaves a proposal that
// is approved and waits: whoever approves it then makes up for that, and the Decision is made once.
package register

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store keeps proposals; see the package store for the contract.
type Store interface {
	PutProposal(ctx context.Context, p registry.Proposal) error
	SaveProposal(ctx context.Context, p registry.Proposal) (won bool, err error)
	Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error)
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
}

// Rulings makes decisions; see ruling.Bench.
type Rulings interface {
	Register(ctx context.Context, p registry.Proposal) (reputation.Decision, error)
	Unregister(ctx context.Context, p registry.Proposal) (reputation.Decision, error)
}

// Recorder writes the audit log, and returns when an entry is durable.
type Recorder interface {
	Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error)
	// Proposed returns the entry in which somebody made a proposal, or fault.NotFound: also where another says that it was declined.
	Proposed(ctx context.Context, id, by string) (auditlog.Entry, error)
}

// Refusals. Their texts are written for the moderator.
var (
	ErrSelf     = errors.New("you proposed this: somebody else has to approve it")
	ErrDecided  = errors.New("somebody approved or declined that already")
	ErrProposed = errors.New("that is proposed already and waits for another moderator")
	ErrEntered  = errors.New("that number is on the registry already")
	ErrNone     = errors.New("there is no such proposal or entry")
	ErrUnderWay = errors.New("somebody approved that a moment ago: where it still waits in a minute, approve it then")
	ErrAltered  = errors.New("the audit log does not say that this is proposed: it was declined, or altered in the store")
)

// Config is what a Register is made of.
type Config struct {
	Store    Store
	Rulings  Rulings
	Recorder Recorder
	Clock    func() time.Time
}

// Register moves proposals.
type Register struct{ Config }

// New returns a Register.
func New(c Config) *Register { return &Register{c} }

// atOnce is how many proposals are read together.
const atOnce = 1000

// each calls visit with every proposal, by ID, until it returns false.
func (r *Register) each(ctx context.Context, visit func(registry.Proposal) bool) error {
	for after := ""; ; {
		some, err := r.Store.Proposals(ctx, after, atOnce)
		if err != nil {
			return err
		}
		for _, p := range some {
			if !visit(p) {
				return nil
			}
			after = p.ID
		}
		if len(some) < atOnce {
			return nil
		}
	}
}

// Waiting returns the proposals that wait for somebody, those made first before the others.
func (r *Register) Waiting(ctx context.Context) ([]registry.Proposal, error) {
	waiting := []registry.Proposal{}
	err := r.each(ctx, func(p registry.Proposal) bool {
		if p.Waits() {
			waiting = append(waiting, p)
		}
		return true
	})
	return waiting, err
}

// Entries returns the registry as proposals amount to it, in the order of sectors, names and numbers.
func (r *Register) Entries(ctx context.Context) ([]registry.Entry, error) {
	var all []registry.Proposal
	err := r.each(ctx, func(p registry.Proposal) bool {
		all = append(all, p)
		return true
	})
	return registry.Entries(all), err
}

// Propose keeps a proposal by somebody for an entry. It returns what is wrong with it, ErrProposed or ErrEntered.
func (r *Register) Propose(ctx context.Context, p registry.Proposal, by string) (registry.Proposal, error) {
	p = registry.Proposal{Subject: p.Subject, Name: p.Name, Sector: p.Sector, Evidence: p.Evidence}
	if official, err := r.official(ctx, p.Subject); err != nil {
		return registry.Proposal{}, err
	} else if official != "" {
		return registry.Proposal{}, ErrEntered
	}
	return r.put(ctx, p, by)
}

// Remove keeps a proposal by somebody that the entry of a subject be taken back, for a reason. It returns ErrNone where there is none.
func (r *Register) Remove(ctx context.Context, about subject.Key, reason, by string) (registry.Proposal, error) {
	official, err := r.official(ctx, about)
	if err != nil {
		return registry.Proposal{}, err
	}
	if official == "" {
		return registry.Proposal{}, ErrNone
	}
	entry := registry.Proposal{Subject: about, Remove: official, Evidence: reason}
	err = r.each(ctx, func(p registry.Proposal) bool {
		if p.Decision == official {
			entry.Name, entry.Sector = p.Name, p.Sector
		}
		return true
	})
	if err != nil {
		return registry.Proposal{}, err
	}
	return r.put(ctx, entry, by)
}

// official returns the ID of the decision by which a subject is on the registry, or "".
func (r *Register) official(ctx context.Context, about subject.Key) (string, error) {
	all, err := r.Store.Decisions(ctx, about)
	if err != nil {
		return "", err
	}
	for _, d := range slices.Backward(all) {
		if d.Kind == reputation.Register && !reputation.Undone(all, d.ID) {
			return d.ID, nil
		}
	}
	return "", nil
}

// put keeps a proposal, once it is written down. Of two that are put at once both may wait: the second is ErrEntered when it is approved.
func (r *Register) put(ctx context.Context, p registry.Proposal, by string) (registry.Proposal, error) {
	if p = p.Trim(); p.Check() != nil {
		return registry.Proposal{}, p.Check()
	}
	waiting, err := r.Waiting(ctx)
	if err != nil {
		return registry.Proposal{}, err
	}
	if slices.ContainsFunc(waiting, func(q registry.Proposal) bool { return q.Subject == p.Subject && q.Remove == p.Remove }) {
		return registry.Proposal{}, ErrProposed
	}
	id, err := uuid.NewV7() // ordered by time
	if err != nil {
		return registry.Proposal{}, err
	}
	p.ID, p.Revision, p.By, p.At, p.State = id.String(), 1, by, r.Clock().UTC().Truncate(time.Second), registry.Open
	if _, err := r.Recorder.Record(ctx, auditlog.OfProposal(p)); err != nil {
		return registry.Proposal{}, err
	}
	return p, r.Store.PutProposal(ctx, p)
}

// find returns a proposal that waits. ErrDecided is one that does no more.
func (r *Register) find(ctx context.Context, id string) (found registry.Proposal, err error) {
	err = r.each(ctx, func(p registry.Proposal) bool {
		if p.ID == id {
			found = p
		}
		return p.ID != id
	})
	switch {
	case err != nil:
		return found, err
	case found.ID == "" || id == "":
		return found, ErrNone
	case !found.Waits():
		return found, ErrDecided
	}
	return found, nil
}

// Decline ends a proposal of which no Decision was made. Whoever made it may take it back so.
func (r *Register) Decline(ctx context.Context, id, by string) error {
	p, err := r.find(ctx, id)
	if err != nil {
		return err
	}
	if p.State == registry.Approved {
		if err := r.unmade(ctx, p); err != nil {
			return err
		}
	}
	if _, err := r.Recorder.Record(ctx, auditlog.Entry{By: by, Action: auditlog.Declined, Subject: p.Subject, Object: p.ID, Reason: p.Evidence}); err != nil {
		return err
	}
	p.State, p.DecidedBy, p.DecidedAt = registry.Declined, by, r.Clock().UTC().Truncate(time.Second)
	_, err = r.save(ctx, p)
	return err
}

// save writes a proposal, or returns ErrDecided where somebody else did since it was read.
func (r *Register) save(ctx context.Context, p registry.Proposal) (registry.Proposal, error) {
	p.Revision++
	won, err := r.Store.SaveProposal(ctx, p)
	if err == nil && !won {
		err = ErrDecided
	}
	if errors.Is(err, fault.NotFound) {
		err = ErrNone
	}
	return p, err
}
