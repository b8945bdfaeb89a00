package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"ringfence/internal/publication"
)

// feeds measures GET /v1/feeds/{name} against the least that can answer the same: what changed since the version before, which is what
// nearly all ask for, and whole lists.
func feeds(ctx context.Context, g *ground) (rows []row, err error) {
	server, err := g.Synthetic(ctx, listed)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	first, err := oldestAt(ctx, server.URL)
	if err != nil {
		return nil, err
	}
	since := fmt.Sprintf("?since=%d", first)
	for _, test := range []struct {
		what  string
		paths []string
	}{
		{"what changed", []string{"/v1/feeds/numbers.json" + since, "/v1/feeds/callkit/1.json" + since, "/v1/feeds/numbers.rfl" + since}},
		{"whole", []string{"/v1/feeds/numbers.rfl", "/v1/feeds/callkit/1.json", "/v1/feeds/manifest"}},
	} {
		same, _, err := g.against(ctx, server.URL, load{paths: test.paths})
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			What: fmt.Sprintf("feeds of %s numbers, %s", figure(listed), test.what), Yardstick: "bare echo handler, the same bytes from a map",
			Unit: "answers a second", Pairs: same, Wanted: bound{Least: 0.9},
		})
	}
	return rows, nil
}

// oldestAt returns the oldest version from which a server can tell what changed.
func oldestAt(ctx context.Context, url string) (uint64, error) {
	answer, err := fetch(ctx, http.MethodGet, url+"/v1/feeds/manifest", "")
	if err != nil {
		return 0, err
	}
	var m publication.Manifest
	err = json.NewDecoder(bytes.NewReader(answer.Body)).Decode(&m) // signatures stand behind it
	return m.OldestDelta, err
}
