package delivery_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/trend"
)

// Whoever did not take that a burst was found gets the same again when it has grown, and is told of the growth beside.
func TestABurstThatGrowsIsToldUnderAnotherID(t *testing.T) {
	w := newTown()
	c := w.courier(t, ring(t))
	add(t, c, "campus", receiver)
	w.find("b")
	w.receivers[receiver] = answers(500)
	round(t, c)
	w.now = w.now.Add(6 * time.Hour)
	b := &w.bursts[0]
	b.Grew, b.LastAt, b.Reporters = []trend.Growth{{At: w.now, From: b.Reporters}}, w.now, 240
	w.receivers[receiver] = takes
	for range 3 {
		round(t, c)
	}
	ids := w.ids(receiver)
	if len(ids) != 3 || ids[0] != ids[1] || ids[1] == ids[2] {
		t.Fatalf("told under %q: %+v", ids, w.posted)
	}
	if w.posted[0].body != w.posted[1].body || !strings.Contains(w.posted[1].body, `"reporters_at_least":30,`) {
		t.Errorf("%s became %s", w.posted[0].body, w.posted[1].body)
	}
	if grown := w.posted[2].body; !strings.Contains(grown, `"burst.grew"`) || !strings.Contains(grown, `"reporters_at_least":240,`) {
		t.Errorf("told of the growth: %s", grown)
	}
	if slices.Contains(ids, "") || c.Status().Waits != 0 {
		t.Errorf("%q, %+v", ids, c.Status())
	}
}
