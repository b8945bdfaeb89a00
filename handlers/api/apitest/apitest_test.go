package apitest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ringfence/handlers/api/apitest"
)

// witness counts failures in place of failing.
type witness struct {
	testing.TB
	failures []string
}

func (w *witness) Errorf(format string, args ...any) {
	w.failures = append(w.failures, fmt.Sprintf(format, args...))
}

// canned answers everything the same.
type canned struct {
	status int
	header http.Header
	body   string
}

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Header: c.header, Body: io.NopCloser(strings.NewReader(c.body))}, nil
}

const (
	report   = `{"kind":"call","subjects":["+12025550143"]}`
	accepted = `{"receipt":"0123-4567-89AB-CDEF-K","subjects":[{"key":"+12025550143","state":"counted"}]}`
)

func TestTransportSees(t *testing.T) {
	head := func(media, cache string) http.Header {
		return http.Header{"Content-Type": {media}, "Cache-Control": {cache}}
	}
	good := head("application/json", "no-store")
	for _, test := range []struct {
		name, path, request string
		answer              canned
		wrong               string
	}{
		{"what is described", "/v1/reports", report, canned{201, good, accepted}, ""},
		{"a member that is not described", "/v1/reports", report, canned{201, good, strings.Replace(accepted, `"receipt"`, `"id":1,"receipt"`, 1)}, "id"},
		{"a member that is missing", "/v1/reports", report, canned{201, good, `{"subjects":[{"key":"a","state":"counted"}]}`}, "receipt"},
		{"a value that is not described", "/v1/reports", report, canned{201, good, strings.Replace(accepted, "counted", "lost", 1)}, "state"},
		{"a status that is not described", "/v1/reports", report, canned{202, good, accepted}, "status"},
		{"a header that is not described", "/v1/reports", report, canned{201, head("application/json", "public"), accepted}, "Cache-Control"},
		{"a type that is not described", "/v1/reports", report, canned{201, head("text/plain", "no-store"), accepted}, "Content-Type"},
		{"an accepted request that is forbidden", "/v1/reports", `{"kind":"call","subjects":[],"x":1}`, canned{201, good, accepted}, "forbidden"},
		{"an address that is not described", "/v1/secrets", report, canned{200, good, "{}"}, "address"},
		{"a page", "/about", report, canned{200, head("text/html", ""), "<p>"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &witness{TB: t}
			tr := apitest.NewTransport(t, test.answer)
			tr.T = w
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+test.path, strings.NewReader(test.request))
			req.Header.Set("Content-Type", "application/json")
			res, err := tr.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			if body, _ := io.ReadAll(res.Body); string(body) != test.answer.body {
				t.Errorf("the body was not passed on: %q", body)
			}
			if got := strings.Join(w.failures, "\n"); (got != "") != (test.wrong != "") || !strings.Contains(got, test.wrong) {
				t.Errorf("saw %q, want %q", got, test.wrong)
			}
		})
	}
}
