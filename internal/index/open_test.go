package index

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// TestOpenTellsOfWhatIsListed has a call centre rotate through a ten, of which three numbers come to be listed.
func TestOpenTellsOfWhatIsListed(t *testing.T) {
	w := newTown(t)
	for i := range 6 {
		w.say(number(130+i), uint8(i), report.Bad)
	}
	w.settle()
	if open, err := w.Open(); err != nil || len(open) != 0 {
		t.Errorf("while none of its numbers is listed: %+v, %v", open, err)
	}
	began := w.now
	w.now = w.now.Add(5 * 24 * time.Hour)
	for i := range 3 {
		for network := range uint8(9) {
			w.say(number(132+i), network, report.Bad)
		}
	}
	for network := range uint8(9) {
		w.say(key("+13035550143"), network, report.Bad) // listed, and alone in its block
	}
	w.settle()
	want := []Open{{Block: "+120255501", Numbers: 3, Since: reputation.DateOf(began).Time(), Category: "loan"}}
	if open, err := w.Open(); err != nil || !reflect.DeepEqual(open, want) {
		t.Errorf("got %+v, %v", open, err)
	}
	w.must(w.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: number(133), At: w.now, Kind: reputation.Dispute}))
	w.settle()
	want[0].Numbers = 2
	if open, err := w.Open(); err != nil || !reflect.DeepEqual(open, want) {
		t.Errorf("one is contested: %+v, %v", open, err)
	}
	w.freeze()()
	w.must(w.save())
	w.reload()
	if open, err := w.Open(); err != nil || !reflect.DeepEqual(open, want) {
		t.Errorf("after a start: %+v, %v", open, err)
	}
}

// A number of which no more than the month is told dates no block, but for one of which somebody told in an earlier month.
func TestOpenIsDatedByDaysThatAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		days  int // until the day of another number is told
		since time.Time
	}{
		"in the same month":   {5, time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)},
		"in the month before": {12, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			since := func(numbers int, want time.Time) {
				t.Helper()
				w.settle()
				if open, err := w.Open(); err != nil || len(open) != 1 || open[0].Numbers != numbers || !open[0].Since.Equal(want) {
					t.Errorf("%d numbers since %v: got %+v, %v", numbers, want, open, err)
				}
			}
			for i := range 6 {
				w.say(number(130+i), uint8(i), report.Bad)
			}
			w.must(w.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: number(131), At: w.now, Kind: reputation.Confirm}))
			since(1, time.Time{})
			w.now = w.now.AddDate(0, 0, c.days)
			for network := range uint8(9) {
				w.say(number(139), network, report.Bad)
			}
			since(2, c.since)
		})
	}
}

func TestOpenOfAnIndexThatIsNotLoaded(t *testing.T) {
	if _, err := New(Config{Clock: time.Now}).Open(); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
