package gateway_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/keyring"
	"ringfence/internal/reputation"
)

func TestATextIsForgottenAfterADay(t *testing.T) {
	w := newWorld(t)
	w.says(w.say(bait), conversation.WantsNumber)
	w.after(25 * time.Hour)
	w.says(w.say("202-555-0143"), conversation.Reported)
	w.counts(call)
	w.says(w.say(bait), conversation.WantsNumber)
	w.after(time.Hour)
	w.says(w.say("202-555-0143"), conversation.Reported)
	w.counts(call, baited)
}

// Not only does it count no more: nothing of it is left where records lie.
func TestATextThatNobodyCompletesIsDeletedAfterADay(t *testing.T) {
	w := newWorld(t)
	w.says(w.say("202-555-0144"), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	w.after(conversation.PendingFor + time.Hour)
	if n, err := w.Forget(context.Background()); n != 1 || err != nil || w.remembered(aPhone) != "" {
		t.Errorf("%d memories were forgotten, %v; left is %s", n, err, w.remembered(aPhone))
	}
}

// A record that told the second in which somebody wrote would tell whose it is, beside a carrier's records.
func TestARecordEndsOnAFullHour(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{bait, "202-555-0143", "CALL 202-555-0144", "STOP"} {
		w.say(body)
	}
	for _, what := range w.disk.wrote {
		if r, ok := what.(conversation.Record); ok && (!r.Until.Equal(r.Until.Truncate(time.Hour)) || r.Until.Before(w.now.Add(conversation.PendingFor-time.Minute))) {
			t.Errorf("a record ends at %v", r.Until)
		}
	}
}

func TestDeliveredAgainAfterTwoDaysTheReceiptIsTheSame(t *testing.T) {
	w := newWorld(t)
	text, number := w.message(bait), w.message("202-555-0143")
	w.take(text)
	first := w.says(w.take(number), conversation.Reported)
	for _, later := range []time.Duration{time.Second, time.Hour, 47 * time.Hour} {
		w.after(later)
		for _, r := range []gateway.Received{text, number} {
			if again := w.says(w.take(r), conversation.Reported); again.Receipt != first.Receipt {
				t.Errorf("%v later %q is answered with another receipt", later, r.Body)
			}
		}
	}
	w.counts(baited)
}

// A gateway that goes on delivering is answered with the receipt that is kept, though the text is forgotten.
func TestDeliveredAgainAfterAWeekTheReceiptIsTheSame(t *testing.T) {
	w := newWorld(t)
	w.take(w.message(bait))
	number := w.message("202-555-0143")
	first := w.says(w.take(number), conversation.Reported)
	w.after(7 * 24 * time.Hour)
	if n, err := w.Forget(context.Background()); n != 1 || err != nil {
		t.Fatalf("%d memories were forgotten, %v", n, err)
	}
	if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
		t.Error("another receipt")
	}
	w.counts(baited)
}

// Somebody who has the keys that stay, the phone and the very words still finds no report by them, once the dated keys are destroyed.
func TestNoReportIsFoundByItsSenderForGood(t *testing.T) {
	for _, signed := range []bool{true, false} {
		w := newWorld(t)
		r := w.message("CALL 202-555-0143")
		r.Signed = signed
		first := w.says(w.take(r), conversation.Reported)
		if _, err := w.keys.Expire(w.now.AddDate(0, 0, keyring.EpochKept+1)); err != nil {
			t.Fatal(err)
		}
		if again := w.says(w.take(r), conversation.Reported); again.Receipt == first.Receipt {
			t.Errorf("signed %v: the same message leads to the report without the keys of its time", signed)
		}
	}
}

// So much was said since that the number is not known any more. It is no answer to the text that came meanwhile, which waits on.
func TestANumberThatIsForgottenTakesNoLaterText(t *testing.T) {
	w := newWorld(t)
	first := w.message("202-555-0143")
	first.Sent = time.Time{}
	told := w.says(w.take(first), conversation.Reported)
	for range conversation.MaxTurns {
		w.say("START")
	}
	text := w.message(bait)
	text.Sent = time.Time{}
	w.says(w.take(text), conversation.WantsNumber)
	w.after(5 * time.Minute)
	for range 2 {
		if again := w.says(w.take(first), conversation.Reported); again.Receipt != told.Receipt {
			t.Error("another receipt")
		}
	}
	w.says(w.take(text), conversation.WantsNumber)
	w.says(w.say("202-555-0144"), conversation.Reported)
	w.counts(call, strings.Replace(strings.Replace(baited, "0143", "0144", 1), "(202) 555-0143", "[phone]", 1))
}

func TestAMemoryMovesIntoTheNextEpoch(t *testing.T) {
	w := newWorld(t)
	epoch := keyring.EpochDays * 24 * time.Hour
	w.now = time.Unix(0, 0).Add((w.now.Sub(time.Unix(0, 0))/epoch+1)*epoch - time.Minute) // epochs are counted from 1970
	number := w.message("202-555-0144")
	first := w.says(w.take(number), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	before, _, _ := w.keys.Conversation("x", w.now)
	w.after(2 * time.Minute)
	if present, _, _ := w.keys.Conversation("x", w.now); present == before {
		t.Fatal("the epoch is the same")
	}
	w.says(w.say("202-555-0143"), conversation.Reported)
	if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
		t.Error("what was said before is not known")
	}
	w.counts(baited, "call verified  +12025550144 ")
}

// Keys that are rotated are as those of the next epoch, in the midst of a conversation; and a report from before is taken back under its receipt.
func TestAConversationGoesOnWhenTheKeysAreRotated(t *testing.T) {
	w := newWorld(t)
	rotate := func() {
		t.Helper()
		w.after(time.Minute)
		if err := w.keys.Rotate(w.now); err != nil {
			t.Fatal(err)
		}
	}
	number := w.message("202-555-0144")
	first := w.says(w.take(number), conversation.Reported)
	w.says(w.say(bait), conversation.WantsNumber)
	rotate()
	w.says(w.say("202-555-0143"), conversation.Reported)
	rotate()
	if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
		t.Error("what was said before is not known")
	}
	w.counts(baited, "call verified  +12025550144 ")
	rotate()
	w.says(w.say("WITHDRAW "+first.Receipt.String()), conversation.Withdrawn)
	w.counts(baited)
	w.says(w.take(number), conversation.Withdrawn) // delivered again
	w.counts(baited)
}

func TestAMemoryThatCannotBeReadBeginsAnew(t *testing.T) {
	for name, spoil := range map[string]func(*world, *conversation.Record){
		"damaged":       func(_ *world, r *conversation.Record) { r.Sealed[40] ^= 1 },
		"emptied":       func(_ *world, r *conversation.Record) { r.Sealed = nil },
		"key destroyed": func(_ *world, r *conversation.Record) { r.SealedOn -= 40 },
		"no memory": func(w *world, r *conversation.Record) {
			r.SealedOn, r.Sealed, _ = w.keys.SealNote([]byte("{"), r.Name, w.now)
		},
	} {
		w := newWorld(t)
		number := w.message("202-555-0143")
		first := w.says(w.take(number), conversation.Reported)
		w.says(w.say(bait), conversation.WantsNumber)
		present, _, err := w.keys.Conversation(reputation.ByPhone(aPhone).Identity, w.now)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := w.disk.Store.Conversation(context.Background(), present)
		if err != nil {
			t.Fatal(err)
		}
		spoil(w, &kept)
		kept.Revision++
		if won, err := w.disk.Store.Converse(context.Background(), kept); !won || err != nil {
			t.Fatal(err)
		}
		if again := w.says(w.take(number), conversation.Reported); again.Receipt != first.Receipt {
			t.Errorf("%s: another receipt", name)
		}
		w.counts(call)
	}
}
