package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

func TestMedianOfRatios(t *testing.T) {
	for _, test := range []struct {
		pairs []pair
		want  float64
	}{
		{[]pair{{1, 2}}, 0.5},
		{[]pair{{9, 10}, {1, 10}, {8, 10}}, 0.8},
		{[]pair{{1, 10}, {2, 10}, {4, 10}, {9, 10}}, 0.3},
	} {
		if got := (row{Pairs: test.pairs}).Ratio(); got < test.want-1e-9 || got > test.want+1e-9 {
			t.Errorf("%v: %v, want %v", test.pairs, got, test.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, test := range []struct {
		bound bound
		ratio float64
		want  string
	}{
		{bound{Least: 0.85}, 0.85, "yes"}, {bound{Least: 0.85}, 0.849, "NO"},
		{bound{Most: 4}, 4, "yes"}, {bound{Most: 4}, 4.01, "NO"},
		{bound{Least: 1 / 1.2, Most: 1.2}, 0.8, "NO"}, {bound{Least: 1 / 1.2, Most: 1.2}, 1.19, "yes"}, {bound{}, 0.1, ""},
	} {
		if got := (row{Pairs: []pair{{test.ratio, 1}}, Wanted: test.bound}).verdict(); got != test.want {
			t.Errorf("%v within %v: %q, want %q", test.ratio, test.bound, got, test.want)
		}
	}
}

func TestTableLeavesTheRestOfTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "README.md")
	write := func(s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("before\n" + tableBegins + "\nold\n" + tableEnds + "\nafter\n")
	if err := tableOf(thisMachine(), []row{{What: "lookups", Unit: "a second", Pairs: []pair{{12345, 20000}}, Wanted: bound{Least: 0.5}}}).into(path); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(path)
	s := string(got)
	if !strings.HasPrefix(s, "before\n"+tableBegins) || !strings.HasSuffix(s, tableEnds+"\nafter\n") || strings.Contains(s, "old") ||
		!strings.Contains(s, "| lookups, a second | 12,345 |") || !strings.Contains(s, "**0.617**") {
		t.Errorf("%s", s)
	}
	write("no marks")
	if table("new").into(path) == nil {
		t.Error("a file without marks was written")
	}
}

func TestFiguresOfWrk(t *testing.T) {
	if rate, err := rateIn("Running 1s test\nfigures 5000 1000000 123 0\n"); err != nil || rate != 5000 {
		t.Errorf("%v, %v", rate, err)
	}
	for _, out := range []string{"", "figures 5000 1000000 123 1\n", "figures 0 1000000 0 0\n", "figures x"} {
		if _, err := rateIn(out); err == nil {
			t.Errorf("%q is a figure", out)
		}
	}
}

// TestOnslaught: refusals are counted, and of all answers the slowest counts.
func TestOnslaught(t *testing.T) {
	var o outcome
	o.count(http.StatusOK, 20*time.Millisecond)
	o.count(http.StatusServiceUnavailable, time.Second)
	o.count(http.StatusOK, 500*time.Millisecond)
	if o.refused.Load() != 1 || o.Slowest() != time.Second {
		t.Errorf("%d refused, the slowest after %s", o.refused.Load(), o.Slowest())
	}
}

// TestHammerRefusesWrongAnswers asks a server of which one path in two fails.
func TestHammerRefusesWrongAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/good" {
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	defer server.Close()
	g := &ground{Folder: t.TempDir(), Window: time.Second}
	for _, test := range []struct {
		paths []string
		fails bool
	}{{[]string{"/good"}, false}, {[]string{"/good", "/bad"}, true}} {
		script := g.Path("load.lua")
		if err := (load{paths: test.paths}).script(script); err != nil {
			t.Fatal(err)
		}
		if rate, err := hammer(t.Context(), server.URL, script, time.Second); (err != nil) != test.fails {
			t.Errorf("%v: %v a second, %v", test.paths, rate, err)
		}
	}
}

// TestYardstickIsHeldToTheServer changes one byte of what a server answers after its answers were captured.
func TestYardstickIsHeldToTheServer(t *testing.T) {
	body := `{"a":1}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Name"] = []string{"1"}
		_, _ = io.WriteString(w, body)
	}))
	defer server.Close()
	l := load{paths: []string{"/a", "/b"}}
	c, err := gather(t.Context(), server.URL, l)
	if err != nil || len(c.Answers) != 2 {
		t.Fatal(c, err)
	}
	check := func(equal func(a, b response) bool, want bool) {
		t.Helper()
		if err := c.compare(t.Context(), server.URL, l, equal); (err == nil) != want {
			t.Errorf("with %s: %v", body, err)
		}
	}
	check(sameBytes, true)
	body = `{"a":2}`
	check(sameLength, true)
	check(sameBytes, false)
	body = `{"a":22}`
	check(sameLength, false)
	if c.compare(t.Context(), server.URL, load{}, sameLength) == nil {
		t.Error("nothing was asked, and nothing was wrong")
	}
}

func TestSyntheticSubjectsAreDistinctAndFoundByBlock(t *testing.T) {
	const subjects = 50_000
	s, err := newSynthetic(subjects, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[subject.Key]bool)
	after := reputation.Cursor("")
	for len(seen) < subjects {
		page, next, err := s.Changed(context.Background(), after, 3000)
		if err != nil || len(page) == 0 {
			t.Fatalf("after %d: %d, %v", len(seen), len(page), err)
		}
		for _, p := range page {
			if seen[p.Subject] || !p.Subject.KnownRange() || p.Tally.Live == 0 {
				t.Fatalf("%s again, in no range, or never reported", p.Subject)
			}
			seen[p.Subject] = true
		}
		after = next
	}
	if rest, _, err := s.Changed(context.Background(), after, 3000); err != nil || len(rest) > 0 {
		t.Errorf("behind the last: %d, %v", len(rest), err)
	}
	n := 0
	for key := range seen {
		name, _ := key.Block()
		block, err := s.block(name)
		if err != nil || len(block) == 0 || !seen[block[0].Subject] {
			t.Fatalf("block of %s: %v, %v", key, block, err)
		}
		if n++; n == 500 {
			break
		}
	}
	for _, number := range s.Known(1000) {
		if key, err := subject.ParseKey(number); err != nil || !seen[key] {
			t.Fatalf("%s is not known", number)
		}
	}
}
