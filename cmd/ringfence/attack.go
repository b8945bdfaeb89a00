package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"ringfence/internal/attack"
)

type attackCommand struct {
	Only string `env:"-" placeholder:"NAME" help:"One campaign alone, by its name in the table [all]."`
}

// Run attacks a service in memory, and prints what became of it.
func (c *attackCommand) Run(ctx context.Context, std streams) error {
	campaigns, err := c.chosen()
	if err != nil {
		return err
	}
	told := bar(std.err, "attack", "campaigns")
	var all []outcome
	for i := range campaigns {
		o, err := perform(ctx, campaigns[i])
		if err != nil {
			return fmt.Errorf("campaign %s: %w", campaigns[i].Name, err)
		}
		all = append(all, o)
		told(i+1, len(campaigns))
	}
	return tellAttacks(std.out, all)
}

// chosen returns the campaigns that are asked for.
func (c *attackCommand) chosen() ([]attack.Campaign, error) {
	all := attack.Campaigns(staged)
	if c.Only == "" {
		return all, nil
	}
	var names []string
	for _, one := range all {
		if one.Name == c.Only {
			return []attack.Campaign{one}, nil
		}
		names = append(names, one.Name)
	}
	return nil, fmt.Errorf("there is no campaign %q: --only takes %s", c.Only, strings.Join(names, ", "))
}

// tellAttacks prints a table that says what its columns are.
func tellAttacks(out io.Writer, all []outcome) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, part := range []struct {
		title    string
		innocent bool
	}{
		{"Attacks on a number that nobody else reports: to have it called a scam", true},
		{"Attempts to have a number called harmless that twelve people reported, who do not know each other", false},
	} {
		rows := 0
		for i := range all {
			o := &all[i]
			if o.Innocent() != part.innocent {
				continue
			}
			if rows++; rows == 1 {
				fmt.Fprintf(t, "%s\n\nname\twhat is tried\tpeople\tphones\tnetworks\tover\tcosts\tverdict\tscore\tlisted\texported\tflagged\tvotes\tWilson\n", part.title)
			}
			fmt.Fprintln(t, o.row())
		}
		if rows > 0 {
			fmt.Fprintln(t)
			if err := t.Flush(); err != nil {
				return err
			}
		}
	}
	for i := range all {
		if o := &all[i]; o.refused != nil {
			fmt.Fprintf(out, "%s was refused: %v.\n", o.Name, o.refused)
		}
	}
	_, err := fmt.Fprintf(out, attackLegend, attack.PerPhone, attack.PerNetwork)
	return err
}

const attackLegend = `people, phones, networks: who seem to be somebody each; those of them who prove a phone; ranges of 10,000 numbers, networks of visitors and API keys
costs: assumes %.2f US dollars for a number that texts, and %.2f for an address in another network; a key cannot be bought
listed: whoever asks for ranges of numbers, or searches, finds it; otherwise only whoever asks about this very number learns anything
exported: it is on the lists by which phones block
flagged: a moderator is told that a brigade may be at work, sees which reports belong together, and can overturn them in one stroke
votes, Wilson: whether two rules that know nothing of who reports would block it: four votes, or a Wilson lower bound of one half
`

// row is a line of the table.
func (o *outcome) row() string {
	p := &o.price
	costs := "-"
	if p.Dollars > 0 {
		costs = fmt.Sprintf("$%.2f", p.Dollars)
	} else if p.Keys > 0 {
		costs = "a key"
	}
	return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s", o.Name, o.Tries, p.Identities, p.Phones, p.Networks, lasting(p.Span), costs,
		o.judged.Verdict, o.judged.Score, yes(o.judged.Listed), yes(o.judged.Exported), yes(!o.flag.FoundAt.IsZero()), yes(o.simple.Votes), yes(o.simple.Wilson))
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "-"
}

// lasting says how long something took, no finer than matters.
func lasting(d time.Duration) string {
	switch {
	case d == 0:
		return "-"
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(max(1, d.Round(time.Hour).Hours())))
	}
	return fmt.Sprintf("%d days", int(d.Round(24*time.Hour).Hours()/24))
}
