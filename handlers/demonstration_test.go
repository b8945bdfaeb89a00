package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestDemonstration: whoever asks about subjects can tell that the data are a demonstration, by each answer and
// by a header, from the moment that they are one.
func TestDemonstration(t *testing.T) {
	e := newEdge(t)
	for _, test := range []struct {
		ask     request
		header  bool
		members int
	}{
		{get("/v1/numbers/+12025550143"), true, 1},
		{get("/v1/subjects/qq/10000001"), true, 1},
		{lookup(`{"numbers":["+12025550143","hello","+12025550144"]}`), true, 2},
		{get("/v1/ranges/459c"), true, 0}, // the document has no room for it
		{get("/readyz"), false, 1},
		{get("/v1/vocabulary"), false, 0},
		{get("/healthz"), false, 0},
		{post(call), false, 0},
	} {
		for _, demo := range []bool{false, true} {
			e.demo.Store(demo)
			got := e.do(test.ask)
			if said := got.header.Get("Ringfence-Demonstration") == "true"; said != (demo && test.header) {
				t.Errorf("%s: demonstration %v, in the header %v", test.ask.path, demo, said)
			}
			want := 0
			if demo {
				want = test.members
			}
			if n := strings.Count(got.body, `"demonstration":true`); n != want || strings.Count(got.body, `"demonstration"`) != n {
				t.Errorf("%s: demonstration %v, said %d times: %s", test.ask.path, demo, n, got.body)
			}
		}
	}
}

// TestDemonstrationAndCaches: what was kept before the data became a demonstration does not hold any more.
func TestDemonstrationAndCaches(t *testing.T) {
	e := newEdge(t)
	ask := get("/v1/numbers/+12025550143")
	before := e.do(ask).header.Get("ETag")
	e.demo.Store(true)
	after := e.do(with(ask, "If-None-Match", before))
	if after.status != http.StatusOK {
		t.Errorf("an answer that did not say so still holds: %d", after.status)
	}
	again := e.do(with(ask, "If-None-Match", after.header.Get("ETag")))
	if again.status != http.StatusNotModified || again.header.Get("Ringfence-Demonstration") != "true" {
		t.Errorf("%d %v", again.status, again.header)
	}
	if open := e.do(ask).header.Get("Access-Control-Expose-Headers"); !strings.Contains(open, "Ringfence-Demonstration") {
		t.Errorf("scripts cannot read it: %s", open)
	}
}
