package site_test

import (
	"net/http"
	"testing"
	"time"

	"ringfence/handlers/site"
	"ringfence/web"
)

func TestWhoFindsAHoleKnowsWhomToTell(t *testing.T) {
	s := newService(t)
	if got := s.send("/.well-known/security.txt", nil); got.status != http.StatusNotFound {
		t.Errorf("nobody is named: %d", got.status)
	}
	s.serve(site.Config{Operator: web.Operator{Contact: "security@ringfence.example"}, Origin: "https://ringfence.example"})
	s.now = time.Date(2026, 11, 30, 5, 0, 0, 0, time.UTC)
	got := s.send("/.well-known/security.txt", nil)
	const want = `Contact: mailto:security@ringfence.example
Expires: 2027-05-29T00:00:00Z
Preferred-Languages: zh, en
Canonical: https://ringfence.example/.well-known/security.txt
`
	if got.status != http.StatusOK || got.body != want || got.header.Get("Content-Type") != "text/plain; charset=UTF-8" {
		t.Errorf("%d %s\n%s", got.status, got.header.Get("Content-Type"), got.body)
	}
}
