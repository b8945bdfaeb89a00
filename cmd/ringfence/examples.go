package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/examples"
	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// lockedPlace is where data lie of which a part is sealed, for which the keys are needed.
type lockedPlace struct {
	place
	Keys string `default:"./ringfence.keys" placeholder:"FILE" help:"File of the secret keys; a server that runs beside has its own [${default}]."`
}

// withKeys does something on the server that has the data folder open, or else on the opened store with its keys.
func (p lockedPlace) withKeys(ctx context.Context, std streams, do func(control.Operator) error) (err error) {
	if err := p.there(ctx); err != nil {
		return err
	}
	op, closeIt, err := p.unlock(ctx, p.Keys, std.log())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	return do(op)
}

type textsCommand struct {
	lockedPlace
	signature
	Category  string `env:"-" placeholder:"CATEGORY" help:"Only those of a category, as loan [all]."`
	Limit     int    `env:"-" default:"20" placeholder:"N" help:"How many at most, the last received first [${default}]."`
	Published bool   `env:"-" help:"Print those that were approved, with the IDs by which they are taken back."`
}

// Run prints texts.
func (c *textsCommand) Run(ctx context.Context, std streams) error {
	if c.Limit < 1 || c.Limit > examples.MostWaiting {
		return fmt.Errorf("--limit is how many texts are printed: 1 to %d", examples.MostWaiting)
	}
	if c.Category != "" && !slices.Contains(report.Categories(), report.Category(c.Category)) {
		return fmt.Errorf("--category: there is no category %q; known are %v", c.Category, report.Categories())
	}
	return c.withKeys(ctx, std, func(op control.Operator) error {
		if c.Published {
			approved, err := op.ApprovedTexts(ctx)
			for _, e := range approved {
				if c.Category == "" || report.Category(c.Category) == e.Category {
					fmt.Fprintf(std.out, "%s\n%s  %s  %s  %s  approved by %s%s\n%s\n", e.ID, e.ApprovedAt.Format(time.DateOnly), e.Category, e.Kind, e.Lang, e.By, held[e.Held], indented(e.Text))
				}
			}
			return err
		}
		waiting, err := op.WaitingTexts(ctx, control.Texts{Category: report.Category(c.Category), Limit: c.Limit, By: c.by()})
		for _, t := range waiting {
			fmt.Fprintf(std.out, "%s\n%s  %s  %s  %s%s\n%s\n", t.Name, t.ReceivedOn.Format(time.DateOnly), t.Category, t.Kind, t.Lang, alike[t.Alike], indented(t.Text))
		}
		if err == nil && len(waiting) > 0 {
			fmt.Fprintln(std.err, "Everybody will see just what is printed here. Publish none in which a person, an address, a number or an account can be recognised: ringfence moderator publish-text NAME, by the 64 digits above it.")
		}
		return err
	})
}

// alike is what is said of a text by whether the same words are published already.
var alike = map[bool]string{true: "  (the same words are published already)"}

// held is what is said of a published text by whether it is held back.
var held = map[bool]string{true: "  (nobody sees it now: its report does not count)"}

// indented returns a text that nobody takes for what stands around it.
func indented(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ") + "\n"
}

type publishTextCommand struct {
	lockedPlace
	signature
	Name string `arg:"" help:"The 64 digits that ringfence moderator texts prints above a text."`
}

// Run publishes.
func (c *publishTextCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		e, err := op.PublishText(ctx, control.Approval{Name: c.Name, By: c.by()})
		if err == nil {
			fmt.Fprintf(std.out, "published as %s, among the examples of %s; every instance shows it within a minute\n%s", e.ID, e.Category, indented(e.Text))
		}
		return err
	})
}

type unpublishTextCommand struct {
	lockedPlace
	signature
	ID string `arg:"" help:"The ID that ringfence moderator texts --published prints above a text."`
}

// Run takes a text back.
func (c *unpublishTextCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		err := op.UnpublishText(ctx, control.Removal{ID: c.ID, By: c.by()})
		if err == nil {
			fmt.Fprintf(std.out, "%s is not published any more; no instance shows it after a minute, or five while it cannot reach the store\n", c.ID)
		}
		return err
	})
}

// WaitingTexts, ApprovedTexts, PublishText and UnpublishText are part of a control.Operator.

func (h *house) WaitingTexts(ctx context.Context, which control.Texts) ([]examples.Text, error) {
	if h.examples == nil {
		return nil, errLocked
	}
	return h.examples.Waiting(ctx, which.Category, which.Limit, which.By)
}

func (h *house) ApprovedTexts(ctx context.Context) ([]examples.Published, error) {
	if h.examples == nil {
		return nil, errLocked
	}
	return h.examples.Approved(ctx)
}

func (h *house) PublishText(ctx context.Context, a control.Approval) (trend.Example, error) {
	if h.examples == nil {
		return trend.Example{}, errLocked
	}
	return h.examples.Approve(ctx, a.Name, a.By)
}

func (h *house) UnpublishText(ctx context.Context, r control.Removal) error {
	if h.examples == nil {
		return errLocked
	}
	return h.examples.TakeBack(ctx, r.ID, r.By)
}

// errLocked is what is said of a house whose keys are not open.
var errLocked = errors.New("the keys are not open")
