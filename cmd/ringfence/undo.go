package main

import (
	"context"
	"fmt"
	"slices"

	"ringfence/handlers/control"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type decisionsCommand struct {
	place
	numberFlags
}

// Run prints decisions, the last made last.
func (c *decisionsCommand) Run(ctx context.Context, std streams) error {
	about, err := c.about()
	if err != nil {
		return err
	}
	return c.with(ctx, std, func(op control.Operator) error {
		all, err := op.Decisions(ctx, about.String())
		for _, d := range all {
			what := string(d.Kind)
			switch {
			case d.Kind == reputation.Undo:
				what += " of " + d.Undoes
			case d.Name != "":
				what += " " + inQuotes(d.Name)
			}
			if reputation.Undone(all, d.ID) {
				what += " (taken back)"
			}
			fmt.Fprintf(std.out, "%s\n%s  %s, by %q: %q\n", d.ID, d.At.UTC().Format("2006-01-02 15:04"), what, d.By, d.Reason)
		}
		return err
	})
}

type undoCommand struct {
	rulingFlags
	ID string `arg:"" help:"The ID that ringfence moderator decisions prints."`
}

// Run takes a decision back.
func (c *undoCommand) Run(ctx context.Context, std streams) error {
	about, err := c.about()
	if err != nil {
		return err
	}
	return c.withKeys(ctx, std, func(op control.Operator) error {
		now, err := op.Undo(ctx, control.Taking{About: about.String(), ID: c.ID, By: c.by(), Reason: c.Reason})
		if err == nil {
			fmt.Fprintf(std.out, "%s is taken back; %s is now %s, score %d\n", c.ID, about, now.Verdict, now.Score)
		}
		return err
	})
}

func (h *house) Decisions(ctx context.Context, about string) ([]reputation.Decision, error) {
	key, err := subject.ParseKey(about)
	if err != nil {
		return nil, err
	}
	all, err := h.store.Decisions(ctx, key)
	slices.SortStableFunc(all, func(a, b reputation.Decision) int { return a.At.Compare(b.At) })
	return append([]reputation.Decision{}, all...), err
}

func (h *house) Undo(ctx context.Context, t control.Taking) (control.Ruled, error) {
	about, err := subject.ParseKey(t.About)
	if err != nil {
		return control.Ruled{}, err
	}
	if _, err := h.rulings.Undo(ctx, about, t.ID, t.By, t.Reason); err != nil {
		return control.Ruled{}, err
	}
	return h.shownNow(ctx, about)
}
