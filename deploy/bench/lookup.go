package main

import (
	"context"
	"errors"
	"fmt"
)

// lookups measures GET /v1/numbers/{number} against the least that can answer the same.
func lookups(ctx context.Context, g *ground) ([]row, error) {
	server, err := g.Million(ctx)
	if err != nil {
		return nil, err
	}
	same, bodies, err := g.against(ctx, server.URL, asked(server.Numbers))
	if err = errors.Join(err, server.Stop()); err != nil {
		return nil, err
	}
	what := "lookups, " + server.What
	return []row{
		{What: what, Yardstick: "bare echo handler, the same bytes from a map", Unit: "answers a second", Pairs: same, Wanted: bound{Least: 0.85}},
		{What: what, Yardstick: "the same without our header fields", Unit: "answers a second", Pairs: bodies},
	}, nil
}

// sizes measures lookups among few and among many subjects.
func sizes(ctx context.Context, g *ground) ([]row, error) {
	const few, many = 10_000, 10_000_000
	var rates [2]func() (float64, error)
	var servers [2]*settled
	for i, subjects := range []uint64{few, many} {
		server, err := g.Synthetic(ctx, subjects)
		if err != nil {
			return nil, err
		}
		defer func() { _ = server.Stop() }()
		script := g.Path(fmt.Sprintf("sizes-%d.lua", subjects))
		if err := asked(server.Numbers).script(script); err != nil {
			return nil, err
		}
		servers[i], rates[i] = server, func() (float64, error) { return g.Hammer(ctx, server.URL, script) }
	}
	pairs, err := g.Alternate(rates[0], rates[1])
	return []row{{
		What: "lookups, " + servers[0].What, Yardstick: servers[1].What, Unit: "answers a second", Pairs: pairs, Wanted: bound{Least: 1 / 1.2, Most: 1.2},
	}}, err
}

// asked is the load of one lookup of each number.
func asked(numbers []string) load {
	var l load
	for _, n := range numbers {
		l.paths = append(l.paths, "/v1/numbers/"+n)
	}
	return l
}

// against sends a load to a server, to a bare handler that answers the same bytes, and to one that answers the
// bodies without the header fields, in turn. It fails when an answer changes its length meanwhile.
func (g *ground) against(ctx context.Context, url string, l load) (same, bodies []pair, err error) {
	captured, err := gather(ctx, url, l)
	if err != nil {
		return nil, nil, err
	}
	script := g.Path("load.lua")
	if err := errors.Join(captured.write(g.Path("captured")), l.script(script)); err != nil {
		return nil, nil, err
	}
	twin, err := g.Child(ctx, "bare", g.Path("captured"))
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, twin.Stop()) }()
	body, err := g.Child(ctx, "bare", g.Path("captured"), withoutHeaders)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, body.Stop()) }()
	err = errors.Join(captured.compare(ctx, twin.URL, l, sameBytes), captured.compare(ctx, body.URL, l, sameBody))
	if err != nil {
		return nil, nil, err
	}
	rate := func(url string) func() (float64, error) {
		return func() (float64, error) { return g.Hammer(ctx, url, script) }
	}
	if same, err = g.Alternate(rate(url), rate(twin.URL)); err != nil {
		return nil, nil, err
	}
	if bodies, err = g.Alternate(rate(url), rate(body.URL)); err != nil {
		return nil, nil, err
	}
	return same, bodies, captured.compare(ctx, url, l, sameLength)
}
