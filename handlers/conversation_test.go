package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/route"
)

// told, known and kept are what these tests read of answers.
type told struct {
	Receipt  string
	Subjects []struct{ Key, State string }
}

type known struct {
	Key, Kind, Verdict, Reports, Networks, Line, Area, Carrier string
	FirstSeen                                                  string `json:"first_seen"`
	LastSeen                                                   string `json:"last_seen"`
	Score                                                      int
	Interval                                                   []int
	Daily                                                      []int
	Categories                                                 []struct{ Category string }
	States                                                     []string
	Reasons                                                    []struct{ Code, Text string }
	CacheSeconds                                               int    `json:"cache_seconds"`
	AsOf                                                       string `json:"as_of"`
}

type kept struct {
	Withdrawn  bool
	Polarity   string
	Category   string
	ReceivedAt string `json:"received_at"`
	OccurredAt string `json:"occurred_at"`
	Region     string
	Subjects   []struct{ Key, State string }
	Testimony  *struct{ Kind, Text, Lang string }
}

// TestReportAndBack is the life of one report: told, shown, read, corrected, withdrawn.
func TestReportAndBack(t *testing.T) {
	e := newEdge(t)
	var first told
	e.ask(post(`{"kind":"text","subjects":["+1 (202) 555-0143",{"kind":"domain","value":"https://pay.example.com/x"}],
		"category":"impersonation_service","occurred_at":"2026-11-20T06:47:11Z","region":"33","text":"Call me on +12025550143","lang":"en"}`),
		http.StatusCreated, &first)
	if len(first.Subjects) != 2 || first.Subjects[0].Key != "+12025550143" || first.Subjects[1].Key != "domain/example.com" || first.Subjects[0].State != "counted" {
		t.Fatalf("answer %+v", first)
	}

	var shown known
	e.ask(get("/v1/numbers/+12025550143"), http.StatusOK, &shown)
	if shown.Reports != "1-2" || shown.FirstSeen != "2026-11" || shown.Verdict != "unknown" || len(shown.Categories) != 0 {
		t.Errorf("after one report: %+v", shown)
	}

	receipt := "/v1/receipts/" + url.PathEscape(first.Receipt)
	var back kept
	e.ask(get(receipt), http.StatusOK, &back)
	if back.ReceivedAt != "2026-11-20T08:30:00Z" || back.OccurredAt != "2026-11-20T06:00:00Z" || back.Region != "CN-ZJ" || back.Testimony == nil ||
		len(back.Subjects) != 2 || back.Subjects[0].State != "live" {
		t.Errorf("kept %+v", back)
	}

	e.pass(time.Minute) // projections of one subject are a second apart
	var second, again told
	correction := request{method: http.MethodPut, path: receipt, body: `{"kind":"call","subjects":["+12025550144"],"category":"loan"}`}
	e.ask(correction, http.StatusOK, &second)
	e.ask(correction, http.StatusOK, &again)
	if second.Receipt == first.Receipt || second.Receipt != again.Receipt {
		t.Errorf("receipts %s, %s, %s", first.Receipt, second.Receipt, again.Receipt)
	}
	back = kept{}
	e.ask(get(receipt), http.StatusOK, &back)
	if !back.Withdrawn || back.Testimony != nil {
		t.Errorf("a corrected report is kept as %+v", back)
	}
	other := request{method: http.MethodPut, path: receipt, body: `{"kind":"call","subjects":["+12025550145"]}`}
	problemOf(t, e.do(other), http.StatusGone, "withdrawn")

	for range 2 { // again is no error; a receipt may be typed as people do
		spelling := strings.ToLower(strings.ReplaceAll(second.Receipt, "-", " "))
		if got := e.do(request{method: http.MethodDelete, path: "/v1/receipts/" + url.PathEscape(spelling)}); got.status != http.StatusNoContent || got.body != "" {
			t.Errorf("withdrawing: %d %s", got.status, got.body)
		}
	}
	shown = known{}
	e.ask(get("/v1/numbers/+12025550143"), http.StatusOK, &shown)
	if shown.Reports != "0" || shown.FirstSeen != "" {
		t.Errorf("after withdrawing: %+v", shown)
	}
}

func TestIdempotencyKey(t *testing.T) {
	e := newEdge(t)
	ask := with(post(call), "Idempotency-Key", "5f0c7a52-0e2b-4a39-9d31-1d1f5a0c2b77")
	var first, second told
	e.ask(ask, http.StatusCreated, &first)
	e.ask(ask, http.StatusCreated, &second)
	if first.Receipt != second.Receipt {
		t.Errorf("receipts %s and %s", first.Receipt, second.Receipt)
	}
	ask.body = strings.Replace(call, "loan", "prize", 1)
	problemOf(t, e.do(ask), http.StatusConflict, "reused")
	for _, key := range []string{strings.Repeat("k", 22), strings.Repeat("~", 64)} {
		if got := e.do(with(post(call), "Idempotency-Key", key)); got.status != http.StatusCreated {
			t.Errorf("key of %d: %d", len(key), got.status)
		}
	}
	for _, key := range []string{strings.Repeat("k", 21), strings.Repeat("k", 65), "0123456789abcdef012345é"} {
		problemOf(t, e.do(with(post(call), "Idempotency-Key", key)), http.StatusBadRequest, "idempotency_key")
	}
}

func TestNumberSpellings(t *testing.T) {
	e := newEdge(t)
	for path, key := range map[string]string{
		"/v1/numbers/+12025550143":                                      "+12025550143",
		"/v1/numbers/%2B12025550143":                                    "+12025550143",
		"/v1/numbers/0012025550143":                                     "+12025550143",
		"/v1/numbers/2025550143?region=US":                              "+12025550143",
		"/v1/numbers/(202)%20555-0143?region=us":                        "+12025550143",
		"/v1/numbers/" + url.PathEscape("＋１２０２５５５０１４３"):                 "+12025550143",
		"/v1/numbers/%2B" + url.PathEscape("１２０２５５５０１４３"):               "+12025550143",
		"/v1/numbers/tel:+1-202-555-0143":                               "+12025550143",
		"/v1/numbers/95588":                                             "CN/95588",
		"/v1/numbers/CN%2F95588":                                        "CN/95588",
		"/v1/numbers/10690000000000000000":                              "CN/10690000000000000000",
		"/v1/subjects/number/%2B12025550143":                            "+12025550143",
		"/v1/subjects/domain/pay.example.com":                           "domain/example.com",
		"/v1/subjects/domain/https%3A%2F%2Fpay.example.com%2Fa%3Fb":     "domain/example.com",
		"/v1/subjects/domain/" + url.PathEscape("https://例子.example/路"): "domain/xn--fsqu00a.example",
		"/v1/subjects/wechat/Example_HR":                                "wechat/example_hr",
		"/v1/subjects/qq/10000001":                                      "qq/10000001",
		"/v1/subjects/sender/EXAMPLE":                                   "CN/sender/EXAMPLE",
	} {
		var got known
		if e.ask(get(path), http.StatusOK, &got); got.Key != key {
			t.Errorf("%s: key %q, want %q", path, got.Key, key)
		}
	}
}

// TestSamples is what app developers are promised.
func TestSamples(t *testing.T) {
	e := newEdge(t)
	for i, verdict := range []string{"unknown", "clear", "suspicious", "scam", "suspicious"} {
		var got known
		reply := e.ask(get(fmt.Sprintf("/v1/numbers/+1202555010%d", i)), http.StatusOK, &got)
		if got.Verdict != verdict || slices.Contains(got.States, "disputed") != (i == 4) {
			t.Errorf("sample %d: %s %v, want %s", i, got.Verdict, got.States, verdict)
		}
		if (len(got.Daily) == 90) != (i == 2 || i == 3) {
			t.Errorf("sample %d: %d days", i, len(got.Daily))
		}
		if want := fmt.Sprintf("private, max-age=%d", got.CacheSeconds); reply.header.Get("Cache-Control") != want {
			t.Errorf("Cache-Control %q, want %q", reply.header.Get("Cache-Control"), want)
		}
	}
}

func TestLanguages(t *testing.T) {
	e := newEdge(t)
	for language, want := range map[string][2]string{
		"en":                      {"No one has reported", "District of Columbia"},
		"zh-CN,zh;q=0.9,en;q=0.1": {"还没有人举报过", ""},
		"fr":                      {"No one has reported", ""},
	} {
		var got known
		reply := e.ask(with(get("/v1/numbers/+12025550143"), "Accept-Language", language), http.StatusOK, &got)
		if len(got.Reasons) != 1 || !strings.Contains(got.Reasons[0].Text, want[0]) {
			t.Errorf("%s: %+v", language, got.Reasons)
		}
		if reply.header.Get("Vary") != "Accept-Language" {
			t.Errorf("Vary %q", reply.header.Get("Vary"))
		}
	}
}

func TestNotModified(t *testing.T) {
	e := newEdge(t)
	for _, path := range []string{"/v1/numbers/+12025550143", "/v1/subjects/qq/10000001", "/v1/vocabulary", "/openapi.json"} {
		first := e.do(get(path))
		tag := first.header.Get("ETag")
		e.pass(time.Second) // as_of moves, the answer does not
		for _, held := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
			got := e.do(with(get(path), "If-None-Match", held))
			if got.status != http.StatusNotModified || got.body != "" || got.header.Get("ETag") != tag || got.header.Get("Cache-Control") == "" {
				t.Errorf("%s with %s: %d %s", path, held, got.status, got.body)
			}
		}
		if got := e.do(with(get(path), "If-None-Match", `"other"`)); got.status != http.StatusOK {
			t.Errorf("%s with another tag: %d", path, got.status)
		}
	}
	tag := e.do(get("/v1/numbers/+12025550143")).header.Get("ETag")
	if other := e.do(with(get("/v1/numbers/+12025550143"), "Accept-Language", "zh-CN")).header.Get("ETag"); other == tag {
		t.Error("both languages have one ETag")
	}
}

func TestBatch(t *testing.T) {
	e := newEdge(t)
	var got struct {
		Results []struct {
			Answer  *known
			Problem *route.Problem
		}
	}
	reply := e.ask(lookup(`{"region":"US","numbers":["2025550103","138O0138OOO",{"kind":"domain","value":"example.com"},
		{"kind":"qq","value":"x"},{"value":"+12025550101"},""]}`), http.StatusOK, &got)
	var found []string
	for _, r := range got.Results {
		switch {
		case r.Answer != nil:
			found = append(found, r.Answer.Key+" "+r.Answer.Verdict)
		case r.Problem != nil:
			found = append(found, r.Problem.Errors[0].Code)
		}
	}
	want := []string{"+12025550103 scam", "letters", "domain/example.com unknown", "bad_account", "+12025550101 clear", "empty"}
	if !slices.Equal(found, want) {
		t.Errorf("results %q, want %q", found, want)
	}
	if reply.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", reply.header.Get("Cache-Control"))
	}
	full := lookup(`{"numbers":["+12025550143"` + strings.Repeat(`,"+12025550143"`, 499) + `]}`)
	if e.ask(full, http.StatusOK, &got); len(got.Results) != 500 {
		t.Errorf("%d results", len(got.Results))
	}
}

func TestVocabulary(t *testing.T) {
	e := newEdge(t)
	type term struct {
		Value string
		Label map[string]string
	}
	var got map[string][]json.RawMessage
	e.ask(get("/v1/vocabulary"), http.StatusOK, &got)
	for list, want := range map[string]int{"categories": 20, "knew": 16, "leak_sectors": 16, "duties": 11, "kinds": 7, "reasons": 11,
		"conditions": 5, "verdicts": 4, "provinces": 34} {
		if len(got[list]) != want {
			t.Errorf("%s: %d, want %d", list, len(got[list]), want)
		}
		for _, raw := range got[list] {
			var one term
			if err := json.Unmarshal(raw, &one); err != nil || one.Label["zh-CN"] == "" || one.Label["en"] == "" || one.Label["en"] == one.Value {
				t.Errorf("%s: %s", list, raw)
			}
		}
	}
}
