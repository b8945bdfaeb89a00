package main

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/private"
	"ringfence/internal/subject"
)

// ranges measures GET /v1/ranges/{prefix} against the least that can answer the same.
func ranges(ctx context.Context, g *ground) ([]row, error) {
	server, err := g.Million(ctx)
	if err != nil {
		return nil, err
	}
	l, err := rangesOf(server.Numbers)
	if err != nil {
		return nil, errors.Join(err, server.Stop())
	}
	same, bodies, err := g.against(ctx, server.URL, l)
	if err = errors.Join(err, server.Stop()); err != nil {
		return nil, err
	}
	what := "ranges, " + server.What
	return []row{
		{What: what, Yardstick: "bare echo handler, the same bytes from a map", Unit: "answers a second", Pairs: same, Wanted: bound{Least: 0.9}},
		{What: what, Yardstick: "the same without our header fields", Unit: "answers a second", Pairs: bodies},
	}, nil
}

// rangesOf is the load of one range for each number.
func rangesOf(numbers []string) (l load, err error) {
	for _, n := range numbers {
		key, err := subject.ParseKey(n)
		if err != nil {
			return l, err
		}
		place, ok := private.PlaceOf(key)
		if !ok {
			return l, fmt.Errorf("%s is in no range", n)
		}
		l.paths = append(l.paths, "/v1/ranges/"+place.Prefix.String())
	}
	return l, nil
}
