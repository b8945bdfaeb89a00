package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/erasure"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
)

// posted is what is on a board, made up.
type posted struct {
	entries []registry.Entry
	figures transparency.Figures
	asOf    time.Time
}

func (p *posted) AsOf() time.Time               { return p.asOf }
func (p *posted) Figures() transparency.Figures { return p.figures }
func (p *posted) Registered() []registry.Entry  { return p.entries }

// newPosted has a bank, an authority with a name that is a formula, and a month.
func newPosted(t *testing.T, now time.Time) posted {
	t.Helper()
	var entries []registry.Entry
	for _, e := range []registry.Entry{
		{Name: "=HYPERLINK(1)", Sector: registry.Government, Evidence: "@evidence", Proposed: "-ada", Since: now},
		{Name: "Harbour Bank", Sector: registry.Bank, Evidence: "https://bank.example", Proposed: "ada", Approved: "bo", Since: now},
	} {
		var err error
		if e.Subject, err = subject.ParseKey([]string{"+12025550121", "+12025550120"}[len(entries)]); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	y := transparency.NewTally(now)
	y.Case(&casefile.Case{State: casefile.Closed, Outcome: casefile.Cleared, By: "ada", OpenedAt: now.Add(-36 * time.Hour), ProvedAt: now.Add(-36 * time.Hour), ClosedAt: now})
	y.Case(&casefile.Case{State: casefile.InForce, OpenedAt: now.Add(-60 * time.Hour), ProvedAt: now.Add(-60 * time.Hour)})
	y.Decisions([]reputation.Decision{{ID: "1", Kind: reputation.Clear, At: now}})
	y.Did(auditlog.ReadTexts, now, 3)
	y.Log(7)
	y.Erasure(erasure.Account{Day: reputation.DateOf(now), Texts: 5})
	return posted{entries, y.Figures(), now}
}

// TestNotices asks what there is before anything was read, then all, and then of a store that is away.
func TestNotices(t *testing.T) {
	e := newEdge(t)
	*e.notices = posted{}
	for path, want := range map[string]string{"/v1/transparency": `"months":[]`, "/v1/official": `{"numbers":[]}`} {
		if got := e.do(get(path)); got.status != http.StatusOK || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	*e.notices = newPosted(t, e.clock())
	var acts struct {
		Median  float64 `json:"median_days"`
		Pending struct {
			InForce int     `json:"in_force"`
			Oldest  float64 `json:"oldest_days"`
		}
		Registered int
		Logged     uint64 `json:"audit_log_size"`
		Months     []struct {
			Month               string
			Opened              int
			Outcomes, Decisions map[string]int
			Actions, Erased     map[string]int
		}
	}
	got := e.ask(get("/v1/transparency"), http.StatusOK, &acts)
	last := acts.Months[len(acts.Months)-1]
	if acts.Median != 1.5 || acts.Pending.InForce != 1 || acts.Pending.Oldest != 2.5 || acts.Registered != 2 || acts.Logged != 7 || last.Outcomes["cleared"] != 1 ||
		last.Outcomes["upheld"] != 0 || last.Decisions["clear"] != 1 || last.Actions["read_texts"] != 3 || last.Erased["texts"] != 5 {
		t.Errorf("%+v", acts)
	}
	if h := got.header; h.Get("Cache-Control") != "public, max-age=300" || h.Get("Ringfence-Stale") != "" || h.Get("Ringfence-As-Of") == "" {
		t.Errorf("%v", h)
	}
	if again := e.do(with(get("/v1/transparency"), "If-None-Match", got.header.Get("ETag"))); again.status != http.StatusNotModified {
		t.Errorf("asked again: %d", again.status)
	}
	rows := sheet(t, e.do(get("/v1/transparency.csv")))
	if len(rows) != 1+len(acts.Months) || rows[0][0] != "month" || rows[len(rows)-1][5] != "1.5" || rows[len(rows)-1][0] != last.Month {
		t.Errorf("%q", rows)
	}

	var official struct{ Numbers []struct{ Key, Name string } }
	if e.ask(get("/v1/official?sector=bank"), http.StatusOK, &official); len(official.Numbers) != 1 || official.Numbers[0].Name != "Harbour Bank" {
		t.Errorf("%+v", official)
	}
	reply := e.do(get("/v1/official.csv"))
	rows = sheet(t, reply)
	if rows[1][0] != "+12025550121" || rows[1][1] != "'=HYPERLINK(1)" || rows[1][3] != "'@evidence" || rows[1][4] != "'-ada" || rows[2][4] != "ada; bo" {
		t.Errorf("%q", rows)
	}
	if d := reply.header.Get("Content-Disposition"); d != `attachment; filename="ringfence-official.csv"` {
		t.Errorf("%q", d)
	}
	for _, path := range []string{"/v1/official?sector=shop", "/v1/official?q=x", "/v1/transparency?month=x", "/v1/official.csv?sector=shop"} {
		if got := e.do(get(path)); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	e.notices.asOf = e.clock().Add(-6 * time.Minute)
	if got := e.do(get("/v1/official")); got.header.Get("Ringfence-Stale") != "true" {
		t.Error("what is old is not said to be")
	}
}
