package noticeboard

import (
	"context"
	"slices"
	"strings"

	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// made returns the proposals that became decisions, with what those say: whoever can merely write proposals puts no number on the registry by
// it, and no other name or address beside one that is there. The sector alone is the proposal's.
func (b *Board) made(ctx context.Context, proposals []registry.Proposal) ([]registry.Proposal, error) {
	var all []registry.Proposal
	for _, p := range proposals {
		if p.State != registry.Approved || p.Decision == "" {
			continue
		}
		d, ok, err := b.decision(ctx, p.Subject, p.Decision)
		if err != nil {
			return nil, err
		}
		switch {
		case !ok:
		case p.Remove != "" && d.Kind == reputation.Undo && d.Undoes == p.Remove:
			all = append(all, p)
		case p.Remove == "" && d.Kind == reputation.Register:
			p.Name, p.Evidence, p.DecidedAt = d.Name, d.Reason, d.At
			p.By, p.DecidedBy, _ = strings.Cut(d.By, " + ")
			all = append(all, p)
		}
	}
	return all, nil
}

// decision returns a decision, which is read once: none ever changes.
func (b *Board) decision(ctx context.Context, about subject.Key, id string) (d reputation.Decision, ok bool, err error) {
	if d, ok = b.decided[id]; ok {
		return d, d.Subject == about, nil
	}
	all, err := b.Store.Decisions(ctx, about)
	if err != nil {
		return d, false, err
	}
	i := slices.IndexFunc(all, func(d reputation.Decision) bool { return d.ID == id })
	if i < 0 {
		return d, false, nil
	}
	b.decided[id] = all[i]
	return all[i], true, nil
}
