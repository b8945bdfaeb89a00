package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime/debug"
	"time"

	"ringfence/internal/demo"
	"ringfence/internal/keyring"
)

type demoCommand struct {
	place
	Keys  string    `default:"./ringfence.keys" placeholder:"FILE" help:"Where to make the file of its secret keys, outside the data folder; there is none yet [${default}]."`
	Until time.Time `env:"-" placeholder:"DATE" help:"The last day of the year that is made up [today]."`
	Weeks int       `default:"52" placeholder:"N" help:"How many weeks of it are told, up to its end: fewer are there sooner [${default}]."`
}

// demoMemory is how much memory a year takes before time is spent on collecting it: some twice what it needs.
const demoMemory = 300 << 20

// Run fills a new data folder with a year that nobody lived, marked as a demonstration.
func (c *demoCommand) Run(ctx context.Context, std streams) error {
	year, err := c.year(time.Now())
	if err != nil {
		return err
	}
	if err := c.vacant(ctx); err != nil {
		return err
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(demoMemory)
	return c.perform(ctx, std, year, bar(std.err, "make up", "events"))
}

// vacant refuses a place where anything is already, since nobody's data may lie with what is made up, and keys that exist: whoever has the
// noise of figures that anybody can make up again has that of all others under the same keys.
func (c *demoCommand) vacant(ctx context.Context) error {
	if !c.embedded() {
		return errors.New("a demonstration fills a data folder, and --mongodb or its variable is set: leave it out; ringfence export and ringfence import archive take the demonstration on to MongoDB")
	}
	switch is, err := c.exists(ctx); {
	case err != nil:
		return err
	case is:
		return fmt.Errorf("there are data in %s already, and what a demonstration tells is made up: name a new folder with %s, and a new keys file with --keys", c.place, c.flag())
	}
	if keyring.InFile(c.Keys).Exists() {
		return fmt.Errorf("there is a keys file %s already, and a demonstration makes its own, so that nothing real is ever kept under them: name a new one with --keys", c.Keys)
	}
	return c.admits(c.Keys)
}

// perform makes the folder and its keys, and lives through the year.
func (c *demoCommand) perform(ctx context.Context, std streams, year demo.Year, told func(done, total int)) (err error) {
	h, err := c.open(ctx, std.log())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.store.Close()) }()
	if err := h.store.Demonstrate(ctx); err != nil {
		return err
	}
	if err := h.unlock(ctx, c.Keys); err != nil {
		return err
	}
	r, err := rehearse(ctx, h, year, told)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("stopped; remove %s, which holds part of a year, and its keys %s, and run it again", c.place, c.Keys)
	case err != nil:
		return err
	}
	r.playbill(std.out)
	return nil
}

// year is what the flags ask for.
func (c *demoCommand) year(now time.Time) (demo.Year, error) {
	y := demo.Year{Seed: demo.Seed, Until: now, Weeks: c.Weeks}
	if c.Weeks < 1 || c.Weeks > demo.MostWeeks {
		return y, fmt.Errorf("--weeks is from 1 to %d", demo.MostWeeks)
	}
	if !c.Until.IsZero() {
		if c.Until.After(now) {
			return y, errors.New("--until must be today or before: nothing is reported before it happens")
		}
		if end := c.Until.AddDate(0, 0, 1); end.Before(now) {
			y.Until = end
		}
	}
	return y, nil
}

// playbill says what there is to see.
func (r *rehearsal) playbill(out io.Writer) {
	fmt.Fprintf(out, "%d reports about %d numbers and accounts: all of it is made up, and every page says so.\n", r.reports, r.subjects)
	fmt.Fprintln(out, "Start ringfence serve as you did this, and look at")
	for _, see := range []struct{ what, path string }{
		{"what is rising this week", "/trends"},
		{"what callers knew: exams leak, and from where", "/trends/leaks"},
		{"a campus where an internship is offered that is none", "/trends/campuses/" + demo.Besieged()},
		{"a name that such offers use", "/offers/employers?q=" + url.QueryEscape(demo.Borrowed)},
		{"a number of a campaign that rotates through its block", "/n/" + demo.Rotating().String()},
		{"a number whose owner contests what is said", "/n/" + demo.Contested()[0].String()},
		{"a shop that forty new identities reported in two hours", "/n/" + demo.Brigaded().String()},
		{"official numbers, one of which callers often show", "/official"},
		{"what became of disputes, and who decided", "/transparency"},
	} {
		fmt.Fprintf(out, "  %-55s %s\n", see.what, see.path)
	}
}
