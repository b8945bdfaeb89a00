package handlers_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// serve asks the handler itself.
func (e *edge) serve(t *testing.T, method string, where *url.URL, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
	req.URL = where
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res := httptest.NewRecorder()
	e.handler.ServeHTTP(res, req)
	return res
}

// described holds what e answered to openapi.yaml.
func (e *edge) described(t *testing.T, method string, where *url.URL, body string) *httptest.ResponseRecorder {
	t.Helper()
	res := e.serve(t, method, where, body)
	held := *e.contract
	held.T, held.Base = t, recorded{res}
	req := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
	req.URL = where
	req.Header.Set("Content-Type", "application/json")
	if _, err := held.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	return res
}

// recorded answers with what was recorded.
type recorded struct{ *httptest.ResponseRecorder }

func (r recorded) RoundTrip(*http.Request) (*http.Response, error) {
	res := r.Result()
	res.Body = io.NopCloser(bytes.NewReader(r.Body.Bytes()))
	return res, nil
}

// FuzzReportBody: whatever is sent is kept or explained, and never a fault of ours.
func FuzzReportBody(f *testing.F) {
	for _, seed := range []string{
		call, `{}`, `[]`, `null`, `{"kind":"offer","subjects":[{"kind":"wechat","value":"example_hr"}],"offer":{"duties":["lend_card"]}}`,
		`{"kind":"call","subjects":["\u0000"]}`, `{"kind":null,"subjects":null,"offer":null,"consent":null}`, "\xff", `{"kind":"call","subjects":[[]]}`,
		wrong("knew", `["health"]`), wrong("occurred_at", `"9999-12-31T23:59:59+14:00"`), wrong("text", `"\ud83d\ude00 +12025550143"`),
	} {
		f.Add(seed)
	}
	e := newEdge(f)
	f.Fuzz(func(t *testing.T, body string) {
		res := e.described(t, http.MethodPost, &url.URL{Path: "/v1/reports"}, body)
		switch {
		case res.Code == http.StatusCreated:
			return
		case res.Code < 400 || res.Code > 499:
			t.Fatalf("%d %s", res.Code, res.Body)
		}
		problemOf(t, reply{res.Code, res.Result().Header, res.Body.String()}, res.Code, "")
	})
}

// FuzzNumberPath: every path is answered or explained, and the key of an answer leads to the same answer.
func FuzzNumberPath(f *testing.F) {
	for _, seed := range []string{"+12025550143", "%2B12025550143", "0012025550143", "CN/95588", "１２０", "tel:+1-202-555-0143", "..", "a/../b", "\x00", "%", "%zz"} {
		f.Add(seed, "US")
	}
	e := newEdge(f)
	f.Fuzz(func(t *testing.T, number, region string) {
		ask := func(number string) *httptest.ResponseRecorder {
			where := &url.URL{Path: "/v1/numbers/" + number, RawQuery: url.Values{"region": {region}}.Encode()}
			where.RawPath = "/v1/numbers/" + url.PathEscape(number)
			return e.serve(t, http.MethodGet, where, "")
		}
		res := ask(number)
		if res.Code != http.StatusOK {
			if res.Code < 400 || res.Code > 499 {
				t.Fatalf("%d %s", res.Code, res.Body)
			}
			return
		}
		var first, second known
		if err := json.Unmarshal(res.Body.Bytes(), &first); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(ask(first.Key).Body.Bytes(), &second); err != nil || first.Key != second.Key {
			t.Fatalf("%q leads to %q, which leads to %q (%v)", number, first.Key, second.Key, err)
		}
	})
}
