// Command bench measures what Ringfence does against what the machine could do at best, side by side in one
// run: a figure alone tells more of the machine than of the program. deploy/bench/run builds what it needs.
//
// To add a measure: write a file of its noun with a function that takes a ground and returns rows, each with
// its yardstick, and give it a line in measures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// measures is every question that is asked, in the order of the table.
var measures = []measure{
	{"imports", imports},
	{"lookups", lookups},
	{"latencies", latencies},
	{"sizes", sizes},
	{"batches", batches},
	{"pages", pages},
	{"trends", trends},
	{"memory", memory},
	{"lists", lists},
	{"durable", durable},
	{"messages", messages},
	{"shared", shared},
	{"ranges", ranges},
	{"feeds", feeds},
}

// measure is one question. Run fails when an answer is wrong; how fast it came is for the rows to say.
type measure struct {
	Name string // for --only
	Run  func(context.Context, *ground) ([]row, error)
}

// children are what this program also is, in processes of their own.
var children = map[string]func(ctx context.Context, args []string, out io.Writer) error{
	"bare":      bare,           // a yardstick
	"lines":     lines,          // another, for pages
	"synthetic": serveSynthetic, // the edge over made-up subjects
	"weigh":     weigh,          // an index, alone in its heap
	"pace":      pace,           // sends requests at a rate
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

// run measures, or is a child when the first argument names one.
func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		if child, ok := children[args[0]]; ok {
			return child(ctx, args[1:], os.Stdout)
		}
	}
	g := &ground{Progress: os.Stderr, MongoDB: os.Getenv("MONGODB_URI")}
	if err := forget(); err != nil {
		return err
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "", "run the one measure of this `NAME`")
	readme := flags.String("write", "", "put the table of a whole run into this Markdown `FILE` instead of printing it")
	flags.StringVar(&g.Stream, "stream", "", "`FILE` with complaints to the US Do Not Call programme; without it numbers are made up")
	flags.StringVar(&g.Binary, "binary", "bin/ringfence", "the program that is measured")
	flags.StringVar(&g.Folder, "folder", "", "work in `FOLDER` and leave what is in it for the next run; without it in a temporary one")
	flags.IntVar(&g.Pairs, "pairs", 3, "how often each figure and its yardstick are taken, at least 3")
	flags.DurationVar(&g.Window, "window", 5*time.Second, "how long requests are sent for one figure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || g.Pairs < 3 {
		return errors.New("there are flags only, and a median needs at least 3 pairs; see --help")
	}
	rows, err := g.measure(ctx, *only)
	if err != nil {
		return err
	}
	table := tableOf(thisMachine(), rows)
	if *readme != "" && *only == "" {
		return table.into(*readme)
	}
	_, err = fmt.Print(table)
	return err
}

// forget takes settings of Ringfence out of the environment: what is measured has those that it is given, and no others.
func forget() (err error) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "RINGFENCE_") || name == "MONGODB_URI" || name == "REDIS_URL" {
			err = errors.Join(err, os.Unsetenv(name))
		}
	}
	return err
}

// measure runs every measure, or the one called only.
func (g *ground) measure(ctx context.Context, only string) (all []row, err error) {
	if err := g.open(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	found := false
	for _, m := range measures {
		if only != "" && m.Name != only {
			continue
		}
		found = true
		g.Say("%s", m.Name)
		rows, err := m.Run(ctx, g)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		for _, r := range rows {
			g.Say("  %s", r)
		}
		all = append(all, rows...)
	}
	if !found {
		return nil, fmt.Errorf("there is no measure called %q", only)
	}
	return all, nil
}
