package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// published is how many subjects there are, of which those that are reported most are on the list.
const published = 1_000_000

// feeds measures GET /v1/feeds/{name} against the least that can answer the same: with the shortest answer there is, where what is
// around it counts most, and with whole lists.
func feeds(ctx context.Context, g *ground) (rows []row, err error) {
	server, err := g.Synthetic(ctx, published)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	version, err := versionAt(ctx, server.URL)
	if err != nil {
		return nil, err
	}
	for _, test := range []struct {
		what  string
		paths []string
	}{
		{"feeds, nothing changed", []string{"/v1/feeds/numbers.json?since=" + version, "/v1/feeds/callkit/1.json?since=" + version}},
		{"feeds, whole", []string{"/v1/feeds/numbers.rfl", "/v1/feeds/callkit/1.json", "/v1/feeds/manifest"}},
	} {
		same, _, err := g.against(ctx, server.URL, load{paths: test.paths})
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			What: fmt.Sprintf("%s, of %s", test.what, server.What), Yardstick: "bare echo handler, the same bytes from a map", Unit: "answers a second",
			Pairs: same, Wanted: bound{Least: 0.9},
		})
	}
	return rows, nil
}

// versionAt returns the version of the list that a server hands out.
func versionAt(ctx context.Context, url string) (string, error) {
	answer, err := fetch(ctx, http.MethodGet, url+"/v1/feeds/numbers.rfl", "")
	if err != nil {
		return "", err
	}
	for _, f := range answer.Fields {
		if f.Name == "Ringfence-Version" {
			return f.Values[0], nil
		}
	}
	return "", errors.New("nothing is published")
}
