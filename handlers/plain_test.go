package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// TestPlainWord asks as a telephone system does, about the developers' samples: unknown, clear, suspicious, scam, disputed.
func TestPlainWord(t *testing.T) {
	e := newEdge(t)
	for _, test := range []struct {
		query, language string
		words           [5]string // of the samples
	}{
		{"", "", [5]string{"0", "0", "0", "1", "0"}},
		{"?format=", "", [5]string{"0", "0", "0", "1", "0"}},
		{"?format=0|1", "", [5]string{"0", "0", "0", "1", "0"}},
		{"?format=0%7C1", "", [5]string{"0", "0", "0", "1", "0"}},
		{"?format=block", "", [5]string{"0", "0", "0", "1", "0"}},
		{"?format=verdict", "zh-CN", [5]string{"unknown", "clear", "suspicious", "scam", "suspicious"}},
		{"?format=label", "", [5]string{"", "", "Suspicious call", "Reported scam", "Suspicious call"}},
		{"?format=label&region=US", "fr", [5]string{"", "", "Suspicious call", "Reported scam", "Suspicious call"}},
		{"?format=label", "zh-CN", [5]string{"", "", "可疑来电", "被举报为诈骗", "可疑来电"}},
		{"?format=label&lang=zh-CN", "en", [5]string{"", "", "可疑来电", "被举报为诈骗", "可疑来电"}},
		{"?format=label&lang=en", "zh-CN", [5]string{"", "", "Suspicious call", "Reported scam", "Suspicious call"}},
	} {
		for i, want := range test.words {
			got := e.do(with(get(fmt.Sprintf("/v1/plain/+1202555010%d%s", i, test.query)), "Accept-Language", test.language))
			if got.status != http.StatusOK || got.body != want || got.header.Get("Content-Type") != "text/plain; charset=UTF-8" {
				t.Errorf("%s in %q, sample %d: %d, %s, %q, want %q", test.query, test.language, i, got.status, got.header.Get("Content-Type"), got.body, want)
			}
		}
	}
}

// TestPlainScore compares the score, and how long it may be kept, with the whole answer.
func TestPlainScore(t *testing.T) {
	e := newEdge(t)
	for i := range 5 {
		number := fmt.Sprintf("+1202555010%d", i)
		var whole known
		e.ask(get("/v1/numbers/"+number), http.StatusOK, &whole)
		got := e.do(get("/v1/plain/" + number + "?format=score"))
		if got.body != fmt.Sprint(whole.Score) || got.header.Get("Ringfence-As-Of") != whole.AsOf || got.header.Get("Cache-Control") != fmt.Sprintf("private, max-age=%d", whole.CacheSeconds) {
			t.Errorf("%s: %q and %s, want %d and %d s", number, got.body, got.header.Get("Cache-Control"), whole.Score, whole.CacheSeconds)
		}
	}
}

// TestPlainSpellings takes numbers as telephone systems have them.
func TestPlainSpellings(t *testing.T) {
	e := newEdge(t)
	for _, path := range []string{
		"+12025550103", "%2B12025550103", "0012025550103", "2025550103?region=US", "12025550103?region=US", "(202)%20555-0103?region=us", "tel:+1-202-555-0103",
	} {
		if got := e.do(get("/v1/plain/" + path)); got.status != http.StatusOK || got.body != "1" {
			t.Errorf("%s: %d %q", path, got.status, got.body)
		}
	}
}

// TestPlainDemonstration says in its header what the data are, which no telephone system reads: so it says nothing of any number but the
// developers' samples.
func TestPlainDemonstration(t *testing.T) {
	e := newEdge(t)
	number, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	e.reported(t, number)
	if err := e.store.Decide(t.Context(), reputation.Decision{ID: "000001", Subject: number, Kind: reputation.Confirm, At: e.clock(), Reason: "looked at it"}); err != nil {
		t.Fatal(err)
	}
	e.ask(post(call), http.StatusCreated, &told{}) // by which lookups learn of it
	for _, demo := range []bool{false, true} {
		e.demo.Store(demo)
		for query, words := range map[string][2]string{"": {"1", "0"}, "?format=label&lang=en": {"Reported scam", ""}, "?format=verdict": {"scam", "unknown"}} {
			want := words[0]
			if demo {
				want = words[1]
			}
			if got := e.do(get("/v1/plain/+12025550143" + query)); got.status != http.StatusOK || got.body != want || (got.header.Get("Ringfence-Demonstration") == "true") != demo {
				t.Errorf("demonstration %v, %s: %q, want %q, %v", demo, query, got.body, want, got.header)
			}
			if got := e.do(get("/v1/plain/+12025550103" + query)); got.body != words[0] {
				t.Errorf("demonstration %v, %s: the sample of a scam is %q, want %q", demo, query, got.body, words[0])
			}
		}
		if got := e.do(get("/v1/plain/+12025550143?format=score")); (got.body == "0") != demo {
			t.Errorf("demonstration %v: its score is %s", demo, got.body)
		}
	}
}

// TestPlainMistakesAreMute reads what a telephone would show to whoever is called: nothing.
func TestPlainMistakesAreMute(t *testing.T) {
	e := newEdge(t)
	for _, test := range []struct {
		ask    request
		status int
		code   string
	}{
		{get("/v1/plain/anonymous"), 400, "bad_subject"},
		{get("/v1/plain/Unknown?format=label"), 400, "bad_subject"},
		{get("/v1/plain/Restricted?format=label&lang=zh-CN"), 400, "bad_subject"},
		{get("/v1/plain/"), 400, "bad_subject"},
		{get("/v1/plain/?format=label&region=US"), 400, "bad_subject"},
		{get("/v1/plain/%20"), 400, "bad_subject"},
		{get("/v1/plain/sip:anonymous@anonymous.invalid"), 400, "bad_subject"},
		{get("/v1/plain/%ff%fe"), 400, "bad_subject"},
		{get("/v1/plain/2025550103?region=XX"), 400, "bad_subject"},
		{get("/v1/plain/+12025550103?format=json"), 400, "unknown_format"},
		{get("/v1/plain/+12025550103?format=LABEL"), 400, "unknown_format"},
		{get("/v1/plain/+12025550103?fromat=label"), 400, "unknown_parameter"},
		{get("/test/mute"), 503, "unavailable"},
		{get("/v1/plain/+12025550103/x"), 400, "bad_subject"},
		{request{method: http.MethodPost, path: "/v1/plain/+12025550103"}, 405, "method"},
		{request{method: http.MethodGet, path: "/v1/plain/+12025550103", body: "{}"}, 400, "no_body"},
	} {
		t.Run(test.ask.method+" "+test.ask.path, func(t *testing.T) {
			got := e.do(test.ask)
			mute(t, got.status, got.header, got.body, test.status, test.code)
			if got.header.Get("Retry-After") == "" && test.status == http.StatusServiceUnavailable {
				t.Error("no Retry-After")
			}
		})
	}
}

// TestPlainExcessIsMute asks for more than it may.
func TestPlainExcessIsMute(t *testing.T) {
	d := newDoor(t)
	var res *httptest.ResponseRecorder
	for range 61 {
		res = d.knock(http.MethodGet, "/plain/+12025550103", "192.0.2.1", "")
	}
	mute(t, res.Code, res.Header(), res.Body.String(), http.StatusTooManyRequests, "too_many")
	if res.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	res = d.knock(http.MethodGet, "/plain/+12025550103", "192.0.2.2", "rf_no-such-key")
	mute(t, res.Code, res.Header(), res.Body.String(), http.StatusUnauthorized, "unknown_key")
}

// mute checks an error that has no body.
func mute(t *testing.T, status int, header http.Header, body string, wanted int, code string) {
	t.Helper()
	if status != wanted || header.Get("Ringfence-Problem") != "/problems/"+code || body != "" {
		t.Errorf("%d %s %q, want %d %s and nothing", status, header.Get("Ringfence-Problem"), body, wanted, code)
	}
	if media := header.Get("Content-Type"); media != "text/plain; charset=UTF-8" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("Content-Type %q, Cache-Control %q", media, header.Get("Cache-Control"))
	}
}
