package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

type webhookCommand struct {
	Add    addHookCommand    `cmd:"" help:"Have an address told of what is found, and print the secret that signs, once."`
	List   listHooksCommand  `cmd:"" help:"List the webhooks and how they fare, without what is secret of them."`
	Test   testHookCommand   `cmd:"" help:"Post a message that says that it is a test, and print what came of it."`
	Enable enableHookCommand `cmd:"" help:"Tell a webhook again that was disabled, also of what it missed in the last 7 days."`
	Rotate rotateHookCommand `cmd:"" help:"Make a new secret and print it, once; the one before signs beside it for a day."`
	Remove removeHookCommand `cmd:"" help:"Forget a webhook and its secret."`
}

type addHookCommand struct {
	lockedPlace
	Name    string          `arg:"" help:"What to call the webhook here."`
	URL     string          `arg:"" name:"url" help:"Where to post: https://HOST/PATH, or http:// where it is this machine."`
	Scope   trend.Scope     `env:"-" default:"country" placeholder:"SCOPE" help:"Whom it is about: country, provinces/CN-ZJ or campuses/NAME. Bursts are told of what that lies in as well [${default}]."`
	Events  []webhook.Event `env:"-" default:"burst.found,burst.grew,brief.published" enum:"burst.found,burst.grew,brief.published" placeholder:"EVENT" help:"What is told: burst.found, burst.grew, brief.published [all]."`
	Private bool            `env:"-" name:"allow-private" help:"The address may lie in a private network, as 10.0.0.0/8. This machine is posted to only where the URL itself is of localhost, 127.0.0.1 or [::1], and link-local addresses never."`
}

// Run adds.
func (c *addHookCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		secret, err := op.AddHook(ctx, webhook.Hook{Name: c.Name, URL: c.URL, Private: c.Private, Scope: c.Scope, Events: c.Events})
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, secret)
		fmt.Fprintf(std.err, "This secret is shown once: hand it to whoever receives, who verifies messages by it. Try it out with ringfence webhook test %s.\n", c.Name)
		return nil
	})
}

type listHooksCommand struct{ lockedPlace }

// Run lists.
func (c *listHooksCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		hooks, err := op.ListHooks(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tAT\tEVENTS\tWAITING\tSTATE\tSCOPE") // which comes last since Chinese is wider than columns are reckoned to be
		for _, h := range hooks {
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\t%s\n", h.Name, h.URL, eventsOf(h), h.Waiting(), fareOf(h), h.Scope)
		}
		return table.Flush()
	})
}

func eventsOf(h webhook.Hook) string {
	names := make([]string, len(h.Events))
	for i, e := range h.Events {
		names[i] = string(e)
	}
	return strings.Join(names, ",")
}

// fareOf says how a hook fares and since when.
func fareOf(h webhook.Hook) string {
	switch s := h.State(); s {
	case webhook.Off:
		return fmt.Sprintf("%s since %s: %s", s, h.DisabledAt.Format(time.DateTime), whyOff[h.Why])
	case webhook.Troubled:
		return fmt.Sprintf("%s since %s: %s", s, h.FailingSince.Format(time.DateTime), lastOutcome(h))
	case webhook.Told:
		return string(s)
	}
	return ""
}

var whyOff = map[webhook.Reason]string{
	webhook.Gone:    "its receiver answered 410 Gone",
	webhook.Failing: "nothing was taken for 5 days",

	webhook.Restored: "it came with an archive: enable it where this is the service that tells it",
}

// lastOutcome says what came of the last attempts at what waits.
func lastOutcome(h webhook.Hook) string {
	words := map[webhook.Outcome]string{
		webhook.Refused:     "its receiver answers, but takes nothing",
		webhook.Unreachable: "its receiver does not answer within 15 s",
		webhook.Forbidden:   "its address is one that nothing is posted to",
		webhook.Unsigned:    "its secret was sealed with other keys: put those back, or rotate it",
	}
	for i := len(h.Deliveries) - 1; i >= 0; i-- {
		if said, ok := words[h.Deliveries[i].Outcome]; ok {
			return said
		}
	}
	return "see with ringfence webhook test"
}

// namedHook is a command about one hook.
type namedHook struct {
	lockedPlace
	Name string `arg:"" help:"What the webhook is called here."`
}

type testHookCommand struct{ namedHook }

// Run tries out.
func (c *testHookCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		switch a, err := op.TestHook(ctx, c.Name); {
		case err != nil:
			return err
		case a.Outcome != webhook.Taken:
			return fmt.Errorf("the receiver of %s answered %d: a message is taken when the answer is 200 to 299", c.Name, a.Status)
		default:
			fmt.Fprintf(std.out, "%s took the message: it answered %d\n", c.Name, a.Status)
			return nil
		}
	})
}

type enableHookCommand struct{ namedHook }

// Run enables.
func (c *enableHookCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		hooks, err := op.ListHooks(ctx)
		if err != nil {
			return err
		}
		told := "is told again, also of what it missed in the last 7 days"
		for _, h := range hooks {
			if h.Name == c.Name && h.State() != webhook.Off {
				told = "was not disabled; whatever still waits is tried again now"
			}
		}
		if err := op.EnableHook(ctx, c.Name); err != nil {
			return err
		}
		fmt.Fprintln(std.out, c.Name, told)
		return nil
	})
}

type rotateHookCommand struct{ namedHook }

// Run rotates.
func (c *rotateHookCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		secret, err := op.RotateHook(ctx, c.Name)
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, secret)
		fmt.Fprintln(std.err, "This secret is shown once: hand it to whoever receives. For a day messages are signed with the one before as well; one before that signs no more.")
		return nil
	})
}

type removeHookCommand struct{ namedHook }

// Run removes.
func (c *removeHookCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		err := op.RemoveHook(ctx, c.Name)
		if err == nil {
			fmt.Fprintf(std.out, "%s is told nothing more, and its secret is forgotten\n", c.Name)
		}
		return err
	})
}
