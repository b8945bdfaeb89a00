package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
)

// batchSize is how many numbers a batch asks for, the most that it may.
const batchSize = 500

// batches measures POST /v1/lookups against a handler that decodes the same request and answers the same.
func batches(ctx context.Context, g *ground) ([]row, error) {
	server, err := g.Million(ctx)
	if err != nil {
		return nil, err
	}
	l := load{post: "/v1/lookups"}
	for i := range sampled / batchSize {
		var numbers []string
		for j := range batchSize { // each spread over all that are known
			numbers = append(numbers, server.Numbers[j*(sampled/batchSize)+i])
		}
		body, err := json.Marshal(map[string][]string{"numbers": numbers})
		if err != nil {
			return nil, err
		}
		l.bodies = append(l.bodies, string(body))
	}
	same, _, err := g.against(ctx, server.URL, l)
	if err = errors.Join(err, server.Stop()); err != nil {
		return nil, err
	}
	return []row{{
		What: "batches of 500, " + server.What, Yardstick: "echo handler that decodes the same, the same bytes from a map",
		Unit: "answers a second", Pairs: same, Wanted: bound{Least: 0.5},
	}}, nil
}

// firstOf returns the first number that a batch asks for, by which the yardstick finds its answer.
func firstOf(body string) string {
	_, rest, _ := strings.Cut(body, `["`)
	first, _, _ := strings.Cut(rest, `"`)
	return first
}
