package gateway_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/report"
)

func TestAReportThatWasTakenBackStaysTakenBack(t *testing.T) {
	w := newWorld(t)
	text := w.message(bait)
	w.after(20 * time.Second)
	number := w.message("202-555-0143")
	told := w.says(w.take(number), conversation.Reported)
	w.says(w.say("UNDO "+told.Receipt.String()), conversation.Withdrawn)
	w.says(w.take(text), conversation.Withdrawn)
	w.says(w.take(number), conversation.Withdrawn)
	w.counts()
}

// A number is told one receipt, and its text, which comes late, another: whoever holds the first takes back what there is now.
func TestEveryReceiptOfAReportTakesItBack(t *testing.T) {
	for _, held := range []string{"the first", "the second"} {
		w := newWorld(t)
		text := w.message(bait)
		number := w.message("202-555-0143")
		receipt := w.says(w.take(number), conversation.Reported).Receipt
		if second := w.says(w.take(text), conversation.Reported).Receipt; held == "the second" {
			receipt = second
		}
		undo := w.message("UNDO " + receipt.String())
		for range 2 {
			w.says(w.take(undo), conversation.Withdrawn)
			w.counts()
		}
		for _, r := range []gateway.Received{number, text} {
			w.says(w.take(r), conversation.Withdrawn)
		}
		w.says(w.say("202-555-0144"), conversation.Reported)
		w.counts("call verified  +12025550144 ")
	}
}

// Another process takes the report back while this one files the text that came late.
func TestTakingBackWhileALaterEditionIsFiled(t *testing.T) {
	w := newWorld(t)
	text, number := w.message(bait), w.message("202-555-0143")
	told := w.says(w.take(number), conversation.Reported)
	undo, other := w.message("UNDO "+told.Receipt.String()), w.open()
	w.Reports = &slowly{Reports: w.reports, meanwhile: func() {
		if _, err := other.Take(context.Background(), undo); err != nil {
			t.Error(err)
		}
	}}
	w.says(w.take(text), conversation.Withdrawn)
	w.counts()
}

// What was taken back by a text message is forgotten with it.
func TestWhatIsTakenBackIsNotRemembered(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	told := w.says(w.say("202-555-0143"), conversation.Reported)
	w.says(w.say("UNDO "+told.Receipt.String()), conversation.Withdrawn)
	for _, word := range []string{"parcel", "+12025550143"} {
		if note := w.remembered(aPhone); strings.Contains(note, word) {
			t.Errorf("%q stands in %s", word, note)
		}
	}
}

func TestTakingAReportBack(t *testing.T) {
	w := newWorld(t)
	number := w.message("202-555-0143")
	told := w.says(w.take(number), conversation.Reported)
	undo := w.message("UNDO " + told.Receipt.String())
	w.says(w.take(undo), conversation.Withdrawn)
	w.says(w.take(undo), conversation.Withdrawn)
	w.says(w.take(number), conversation.Withdrawn)
	w.says(w.say("UNDO "+report.NewReceipt([10]byte{9}).String()), conversation.NoReport)
	w.counts()
}
