package ruling

import (
	"context"
	"slices"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Undo takes back the decision about a subject that has this ID. Taking back can be taken back. What concerns the registry takes two and is
// ErrTwo here. What an owner had
// forgotten was promised never to count again: that is ErrForgotten.
func (b *Bench) Undo(ctx context.Context, about subject.Key, id, by, reason string) (reputation.Decision, error) {
	all, err := b.Store.Decisions(ctx, about)
	if err != nil {
		return reputation.Decision{}, err
	}
	switch kind, err := undoable(all, id); {
	case err != nil:
		return reputation.Decision{}, err
	case kind == reputation.Register:
		return reputation.Decision{}, ErrTwo
	case kind == reputation.Forget:
		return reputation.Decision{}, ErrForgotten
	}
	return b.reasoned(ctx, reputation.Decision{Kind: reputation.Undo, Subject: about, By: by, Reason: reason, Undoes: id})
}

// undoable returns what kind of decision it is that undoing this one takes back, or in the end brings back.
func undoable(all []reputation.Decision, id string) (reputation.DecisionKind, error) {
	if reputation.Undone(all, id) {
		return "", ErrUndone
	}
	for range all {
		at := slices.IndexFunc(all, func(d reputation.Decision) bool { return d.ID == id })
		switch {
		case at < 0:
			return "", ErrNoDecision
		case all[at].Kind != reputation.Undo:
			return all[at].Kind, nil
		}
		id = all[at].Undoes
	}
	return "", ErrNoDecision
}
