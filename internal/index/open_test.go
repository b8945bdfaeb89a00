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

// Of a number with one report its month is told alone: a block that begins with such a one is not taken for one that was there at its start.
func TestOpenIsSinceTheEndOfAMonthWhereNoDayIsTold(t *testing.T) {
	w := newTown(t)
	for i := range 6 {
		w.say(number(130+i), uint8(i), report.Bad)
	}
	w.settle()
	w.must(w.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: number(132), At: w.now, Kind: reputation.Confirm}))
	w.settle()
	month := time.Date(w.now.Year(), w.now.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	if open, err := w.Open(); err != nil || len(open) != 1 || !open[0].Since.Equal(month) {
		t.Errorf("with one that a moderator confirmed: %+v, %v, want %v", open, err, month)
	}
	began := w.now
	for network := range uint8(9) {
		w.say(number(134), network+10, report.Bad)
	}
	w.settle()
	if open, err := w.Open(); err != nil || len(open) != 1 || open[0].Numbers != 2 || !open[0].Since.Equal(reputation.DateOf(began).Time()) {
		t.Errorf("beside one of which the day is told: %+v, %v", open, err)
	}
}

func TestOpenOfAnIndexThatIsNotLoaded(t *testing.T) {
	if _, err := New(Config{Clock: time.Now}).Open(); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
