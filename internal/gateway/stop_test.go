package gateway_test

import (
	"context"
	"testing"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/keyring"
)

func TestStopAndStart(t *testing.T) {
	w := newWorld(t)
	w.say(bait)
	stop := w.message("STOP")
	w.says(w.take(stop), conversation.Stopped)
	w.says(w.take(stop), conversation.Stopped) // its reply may have been lost
	w.after(time.Minute)
	w.says(w.say("STOP"), "")
	w.says(w.say("CHECK 202-555-0143"), "")
	w.says(w.say("HELP"), conversation.HowTo) // as carriers require
	w.says(w.say("202-555-0143"), "")
	w.counts(baited)
	w.after(time.Minute)
	w.says(w.say("START"), conversation.Resumed)
	w.says(w.take(stop), "")
	w.says(w.say("HELP"), conversation.HowTo)
}

func TestStartWhereNothingIsStopped(t *testing.T) {
	w := newWorld(t)
	w.limit = 1
	w.says(w.say("START"), conversation.HowTo)
	for range 3 {
		w.after(time.Minute)
		w.says(w.say("START"), "")
	}
	w.says(w.say("STOP"), conversation.Stopped)
	w.says(w.say("START"), conversation.Resumed)
}

func TestStopByAGatewayWithASlowClock(t *testing.T) {
	w := newWorld(t)
	start := w.message("START")
	start.Sent = time.Time{}
	w.take(start)
	w.after(3 * time.Minute)
	stop := w.message("STOP")
	stop.Gateway, stop.Sent = "android", w.now.Add(-5*time.Minute)
	w.says(w.take(stop), conversation.Stopped)
	w.says(w.say("CHECK 202-555-0143"), "")
}

func TestStopHoldsForGood(t *testing.T) {
	w := newWorld(t)
	w.say("STOP")
	for range 5 {
		w.after(keyring.EpochDays * 24 * time.Hour)
		if _, err := w.keys.Expire(w.now); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Forget(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.says(w.say("CHECK 202-555-0143"), "")
	}
}
