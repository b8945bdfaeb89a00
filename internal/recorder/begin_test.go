package recorder

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// TestALogBeginsWithWhatWasDecidedBefore, once, also when processes end in between; and nothing that comes past the log later.
func TestALogBeginsWithWhatWasDecidedBefore(t *testing.T) {
	a := newArchive(t)
	a.ok(a.Begin(t.Context()))
	if len(a.log) != 0 {
		t.Error("a log was begun of nothing")
	}
	for n := range 3 {
		a.ok(a.Decide(t.Context(), reputation.Decision{ID: fmt.Sprint("old-", n), Subject: a.about(n), Kind: reputation.Clear, At: noon.AddDate(0, 0, -n), By: "Wei", Reason: "a bank"}))
	}
	text := a.approve(7)
	a.finds("not begun", a.another(), nil, "the log is empty, and 3 decisions are there and 1 texts")
	for at := range uint64(4) { // it ends at each entry in turn
		a.appends = func(n uint64) error {
			if n > at {
				return fault.Unavailable
			}
			return nil
		}
		if err := a.another().Begin(t.Context()); !errors.Is(err, fault.Unavailable) {
			t.Errorf("%d: %v", at, err)
		}
		if _, err := a.another().Record(t.Context(), auditlog.Entry{Action: auditlog.ReadTexts}); !errors.Is(err, fault.Unavailable) || uint64(len(a.log)) != at+1 {
			t.Errorf("%d: %v, %d entries", at, err, len(a.log))
		}
	}
	a.appends = nil
	a.ok(a.Begin(t.Context()))
	a.ok(a.Begin(t.Context()))
	all, err := a.Recorder.Entries(t.Context(), 0, 99)
	a.ok(err)
	var got []string
	for _, e := range all {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Action, e.Kind, e.Object)))
	}
	if want := []string{"began  4", "adopted clear old-2", "adopted clear old-1", "adopted clear old-0", "adopted text " + nameOf(&text)}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	a.finds("begun", a.another(), nil)
	a.ok(a.Decide(t.Context(), reputation.Decision{ID: "slipped in", Subject: a.about(9), Kind: reputation.Clear, At: noon.AddDate(0, 0, -9), By: "Wei", Reason: "a bank"}))
	a.ok(a.another().Begin(t.Context()))
	a.finds("a decision slipped in", a.another(), nil, "the decision slipped in (clear, by \"Wei\") about +12025550109 stands in no entry")
}

// TestTwoBeginAtOnce: what was decided before stands in the log once.
func TestTwoBeginAtOnce(t *testing.T) {
	a := newArchive(t)
	for n := range 20 {
		a.ok(a.Decide(t.Context(), reputation.Decision{ID: fmt.Sprint("old-", n), Subject: a.about(n), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "a bank"}))
	}
	var wait sync.WaitGroup
	for range 4 {
		r := a.another()
		wait.Go(func() {
			if err := r.Begin(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if len(a.log) != 21 {
		t.Errorf("%d entries", len(a.log))
	}
	a.finds("begun", a.another(), nil)
}
