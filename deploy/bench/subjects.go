package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/api"
	"ringfence/handlers/site"
	"ringfence/internal/ftc"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/ties"
	"ringfence/ratelimit"
)

// sampled is how many numbers requests ask for, spread over all that a server knows: too many for the
// processor's caches to know them all.
const sampled = 20_000

// settled is a running server and a sample of the numbers that it knows.
type settled struct {
	*process
	What    string
	Numbers []string
}

// Million returns a server with about a million known numbers: those of the stream, imported into a fresh
// folder, or else made up.
func (g *ground) Million(ctx context.Context) (*settled, error) {
	if g.Stream == "" {
		return g.Synthetic(ctx, 1_000_000)
	}
	data, keys := g.Path("stream"), g.Path("stream.keys")
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		g.Say("  importing %s", g.Stream)
		//nolint:gosec // the program that is measured
		if out, err := exec.CommandContext(ctx, g.Binary, "import", "ftc", g.Stream, "--new", "--shift-to", time.Now().UTC().Format(time.DateOnly),
			"--data", data, "--keys", keys).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("import: %w: %s", err, out)
		}
	}
	numbers, err := g.numbersOfStream()
	if err != nil {
		return nil, err
	}
	sample := make([]string, sampled)
	for i := range sample {
		sample[i] = numbers[i*len(numbers)/sampled]
	}
	p, err := g.Serve(ctx, data, keys)
	if err != nil {
		return nil, err
	}
	return &settled{p, figure(float64(len(numbers))) + " numbers of the stream", sample}, p.calm(ctx)
}

// calm waits until a server has done what it does once after its start: to see that no subject is still
// shown by an earlier formula.
func (p *process) calm(ctx context.Context) error {
	for range time.Tick(time.Second) {
		state, err := fetch(ctx, http.MethodGet, p.URL+"/readyz", "")
		if err == nil && !bytes.Contains(state.Body, []byte("formula")) {
			return nil
		}
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
	return nil
}

// numbersOfStream returns the distinct numbers of the stream, sorted.
func (g *ground) numbersOfStream() ([]string, error) {
	file, err := os.Open(g.Stream)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	rows, err := ftc.NewReader(file)
	if err != nil {
		return nil, err
	}
	all := make(map[string]bool)
	for {
		c, err := rows.Next()
		var bad *ftc.RowError
		switch {
		case errors.Is(err, io.EOF):
			return slices.Sorted(maps.Keys(all)), nil
		case errors.As(err, &bad):
		case err != nil:
			return nil, err
		default:
			all[c.Number.String()] = true
		}
	}
}

// Synthetic returns the edge with so many made-up subjects.
func (g *ground) Synthetic(ctx context.Context, subjects uint64) (*settled, error) {
	s, err := newSynthetic(subjects, time.Now())
	if err != nil {
		return nil, err
	}
	g.Say("  making %s subjects", figure(float64(subjects)))
	p, err := g.Child(ctx, "synthetic", strconv.FormatUint(subjects, 10), g.snapshotOf(subjects))
	return &settled{p, figure(float64(subjects)) + " made-up numbers", s.Known(sampled)}, err
}

func (g *ground) snapshotOf(subjects uint64) string {
	return g.Path(fmt.Sprintf("synthetic-%d.snapshot", subjects))
}

// loaded returns an index of made-up subjects as it is after a restart: loaded from its snapshot, which is
// made first if it is missing.
func loaded(ctx context.Context, subjects uint64, snapshot string) (*index.Index, error) {
	s, err := newSynthetic(subjects, time.Now())
	if err != nil {
		return nil, err
	}
	config := index.Config{Store: s, Clock: time.Now, Snapshot: snapshot}
	if _, err := os.Stat(snapshot); errors.Is(err, fs.ErrNotExist) { //nolint:gosec // our own file
		first := index.New(config)
		if _, err := first.Load(ctx); err != nil {
			return nil, err
		}
		over, end := context.WithCancel(ctx)
		end()
		var unsaved error
		if first.Run(over, func(err error) { unsaved = err }); unsaved != nil {
			return nil, unsaved
		}
	}
	x := index.New(config)
	wrong, err := x.Load(ctx)
	if err = errors.Join(wrong, err); err == nil && x.Size().Subjects != int(subjects) {
		err = fmt.Errorf("the index holds %d subjects, not %d", x.Size().Subjects, subjects)
	}
	return x, err
}

// serveSynthetic is the child that Synthetic starts: the real edge and the real index, without a store. Memory is collected as seldom as
// ringfence serve does it.
func serveSynthetic(ctx context.Context, args []string, out io.Writer) error {
	debug.SetGCPercent(200)
	subjects, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return err
	}
	x, err := loaded(ctx, subjects, args[1])
	if err != nil {
		return err
	}
	keys, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		return err
	}
	go x.Run(ctx, func(error) {}) // or it would be said to be stale
	list, err := blockedBy(ctx, x, keys)
	if err != nil {
		return err
	}
	rooms, err := api.New(api.Config{Index: x, Clock: time.Now, Pad: keys.Pad, Feeds: list, SigningKeys: keys.SigningKeys})
	if err != nil {
		return err
	}
	people := site.New(site.Config{Lookups: x, Ties: ties.New(ties.Config{}), Clock: time.Now})
	edge, err := handlers.New(handlers.Config{
		Routes: append(rooms.Routes(), people.Routes()...), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Metrics: prometheus.NewRegistry(),
		Limits: handlers.Limits{Limiter: ratelimit.Off{}, Budgets: ratelimit.DefaultBudgets(), Secret: make([]byte, ratelimit.MinSecret)},
	})
	if err != nil {
		return err
	}
	return answer(ctx, edge, out)
}
