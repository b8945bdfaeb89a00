package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/demo"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// TestADemonstration looks at the last weeks of the year as they lie in a folder.
func TestADemonstration(t *testing.T) {
	folder := t.TempDir()
	c := demoCommand{place: place{Data: filepath.Join(folder, "data")}, Keys: filepath.Join(folder, "keys"), Weeks: 5}
	var out bytes.Buffer
	if err := c.Run(t.Context(), streams{out: &out, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	w := demonstrated(t, c)
	for name, look := range map[string]func(*testing.T){
		"is marked as one":               w.marked,
		"is what was said":               w.verified,
		"shows what it says":             func(t *testing.T) { w.addresses(t, out.String()) },
		"fails the brigade":              w.brigade,
		"tells of disputes":              w.disputes,
		"has a registry made by two":     w.registry,
		"has a log that agrees":          w.log,
		"opens blocks":                   w.blocks,
		"has figures, bursts and texts":  w.trends,
		"keeps no testimony for a month": w.testimony,
	} {
		t.Run(name, look)
	}
}

// theatre is the folder of a demonstration.
type theatre struct{ *house }

func demonstrated(t *testing.T, c demoCommand) theatre {
	t.Helper()
	h, err := c.open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.store.Close() })
	if err := errors.Join(h.unlock(t.Context(), c.Keys), h.load(t.Context(), slog.New(slog.DiscardHandler))); err != nil {
		t.Fatal(err)
	}
	return theatre{h}
}

func (w theatre) judged(t *testing.T, key subject.Key) reputation.Judgement {
	t.Helper()
	a, err := w.lookups.Lookup(key)
	if err != nil {
		t.Fatal(err)
	}
	return a.Judgement
}

func (w theatre) marked(t *testing.T) {
	if is, err := w.store.Demonstration(t.Context()); !is || err != nil || !w.demonstration.Load() {
		t.Error(is, err)
	}
}

func (w theatre) verified(t *testing.T) {
	f, err := w.Verify(t.Context(), func(int, int) {})
	if err != nil || len(f.Differences) > 0 || f.Pending > 0 || f.Unfinished > 0 || f.Subjects < 200 || f.Statements < 7000 {
		t.Errorf("%+v, %v", f, err)
	}
}

// addresses looks at every number that the summary names.
func (w theatre) addresses(t *testing.T, summary string) {
	named := regexp.MustCompile(`/n/(\S+)`).FindAllStringSubmatch(summary, -1)
	if len(named) < 3 {
		t.Errorf("it names %v", named)
	}
	for _, n := range named {
		key, err := subject.ParseKey(n[1])
		if err != nil || !w.judged(t, key).Shown {
			t.Errorf("nothing is known of %s: %v", n[1], err)
		}
	}
}

func (w theatre) brigade(t *testing.T) {
	if f, err := w.store.Flag(t.Context(), demo.Brigaded()); err != nil || f.New != 40 || !f.Dismissed.IsZero() {
		t.Errorf("the brigade is not flagged for the desk: %+v, %v", f, err)
	}
	if j := w.judged(t, demo.Brigaded()); j.Listed || j.Verdict == reputation.Scam || !j.Shown {
		t.Errorf("%+v", j)
	}
	if j := w.judged(t, demo.Rotating()); !j.Listed {
		t.Errorf("beside it a number of a campaign is %+v", j)
	}
}

func (w theatre) disputes(t *testing.T) {
	t.Run("in cases", w.cases)
	stands, lapsed := w.judged(t, demo.Contested()[0]), w.judged(t, demo.Contested()[1])
	if !slices.Contains(stands.Conditions, reputation.Disputed) || stands.Listed {
		t.Errorf("the one that stands: %+v", stands)
	}
	if slices.Contains(lapsed.Conditions, reputation.Disputed) || !lapsed.Listed {
		t.Errorf("the one that lapsed: %+v", lapsed)
	}
}

// cases looks at what became of the disputes, and at what waits for the desk.
func (w theatre) cases(t *testing.T) {
	for about, want := range map[subject.Key]casefile.Case{
		demo.Contested()[0]: {State: casefile.InForce},
		demo.Contested()[1]: {State: casefile.Closed, Outcome: casefile.Lapsed},
		demo.Answered()[0]:  {State: casefile.Closed, Outcome: casefile.Cleared, By: demo.Second},
		demo.Answered()[1]:  {State: casefile.Closed, Outcome: casefile.Upheld, By: demo.Second},
		demo.Documented():   {State: casefile.Submitted},
	} {
		cases, err := w.store.CasesAbout(t.Context(), about)
		if err != nil || len(cases) != 1 || cases[0].State != want.State || cases[0].Outcome != want.Outcome || cases[0].By != want.By {
			t.Errorf("about %s: %+v, %v", about, cases, err)
		}
	}
	pending, err := w.house.disputes.Pending(t.Context(), 10)
	if err != nil || len(pending) != 2 {
		t.Fatalf("for the desk there are %+v, %v", pending, err)
	}
	for _, c := range pending {
		f, err := w.house.disputes.ReadCase(t.Context(), c.ID, "tester")
		if err != nil || (c.Proof == casefile.Documents) != (len(f.Papers) == 1) {
			t.Errorf("%+v, %v", f, err)
		}
		for _, p := range f.Papers {
			if _, bill, err := w.house.disputes.ReadDocument(t.Context(), c.ID, p.Name, "tester"); err != nil || !bytes.Equal(bill, demo.Bill()) {
				t.Errorf("the document is %q, %v", bill, err)
			}
		}
	}
	if words, _, inForce, err := w.house.disputes.Contested(t.Context(), demo.Contested()[0]); err != nil || !inForce || !strings.Contains(words, "travel agency") {
		t.Errorf("the owner says %q, %v, %v", words, inForce, err)
	}
}

// registry looks at the numbers that are official, and at the one that is not yet.
func (w theatre) registry(t *testing.T) {
	entries, err := w.register.Entries(t.Context())
	if err != nil || len(entries) != 3 {
		t.Fatalf("%+v, %v", entries, err)
	}
	for _, e := range entries {
		if e.Proposed != demo.Moderator || e.Approved != demo.Second {
			t.Errorf("%+v", e)
		}
		if j := w.judged(t, e.Subject); !slices.Contains(j.Conditions, reputation.Official) {
			t.Errorf("%s is %+v", e.Subject, j)
		}
	}
	waiting, err := w.register.Waiting(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Subject != demo.Officials()[3] {
		t.Errorf("waiting are %+v, %v", waiting, err)
	}
}

// log compares the audit log with what was done, and its entries with the order of time.
func (w theatre) log(t *testing.T) {
	f, err := w.audit.Verify(t.Context())
	if err != nil || !f.Sound() {
		t.Errorf("%+v, %v", f, err)
	}
	if err := w.audit.CatchUp(t.Context()); err != nil { // as a server does when it starts
		t.Fatal(err)
	}
	size, _ := w.audit.Head()
	entries, err := w.audit.Entries(t.Context(), 0, int(size))
	if err != nil || len(entries) < 60 {
		t.Fatal(len(entries), err)
	}
	for i := 1; i < len(entries); i++ {
		if entries[i].At.Before(entries[i-1].At) {
			t.Errorf("entry %d is of %v, after one of %v", i, entries[i].At, entries[i-1].At)
		}
	}
}

func (w theatre) blocks(t *testing.T) {
	if open, err := w.lookups.Open(); err != nil || len(open) < 4 {
		t.Errorf("open are %v, %v", open, err)
	}
}

func (w theatre) trends(t *testing.T) {
	weeks, err := w.store.Weeks(t.Context(), trend.Week{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	ranges := 0
	for _, r := range weeks {
		ranges += len(r.Ranges)
	}
	b := trend.NewBook(weeks)
	// A third may be there by noise alone, of far less.
	if got := b.Columns(trend.ByKnew, "exam", b.Newest(), 10); len(got) < 2 || !slices.Equal(got[:2], []string{"exam_site", "education"}) || ranges < 3 || !weeks[1].Closed {
		t.Errorf("exams leak from %v; %d ranges; %+v", got, ranges, weeks[1].Closed)
	}
	bursts, err := w.store.Bursts(t.Context(), time.Now().Add(-trend.BurstShown))
	if err != nil || !slices.ContainsFunc(bursts, func(x trend.Burst) bool { return x.Scope.Table == trend.ByCampus }) {
		t.Errorf("bursts %v, %v", bursts, err)
	}
	if texts, err := w.store.Examples(t.Context()); err != nil || len(texts) < 60 {
		t.Errorf("%d texts, %v", len(texts), err)
	}
}

// testimony of a day of which the key is destroyed is there as bytes that nobody can read.
func (w theatre) testimony(t *testing.T) {
	now := time.Now()
	read := map[bool]int{}
	err := w.store.Received(t.Context(), time.Time{}, now, func(some []reputation.SealedTestimony) error {
		for i := range some {
			if some[i].Withdrawn {
				continue
			}
			_, err := w.ring.Unseal(some[i].SealedOn, some[i].Sealed, some[i].Receipt)
			old := now.Sub(some[i].ReceivedAt) > 33*24*time.Hour
			if old != errors.Is(err, fault.NotFound) && (old || now.Sub(some[i].ReceivedAt) < 29*24*time.Hour) {
				t.Fatalf("of %v: %v", some[i].ReceivedAt, err)
			}
			read[err == nil]++
		}
		return nil
	})
	if err != nil || read[true] < 5000 || read[false] < 100 {
		t.Errorf("%v, %v", read, err)
	}
}

// A folder that was served once may hold webhooks and API keys, and keys may be those of real data.
func TestADemonstrationTakesNothingThatIsThere(t *testing.T) {
	folder := t.TempDir()
	served := place{Data: filepath.Join(folder, "served")}
	h, err := served.open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(folder, "keys")
	if err := errors.Join(h.unlock(t.Context(), keys), h.store.Close()); err != nil {
		t.Fatal(err)
	}
	for wants, c := range map[string]demoCommand{
		"there are data in":      {place: served, Keys: filepath.Join(folder, "other"), Weeks: 1},
		"there is a keys file":   {place: place{Data: filepath.Join(folder, "new")}, Keys: keys, Weeks: 1},
		"new keys file with --k": {place: served, Keys: keys, Weeks: 1},
	} {
		if err := c.Run(t.Context(), streams{out: io.Discard, err: io.Discard}); err == nil || !strings.Contains(err.Error(), wants) {
			t.Errorf("want %q: %v", wants, err)
		}
		if is, err := c.exists(t.Context()); is != (c.Data == served.Data) || err != nil {
			t.Errorf("a folder was made: %v", err)
		}
	}
	after, err := served.open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = after.store.Close() })
	if is, err := after.store.Demonstration(t.Context()); is || err != nil {
		t.Errorf("what was served is a demonstration: %v, %v", is, err)
	}
}

// Figures of a demonstration and of real data never have the same noise, though somebody goes on with its keys.
func TestNoiseOfADemonstration(t *testing.T) {
	folder := t.TempDir()
	var noise []uint64
	for _, made := range []bool{false, true} {
		h, err := place{Data: filepath.Join(folder, strconv.FormatBool(made))}.open(t.Context(), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = h.store.Close() })
		if made {
			err = h.store.Demonstrate(t.Context())
		}
		if err := errors.Join(err, h.unlock(t.Context(), filepath.Join(folder, "keys"))); err != nil {
			t.Fatal(err)
		}
		noise = append(noise, h.trends.Keys.Noise("2026-W48|1|category|"))
	}
	if noise[0] == noise[1] {
		t.Errorf("both have the noise %x", noise[0])
	}
}

// A year that ended long ago was told in days of which no text can be read any more.
func TestADemonstrationThatEndedLongAgoKeepsNoTestimony(t *testing.T) {
	folder := t.TempDir()
	c := demoCommand{place: place{Data: filepath.Join(folder, "data")}, Keys: filepath.Join(folder, "keys"), Weeks: 1, Until: time.Now().AddDate(0, 0, -60)}
	if err := c.Run(t.Context(), streams{out: io.Discard, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	w, sealed := demonstrated(t, c), 0
	err := w.store.Received(t.Context(), time.Time{}, time.Now(), func(some []reputation.SealedTestimony) error {
		for i := range some {
			if _, err := w.ring.Unseal(some[i].SealedOn, some[i].Sealed, some[i].Receipt); !some[i].Withdrawn && !errors.Is(err, fault.NotFound) {
				t.Fatalf("of %v: %v", some[i].ReceivedAt, err)
			}
			sealed++
		}
		return nil
	})
	if err != nil || sealed < 500 {
		t.Errorf("of %d reports: %v", sealed, err)
	}
}

func TestADemonstrationThatIsStoppedSaysWhatToRemove(t *testing.T) {
	folder := t.TempDir()
	c := demoCommand{place: place{Data: filepath.Join(folder, "data")}, Keys: filepath.Join(folder, "keys"), Weeks: 1}
	year, err := c.year(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var out bytes.Buffer
	err = c.perform(ctx, streams{out: &out, err: io.Discard}, year, func(int, int) { stop() })
	if err == nil || !strings.Contains(err.Error(), c.Data) || !strings.Contains(err.Error(), c.Keys) || out.Len() > 0 {
		t.Errorf("stopped it says %v, %s", err, &out)
	}
	if err := c.Run(t.Context(), streams{out: io.Discard, err: io.Discard}); err == nil {
		t.Error("it goes on with a part of a year")
	}
	w := demonstrated(t, c)
	w.marked(t)
	if f, err := w.Verify(t.Context(), func(int, int) {}); err != nil || f.Pending == 0 {
		t.Errorf("of the part %+v, %v", f, err)
	}
}

func TestWhatADemonstrationIsNotMadeOf(t *testing.T) {
	nowhere := place{Data: filepath.Join(t.TempDir(), "data")}
	for name, c := range map[string]demoCommand{
		"a day to come":      {place: nowhere, Weeks: 2, Until: time.Now().AddDate(0, 0, 2)},
		"no week":            {place: nowhere},
		"more than a year":   {place: nowhere, Weeks: 54},
		"MongoDB":            {place: place{Data: nowhere.Data, MongoDB: "mongodb://127.0.0.1:1/none"}, Weeks: 2},
		"keys with the data": {place: nowhere, Weeks: 2, Keys: filepath.Join(nowhere.Data, "keys")},
	} {
		if err := c.Run(context.Background(), streams{out: io.Discard, err: io.Discard}); err == nil {
			t.Errorf("%s: it was made", name)
		}
	}
	if is, err := nowhere.exists(t.Context()); is || err != nil {
		t.Errorf("a folder was made: %v", err)
	}
}

func TestADemonstrationEndsWithADay(t *testing.T) {
	now := time.Date(2026, 11, 29, 15, 0, 0, 0, time.UTC)
	midnight := now.Truncate(24 * time.Hour)
	for name, test := range map[string]struct{ until, want time.Time }{
		"now when none is given": {want: now},
		"now when it is today":   {midnight, now},
		"when yesterday is over": {midnight.AddDate(0, 0, -1), midnight},
	} {
		c := demoCommand{Weeks: 52, Until: test.until}
		if y, err := c.year(now); err != nil || !y.Until.Equal(test.want) {
			t.Errorf("%s: %v, %v", name, y.Until, err)
		}
	}
}
