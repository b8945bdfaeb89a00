package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"ringfence/internal/subject"
)

const (
	askTimeout = 15 * time.Second
	mostOfJSON = 4 << 20 // bytes of an answer
)

// asking is a server that is asked.
type asking struct{ origin string }

func (s asking) String() string { return s.origin }

// plainClient takes no compressed answer, whose length would tell what is in it, and is sent on to no other server.
var plainClient = &http.Client{
	Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableCompression: true},
	CheckRedirect: func(next *http.Request, before []*http.Request) error {
		if len(before) > 3 || !sameServer(before[len(before)-1].URL, next.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	},
	Timeout: askTimeout,
}

// sameServer reports whether a redirect leads to the server that it came from, in no clearer text than before: another port may be
// anybody's, and an exact number that was asked for under TLS is in the address.
func sameServer(from, to *url.URL) bool {
	if from.Hostname() != to.Hostname() || from.Port() != to.Port() {
		return false
	}
	return from.Scheme == to.Scheme || to.Scheme == "https" && to.Port() == ""
}

// exactPath is where a subject is looked up.
func exactPath(key subject.Key) string {
	switch key.Kind() {
	case subject.Number, subject.ShortCode, subject.Port:
		return "/v1/numbers/" + url.PathEscape(key.String())
	}
	path := "/v1/subjects/" + string(key.Kind()) + "/" + url.PathEscape(key.Value())
	if region := key.Region(); region != "" {
		path += "?region=" + region
	}
	return path
}

// get returns the document at a path. The error says to people why there is none, and does not repeat the path.
func (s asking) get(ctx context.Context, path string) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.origin+path, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Accept-Language", "en")
	res, err := plainClient.Do(req)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("no server answers at %s: start one, or name another with --server", s)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostOfJSON))
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("the answer of %s ended early: ask again", s)
	case res.StatusCode == http.StatusOK:
		return body, res.Header, nil
	}
	return nil, nil, s.refusal(res, body)
}

// refusal is what a server said that did not answer.
func (s asking) refusal(res *http.Response, body []byte) error {
	var problem struct{ Type, Detail string }
	switch {
	case json.Unmarshal(body, &problem) != nil || problem.Detail == "", res.StatusCode == http.StatusNotFound:
		return errNoRingfence(s)
	case res.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("%s was asked too often from here: ask again in %s seconds", s, res.Header.Get("Retry-After"))
	}
	return fmt.Errorf("%s answered: %s", s, problem.Detail)
}

func errNoRingfence(s asking) error {
	return fmt.Errorf("what answers at %s is no Ringfence, or one of a version that has no such lookup: name another with --server", s)
}
