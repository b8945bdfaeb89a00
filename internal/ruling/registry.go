package ruling

import (
	"context"
	"strings"
	"unicode/utf8"

	"ringfence/internal/registry"
	"ringfence/internal/reputation"
)

// Register has a subject on the registry of official numbers: DecidedBy approves what By proposed, who is another moderator, or it is ErrTwo.
// The evidence is shown as it is.
func (b *Bench) Register(ctx context.Context, p registry.Proposal) (reputation.Decision, error) {
	name := strings.TrimSpace(p.Name)
	if name == "" || !plain(name) || utf8.RuneCountInString(name) > MaxName {
		return reputation.Decision{}, ErrName
	}
	return b.byTwo(ctx, p, reputation.Decision{Kind: reputation.Register, Subject: p.Subject, Name: name})
}

// Unregister takes back the decision that a proposal names, as Undo does, by two as in Register. The evidence is the reason.
func (b *Bench) Unregister(ctx context.Context, p registry.Proposal) (reputation.Decision, error) {
	all, err := b.Store.Decisions(ctx, p.Subject)
	if err != nil {
		return reputation.Decision{}, err
	}
	kind, err := undoable(all, p.Remove)
	if err != nil {
		return reputation.Decision{}, err
	}
	if kind != reputation.Register {
		return reputation.Decision{}, ErrNoDecision
	}
	return b.byTwo(ctx, p, reputation.Decision{Kind: reputation.Undo, Subject: p.Subject, Undoes: p.Remove})
}

// byTwo makes the decision that a proposal leads to.
func (b *Bench) byTwo(ctx context.Context, p registry.Proposal, d reputation.Decision) (reputation.Decision, error) {
	for _, by := range []string{p.By, p.DecidedBy} {
		if !Named(by) {
			return reputation.Decision{}, ErrBy
		}
	}
	d.By, d.Reason = p.By+" + "+p.DecidedBy, strings.TrimSpace(p.Evidence)
	switch {
	case p.By == p.DecidedBy, p.ByOperator():
		return reputation.Decision{}, ErrTwo
	case d.Reason == "":
		return reputation.Decision{}, ErrNoReason
	}
	return b.decide(ctx, d)
}
