package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// fetch returns an answer, which must have status 200.
func fetch(ctx context.Context, method, url, body string) (r response, err error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return r, err
	}
	req.Header.Set("Accept-Encoding", "identity") // as wrk, which reads no other
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return r, err
	}
	defer func() { _ = res.Body.Close() }()
	if r.Body, err = io.ReadAll(res.Body); err != nil {
		return r, err
	}
	if res.StatusCode != http.StatusOK {
		return r, fmt.Errorf("%s %s: status %d", method, url, res.StatusCode)
	}
	for _, name := range slices.Sorted(maps.Keys(res.Header)) {
		if name == "Date" || name == "Content-Length" && len(r.Body) < 2048 { // net/http's own
			continue
		}
		r.Fields = append(r.Fields, field{name, res.Header[name]})
	}
	return r, nil
}

// gather asks a server the whole load once.
func gather(ctx context.Context, url string, l load) (captured, error) {
	c := captured{Answers: make(map[string]response), Batches: make(map[string]response)}
	var err error
	for _, path := range l.paths {
		if c.Answers[path], err = fetch(ctx, http.MethodGet, url+path, ""); err != nil {
			return c, err
		}
	}
	for _, body := range l.bodies {
		if c.Batches[firstOf(body)], err = fetch(ctx, http.MethodPost, url+l.post, body); err != nil {
			return c, err
		}
	}
	return c, nil
}

// How the answers of a server are held against those that were captured.
func sameBytes(a, b response) bool  { return bytes.Equal(a.Body, b.Body) && a.size() == b.size() }
func sameBody(a, b response) bool   { return bytes.Equal(a.Body, b.Body) }
func sameLength(a, b response) bool { return len(a.Body) == len(b.Body) && a.size() == b.size() } // they differ in their time

// compare fails when a server does not answer the load as was captured: both sides must send what they are
// held against.
func (c captured) compare(ctx context.Context, url string, l load, equal func(a, b response) bool) error {
	again, err := gather(ctx, url, l)
	if err != nil {
		return err
	}
	if len(again.Answers)+len(again.Batches) == 0 {
		return errors.New("nothing was asked")
	}
	if !maps.EqualFunc(c.Answers, again.Answers, equal) || !maps.EqualFunc(c.Batches, again.Batches, equal) {
		return fmt.Errorf("%s does not answer as was captured", url)
	}
	return nil
}
