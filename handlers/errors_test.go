package handlers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ringfence/handlers/api"
	"ringfence/handlers/route"
	"ringfence/internal/fault"
)

const call = `{"kind":"call","subjects":["+12025550143"],"category":"loan"}`

// wrong makes a report of which one field is given.
func wrong(field, value string) string {
	return fmt.Sprintf(`{"kind":"call","subjects":["+12025550143"],%q:%s}`, field, value)
}

func post(body string) request {
	return request{method: http.MethodPost, path: "/v1/reports", body: body}
}

func get(path string) request { return request{method: http.MethodGet, path: path} }

func lookup(body string) request {
	return request{method: http.MethodPost, path: "/v1/lookups", body: body}
}

func with(r request, name, value string) request {
	r.header = map[string]string{name: value}
	return r
}

func TestBadRequests(t *testing.T) {
	e := newEdge(t)
	nine := strings.Repeat(`"+12025550143",`, 8) + `"+12025550143"`
	for _, test := range []struct {
		name   string
		ask    request
		status int
		code   string
		errors []string // pointer and code
	}{
		{"no number", get("/v1/numbers/hello"), 400, "bad_subject", []string{" letters"}},
		{"letters inside digits", get("/v1/numbers/138O0138OOO"), 400, "bad_subject", []string{" letters"}},
		{"a star in the number", get("/v1/numbers/*2025550143"), 400, "bad_subject", []string{" symbols"}},
		{"too short", get("/v1/numbers/+1202555"), 400, "bad_subject", []string{" too_short"}},
		{"no such country", get("/v1/numbers/2025550143?region=XX"), 400, "bad_subject", []string{" bad_region"}},
		{"bytes that are no text", get("/v1/numbers/%ff%fe"), 400, "bad_subject", []string{" not_utf8"}},
		{"no such kind", get("/v1/subjects/company/example"), 400, "bad_subject", []string{" bad_kind"}},
		{"no WeChat ID", get("/v1/subjects/wechat/x"), 400, "bad_subject", []string{" bad_account"}},
		{"a misspelled region", get("/v1/numbers/2025550143?regoin=US"), 400, "unknown_parameter", nil},
		{"a region in capitals", get("/v1/numbers/2025550143?REGION=US"), 400, "unknown_parameter", nil},
		{"a region without its name", get("/v1/subjects/number/2025550143?US"), 400, "unknown_parameter", nil},
		{"a region and more", get("/v1/subjects/sender/EXAMPLE?region=US&lang=en"), 400, "unknown_parameter", nil},
		{"a body with GET", request{method: http.MethodGet, path: "/v1/numbers/+12025550143", body: "{}"}, 400, "no_body", nil},

		{"a batch without numbers", lookup(`{"numbers":[]}`), 400, "numbers", []string{"/numbers numbers"}},
		{"a batch of 501", lookup(`{"numbers":["1"` + strings.Repeat(`,"1"`, 500) + `]}`), 400, "numbers", []string{"/numbers numbers"}},
		{"a batch in no country", lookup(`{"numbers":["1"],"region":"XX"}`), 400, "bad_subject", []string{" bad_region"}},
		{"a number as a JSON number", lookup(`{"numbers":[12025550143]}`), 400, "wrong_type", []string{"/numbers/0 wrong_type"}},
		{"an unknown field of a subject", lookup(`{"numbers":[{"kind":"qq","valeu":"1"}]}`), 400, "unknown_field", []string{"/numbers/0/valeu unknown_field"}},
		{"a batch that is too large", lookup(`{"numbers":["` + strings.Repeat(" ", api.MaxLookup) + `"]}`), 413, "too_large", nil},

		{"an empty report", post(`{}`), 400, "invalid", []string{"/kind required", "/subjects required"}},
		{"a subject that is no number", post(`{"kind":"call","subjects":["138O0138OOO"]}`), 400, "invalid", []string{"/subjects/0 letters"}},
		{"nine subjects", post(`{"kind":"call","subjects":[` + nine + `]}`), 400, "invalid", []string{"/subjects too_many"}},
		{"a sample number", post(`{"kind":"call","subjects":["+12025550103"]}`), 400, "invalid", []string{"/subjects/0 sample"}},
		{"an unknown category", post(wrong("category", `"murder"`)), 400, "invalid", []string{"/category unknown"}},
		{"a date in the future", post(wrong("occurred_at", `"2026-11-23"`)), 400, "invalid", []string{"/occurred_at future"}},
		{"no date", post(wrong("occurred_at", `"yesterday"`)), 400, "invalid", []string{"/occurred_at bad_time"}},
		{"sensitive data without consent", post(wrong("knew", `["name","health","credit"]`)), 400, "invalid", []string{"/consent/sensitive consent"}},
		{"a user without a key", post(wrong("user", `"u1"`)), 400, "invalid", []string{"/user needs_key"}},
		{"a text of 4001 characters", post(wrong("text", `"`+strings.Repeat("字", 4001)+`"`)), 400, "invalid", []string{"/text too_long"}},
		{
			"several mistakes at once",
			post(`{"subjects":["x","+12025550103"],"category":"murder","occurred_at":"2027-01-01","region":"ZZ-1","knew":["health"],"offer":{"duties":["sing"]}}`),
			400, "invalid", []string{
				"/kind required", "/subjects/0 letters", "/subjects/1 sample", "/category unknown", "/occurred_at future",
				"/offer/duties/0 unknown", "/consent/sensitive consent", "/region bad_region",
			},
		},
		{"an unknown field", post(wrong("colour", `"crimson"`)), 400, "unknown_field", []string{"/colour unknown_field"}},
		{"a number as a field's name", post(wrong("13800138000", `1`)), 400, "unknown_field", nil},
		{"an unknown field of the offer", post(wrong("offer", `{"salary":"1"}`)), 400, "unknown_field", []string{"/offer/salary unknown_field"}},
		{"another case", post(`{"KIND":"call"}`), 400, "unknown_field", []string{"/KIND unknown_field"}},
		{"the wrong type", post(wrong("text", `{"a":1}`)), 400, "wrong_type", []string{"/text wrong_type"}},
		{"a list for an object", post(`[]`), 400, "wrong_type", nil},
		{"a name twice", post(`{"kind":"call","kind":"text"}`), 400, "bad_json", nil},
		{"two documents", post(call + call), 400, "bad_json", nil},
		{"half a document", post(call[:20]), 400, "bad_json", nil},
		{"no JSON", post(`kind=call`), 400, "bad_json", nil},
		{"an empty body", with(post(""), "Content-Type", "application/json"), 400, "bad_json", nil},
		{"deep nesting", post(strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000)), 400, "", nil},
		{"deep nesting in a field", post(`{"knew":` + strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000) + `}`), 400, "", nil},
		{"deep nesting of a subject", post(`{"subjects":[` + strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000) + `]}`), 400, "", nil},
		{"invalid UTF-8", post("{\"kind\":\"call\",\"text\":\"\xff\xfe\"}"), 400, "not_utf8", nil},
		{"half a surrogate pair", post(`{"kind":"call","text":"\ud83d"}`), 400, "bad_json", nil},
		{"five megabytes", post(wrong("text", `"`+strings.Repeat("a", 5<<20)+`"`)), 413, "too_large", nil},
		{"a form", with(post(call), "Content-Type", "application/x-www-form-urlencoded"), 415, "media_type", nil},
		{"another charset", with(post(call), "Content-Type", "application/json; charset=gbk"), 415, "media_type", nil},
		{"a compressed body", with(post(call), "Content-Encoding", "gzip"), 415, "media_type", nil},
		{"a short Idempotency-Key", with(post(call), "Idempotency-Key", "short"), 400, "idempotency_key", nil},
		{"an Idempotency-Key with a space", with(post(call), "Idempotency-Key", "0123456789 0123456789"), 400, "idempotency_key", nil},

		{"no receipt", get("/v1/receipts/hello"), 400, "bad_receipt", nil},
		{"a receipt with a wrong check sign", get("/v1/receipts/0000-0000-0000-0000-1"), 400, "bad_receipt", nil},
		{"an unknown receipt", get("/v1/receipts/0000-0000-0000-0000-0"), 404, "not_found", nil},
		{"replacing an unknown report", request{method: http.MethodPut, path: "/v1/receipts/0000-0000-0000-0000-0", body: call}, 404, "not_found", nil},
		{"withdrawing an unknown report", request{method: http.MethodDelete, path: "/v1/receipts/0000-0000-0000-0000-0"}, 404, "not_found", nil},

		{"nothing there", get("/v1/nothing"), 404, "no_page", nil},
		{"another method", request{method: http.MethodDelete, path: "/v1/vocabulary"}, 405, "method", nil},
		{"a panic", get("/test/panic"), 500, "internal", nil},
		{"a mistake of ours", get("/test/mistake"), 500, "internal", nil},
		{"an error that nobody foresaw", get("/test/secret"), 500, "internal", nil},
		{"a full disk", get("/test/full"), 503, "full", nil},
		{"a store that takes too long", get("/test/slow"), 503, "unavailable", nil},
	} {
		for _, language := range []string{"en", "zh-CN"} {
			t.Run(test.name+" in "+language, func(t *testing.T) {
				ask := test.ask
				ask.header = map[string]string{"Accept-Language": language}
				for name, value := range test.ask.header {
					ask.header[name] = value
				}
				got := e.do(ask)
				p := problemOf(t, got, test.status, test.code)
				found := make([]string, 0, len(p.Errors))
				for _, f := range p.Errors {
					found = append(found, f.Pointer+" "+f.Code)
				}
				if test.code != "" && !slices.Equal(found, test.errors) {
					t.Errorf("errors %q, want %q", found, test.errors)
				}
				if got.header.Get("Content-Language") != language {
					t.Errorf("Content-Language %q", got.header.Get("Content-Language"))
				}
				if got.header.Get("Retry-After") == "" && got.status == http.StatusServiceUnavailable {
					t.Error("no Retry-After")
				}
			})
		}
	}
}

// problemOf reads a problem and checks what holds for all of them.
func problemOf(t *testing.T, got reply, status int, code string) route.Problem {
	t.Helper()
	var p route.Problem
	if err := json.Unmarshal([]byte(got.body), &p); err != nil {
		t.Fatalf("status %d, not JSON: %.200s", got.status, got.body)
	}
	if got.status != status || p.Status != status || (code != "" && p.Type != "/problems/"+code) {
		t.Errorf("status %d, %s, want %d, %s", got.status, p.Type, status, code)
	}
	if media := got.header.Get("Content-Type"); media != "application/problem+json" {
		t.Errorf("Content-Type %q", media)
	}
	if cache := got.header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("Cache-Control %q", cache)
	}
	for _, secret := range []string{"138O0138OOO", "13800138000", "murder", "crimson", "a cause for the log", "goroutine", "bolt", "store/", "{"} {
		if strings.Contains(p.Detail+p.Title, secret) {
			t.Errorf("%q repeats %q", p.Detail, secret)
		}
	}
	return p
}

// TestWrongTypeSaysWhichBelongs reads what a developer is told who mistook a type.
func TestWrongTypeSaysWhichBelongs(t *testing.T) {
	e := newEdge(t)
	for body, want := range map[string]string{
		`[]`:                              "The body must be an object in braces.",
		`"call"`:                          "The body must be an object in braces.",
		`{"subjects":"x"}`:                "/subjects must be a list in square brackets.",
		`{"subjects":[5]}`:                "/subjects/0 must be a text in quotes, or an object with kind and value.",
		`{"subjects":[{"kind":5}]}`:       "/subjects/0/kind must be a text in quotes.",
		`{"knew":["name",5]}`:             "/knew/1 must be a text in quotes.",
		`{"text":{"a":1}}`:                "/text must be a text in quotes.",
		`{"offer":[]}`:                    "/offer must be an object in braces.",
		`{"consent":"yes"}`:               "/consent must be an object in braces.",
		`{"consent":{"sensitive":"yes"}}`: "/consent/sensitive must be true or false, without quotes.",
	} {
		if p := problemOf(t, e.do(post(body)), http.StatusBadRequest, "wrong_type"); !strings.HasPrefix(p.Detail, want) {
			t.Errorf("%s: %s, want %s", body, p.Detail, want)
		}
	}
}

// TestUnknownParameterSaysWhichIsKnown reads what a developer is told who misspelled a parameter.
func TestUnknownParameterSaysWhichIsKnown(t *testing.T) {
	e := newEdge(t)
	for language, want := range map[string]string{"en": "Known here: region.", "zh-CN": "此处可用的参数：region。"} {
		ask := with(get("/v1/numbers/2025550143?crimson=13800138000"), "Accept-Language", language)
		if p := problemOf(t, e.do(ask), http.StatusBadRequest, "unknown_parameter"); !strings.HasSuffix(p.Detail, want) || len(p.Errors) != 0 {
			t.Errorf("%+v, want %s", p, want)
		}
	}
}

// TestAwayStore follows the promise that a report is never lost in silence.
func TestAwayStore(t *testing.T) {
	e := newEdge(t)
	for _, mood := range []struct {
		err  error
		code string
	}{
		{fmt.Errorf("mongo: %w", fault.Unavailable), "unavailable"},
		{fmt.Errorf("bolt: %w", fault.Full), "full"},
		{fmt.Errorf("bolt: %w", fault.ReadOnly), "unavailable"},
	} {
		e.store.fail(mood.err)
		for _, ask := range []request{
			post(call), get("/v1/receipts/0000-0000-0000-0000-0"), {method: http.MethodDelete, path: "/v1/receipts/0000-0000-0000-0000-0"},
		} {
			t.Run(mood.code+" "+ask.path, func(t *testing.T) {
				got := e.do(ask)
				p := problemOf(t, got, http.StatusServiceUnavailable, mood.code)
				if got.header.Get("Retry-After") != "5" || p.Instance == "" {
					t.Errorf("Retry-After %q, instance %q", got.header.Get("Retry-After"), p.Instance)
				}
			})
		}
	}
	for _, ask := range []request{get("/v1/numbers/+12025550143"), lookup(`{"numbers":["+12025550143"]}`)} {
		if got := e.do(ask); got.status != http.StatusOK {
			t.Errorf("%s waits for the store: %d", ask.path, got.status)
		}
	}
	e.store.fail(nil)
	if got := e.do(post(call)); got.status != http.StatusCreated {
		t.Errorf("the store is back: %d", got.status)
	}
}

func TestErrorsOfPagesArePages(t *testing.T) {
	e := newEdge(t)
	for _, test := range []struct {
		ask    request
		status int
		text   string
	}{
		{get("/test/page"), 500, "<p>internal</p>"},
		{get("/nowhere"), 404, "<p>no_page</p>"},
		{request{method: http.MethodPut, path: "/test/page"}, 405, "<p>method</p>"},
		{with(request{method: http.MethodPost, path: "/test/page", body: "a=1"}, "Sec-Fetch-Site", "cross-site"), 403, "<p>cross_origin</p>"},
		{request{method: http.MethodPost, path: "/test/page", body: strings.Repeat("a", 101)}, 413, "<p>too_large</p>"},
		{with(request{method: http.MethodPost, path: "/test/page", body: "a=1"}, "Sec-Fetch-Site", "same-origin"), 200, ""},
	} {
		if got := e.do(test.ask); got.status != test.status || got.body != test.text {
			t.Errorf("%s %s: %d %q, want %d %q", test.ask.method, test.ask.path, got.status, got.body, test.status, test.text)
		}
	}
}

// TestCauseIsLoggedOnly reads the log beside the answer.
func TestCauseIsLoggedOnly(t *testing.T) {
	e := newEdge(t)
	secret := e.do(get("/test/secret"))
	if !strings.Contains(e.log.String(), "a cause for the log") || strings.Contains(secret.body, "cause") {
		t.Errorf("answer %s\nlog %s", secret.body, e.log)
	}
	if !strings.Contains(e.log.String(), secret.header.Get("X-Request-Id")) {
		t.Error("the log does not name the request")
	}
	e.do(get("/test/mistake"))
	if log := e.log.String(); !strings.Contains(log, "index out of range") || !strings.Contains(log, "handlers_test.pages") {
		t.Errorf("the log does not say where the panic was: %s", log)
	}
	e.do(get("/test/panic"))
	if log := e.log.String(); strings.Contains(log, "2025550143") {
		t.Errorf("the log quotes a panic: %s", log)
	}
	before := len(e.log.String())
	e.store.fail(errors.New("who knows: dup key +12025550143 from 203.0.113.7:80"))
	if got := e.do(post(call)); got.status != http.StatusInternalServerError {
		t.Errorf("status %d", got.status)
	}
	if log := e.log.String()[before:]; !strings.Contains(log, "who knows") || strings.Contains(log, "20255501") || strings.Contains(log, "203.0") {
		t.Errorf("log %s", log)
	}
}
