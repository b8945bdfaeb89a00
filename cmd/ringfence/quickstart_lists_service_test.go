//go:build service

package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringfence/internal/private"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// padding fills ranges up as a service does, without its key.
func padding(prefix uint16, list byte, i int) [5]byte {
	sum := sha256.Sum256(fmt.Append(nil, prefix, list, i))
	return [5]byte(sum[:])
}

// testRanges has the app ask about numbers that are in ranges with all verdicts, and counts what it asks.
func testRanges(t *testing.T, classes string) {
	ranges := map[string]private.Range{}
	want := map[string]reputation.Verdict{}
	for i := range 100 {
		number := fmt.Sprintf("+1%d555%04d", 202+i, 100+i%100)
		key, err := subject.ParseKey(number)
		if err != nil {
			t.Fatal(err)
		}
		place, ok := private.PlaceOf(key)
		if !ok {
			t.Fatalf("%s has no place", number)
		}
		r := ranges[place.Prefix.String()]
		r.Prefix = place.Prefix
		if v := reputation.Verdict(i % 4); v != reputation.Unknown {
			r.Numbers = append(r.Numbers, private.Number{ID: place.Number, Verdict: v, Score: 10 + i%90})
		} else {
			r.Open = append(r.Open, place.Block)
		}
		ranges[place.Prefix.String()] = r
		want[number] = reputation.Verdict(i % 4)
	}
	var asked []string
	fresh, demo, other := 600, false, ""
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prefix, _ := strings.CutPrefix(r.URL.Path, "/v1/ranges/")
		known, ok := ranges[prefix]
		if !ok {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if other != "" {
			_, _ = io.WriteString(w, other)
			return
		}
		document, version := known.Append(nil, padding)
		tag := fmt.Sprintf(`"%d"`, version)
		asked = append(asked, r.Header.Get("If-None-Match"))
		w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", fresh))
		w.Header().Set("ETag", tag)
		if demo {
			w.Header().Set("Ringfence-Demonstration", "true")
		}
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(document)
	}))
	defer service.Close()
	a := newApp(t, classes, service.URL)
	words := []string{"UNKNOWN", "CLEAR", "SUSPICIOUS", "SCAM"}
	for number, verdict := range want {
		if said := a.ask(number); said != words[verdict] {
			t.Errorf("%s is %s, want %s", number, said, words[verdict])
		}
	}

	fresh, asked = 0, nil
	const number = "+12035550101"
	a = newApp(t, classes, service.URL)
	for range 2 {
		if said := a.ask(number); said != "CLEAR" {
			t.Errorf("%s is %s", number, said)
		}
	}
	if len(asked) != 2 || asked[0] != "" || asked[1] == "" {
		t.Errorf("asked with the tags %q", asked)
	}
	fresh = 600
	for range 3 {
		a.ask(number)
	}
	if len(asked) != 3 {
		t.Errorf("asked %d times about what it had", len(asked))
	}
	demo = true
	if said := newApp(t, classes, service.URL).ask(number); said != "UNKNOWN" {
		t.Errorf("made-up data say %s", said)
	}
	if said := a.ask("+447700900123"); said != "failed" {
		t.Errorf("of what is refused it says %s", said)
	}
	a = newApp(t, classes, service.URL)
	for _, other = range []string{"<html>", "[]", `{"numbers":0}`, `{"numbers":[[]]}`, `{"numbers":[["54af343083","3 of 3"]]}`} {
		if said := a.ask(number); said != "failed" {
			t.Errorf("of %s it says %s", other, said)
		}
	}
	other, demo = "", false
	if said := a.ask(number); said != "CLEAR" {
		t.Errorf("%s is %s when the service is back", number, said)
	}
	for _, short := range []string{"+1202555", "12025550103", "+1 202 555 0103", "anonymous"} {
		if said := a.ask(short); said != "UNKNOWN" {
			t.Errorf("%s is %s", short, said)
		}
	}
}

// answer is what a service answers to one question for numbers.rfl.
type answer struct {
	status  int
	list    private.Compact
	damaged bool
}

// publisher gives its answers one after the other, and keeps since which version it was asked.
type publisher struct {
	answers []answer
	asked   []uint64
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	since, err := strconv.ParseUint(r.URL.Query().Get("since"), 10, 64)
	if r.URL.Path != "/v1/feeds/numbers.rfl" || err != nil || len(p.answers) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	say := p.answers[0]
	p.asked, p.answers = append(p.asked, since), p.answers[1:]
	w.WriteHeader(say.status)
	if say.status != http.StatusOK {
		return
	}
	body := say.list.Append(nil)
	if say.damaged {
		body[len(body)/2] ^= 4
	}
	_, _ = w.Write(body)
}

// testLists has the app follow a list from version to version, and compares what it then has.
func testLists(t *testing.T, classes string) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func(n int) (all []uint64) {
		for len(all) < n {
			first := []uint64{12025550100, 447700900000, 8613000000000, 999999999990000}[random.IntN(4)]
			all = append(all, first+uint64(random.IntN(10_000)))
			slices.Sort(all)
			all = slices.Compact(all)
		}
		return all
	}
	changed := func(list, added, removed []uint64) []uint64 {
		list = slices.DeleteFunc(slices.Clone(list), func(n uint64) bool { return slices.Contains(removed, n) })
		list = append(list, added...)
		slices.Sort(list)
		return slices.Compact(list)
	}
	first, added, removed := draw(2000), draw(300), draw(300)
	removed = slices.DeleteFunc(append(removed, first[:200]...), func(n uint64) bool { return slices.Contains(added, n) })
	slices.Sort(removed)
	removed = slices.Compact(removed)
	second := changed(first, added, removed)
	other := draw(1)
	whole := func(version uint64, list []uint64) answer {
		return answer{status: http.StatusOK, list: private.Compact{Version: version, Added: list}}
	}
	delta := func(base, version uint64, added, removed []uint64) answer {
		return answer{status: http.StatusOK, list: private.Compact{Base: base, Version: version, Added: added, Removed: removed}}
	}
	demonstration := whole(9, first)
	demonstration.list.Demo = true
	damaged := whole(9, draw(50))
	damaged.damaged = true

	p := &publisher{}
	service := httptest.NewServer(p)
	defer service.Close()
	a := newApp(t, classes, service.URL)
	for _, step := range []struct {
		name    string
		answers []answer
		asked   []uint64
		says    string
		list    []uint64
	}{
		{"nothing is there", []answer{{status: 503}}, []uint64{0}, "failed", nil},
		{"a whole list", []answer{whole(1, first)}, []uint64{0}, "updated", first},
		{"what changed", []answer{delta(1, 2, added, removed)}, []uint64{1}, "updated", second},
		{"nothing changed", []answer{delta(2, 3, nil, nil)}, []uint64{2}, "updated", second},
		{"a server is away", []answer{{status: 503}}, []uint64{3}, "failed", second},
		{"what changed in another version", []answer{delta(2, 4, other, nil)}, []uint64{3}, "failed", second},
		{"bytes are damaged", []answer{damaged}, []uint64{3}, "failed", second},
		{"a version too old", []answer{{status: 410}, whole(5, first)}, []uint64{3, 0}, "updated", first},
		{"a version that is not known", []answer{{status: 400}, whole(4, second)}, []uint64{5, 0}, "updated", second},
		{"all left", []answer{delta(4, 6, nil, second)}, []uint64{4}, "updated", nil},
		{"one came", []answer{delta(6, 7, other, nil)}, []uint64{6}, "updated", other},
		{"a demonstration", []answer{demonstration}, []uint64{7}, "updated", nil},
		{"no longer one", []answer{whole(10, second)}, []uint64{0}, "updated", second},
	} {
		p.answers, p.asked = step.answers, nil
		said := a.ask("update")
		if said != step.says || !slices.Equal(p.asked, step.asked) {
			t.Errorf("%s: the app says %s, and asked since %d", step.name, said, p.asked)
		}
		question, want := []byte("listed"), []byte(nil)
		for _, n := range slices.Concat(draw(300), first, added, other) {
			listed := byte('0')
			if slices.Contains(step.list, n) {
				listed = '1'
			}
			question, want = fmt.Appendf(question, " +%d", n), append(want, listed)
		}
		if a.ask(string(question)) != string(want) {
			t.Errorf("%s: the app has another list", step.name)
		}
	}
}
