package gateway_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/gateway"
)

// crowd is a desk in a bubble with room for some messages at once. Those of aPhone wait in it until they are let go.
func crowd(t *testing.T, together int) (desk *gateway.Desk, message func() gateway.Received, letGo func()) {
	w := newWorld(t)
	hung := make(chan struct{})
	desk = gateway.New(gateway.Config{Reports: w.reports, Lookups: w.lookups, Store: w.disk, Keys: w.keys, Clock: w.clock, Together: together,
		Allow: func(_ context.Context, who string) bool {
			if who == (gateway.Received{Signed: true, From: aPhone}).Speaker().Identity {
				<-hung
			}
			return true
		}})
	return desk, func() gateway.Received { return w.message("HELP") }, func() { close(hung) }
}

func TestWhoSendsManyMessagesHasOnePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk, message, letGo := crowd(t, 2)
		taken := make(chan error)
		const flood = 10
		other := message()
		other.From = anotherPhone
		var messages []gateway.Received
		for range flood {
			messages = append(messages, message())
		}
		for _, r := range messages {
			go func() { _, err := desk.Take(t.Context(), r); taken <- err }()
		}
		synctest.Wait()
		if told, err := desk.Take(t.Context(), other); err != nil || told.Kind != conversation.HowTo {
			t.Errorf("another sender is told %q, %v", told.Kind, err)
		}
		letGo()
		for range flood {
			if err := <-taken; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestWhereThereIsNoRoomItIsSaidSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk, message, letGo := crowd(t, 1)
		first, other := message(), message()
		other.From = anotherPhone
		taken := make(chan error)
		go func() { _, err := desk.Take(t.Context(), first); taken <- err }()
		synctest.Wait()
		begun := time.Now()
		_, err := desk.Take(t.Context(), other)
		if !errors.Is(err, gateway.ErrFull) || !errors.Is(err, fault.Unavailable) || time.Since(begun) != 300*time.Millisecond {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		letGo()
		if err := <-taken; err != nil {
			t.Error(err)
		}
		if _, err := desk.Take(t.Context(), other); err != nil {
			t.Errorf("once there is room: %v", err)
		}
	})
}
