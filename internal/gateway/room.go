package gateway

import (
	"context"
	"fmt"
	"time"

	"ringfence/internal/fault"
)

const (
	patience = 300 * time.Millisecond // of a message that waits for a place
	waiting  = 4                      // messages that wait for each place, at most: as many as have one within that time
)

// ErrFull means that too many messages are being taken. It is also fault.Unavailable.
var ErrFull = fmt.Errorf("too many text messages at once: %w", fault.Unavailable)

// room has a place for each message that is being taken, and lets a few wait: whoever cannot be served soon is told so at once, and
// costs nothing that those need who are served. Whoever enters has the turn of its sender already, so that nobody who sends many
// messages has more than one place.
type room struct{ entered, places chan struct{} }

func newRoom(places int) room {
	return room{make(chan struct{}, places*(1+waiting)), make(chan struct{}, places)}
}

// enter waits for a place, and returns what makes it free. The error is ErrFull.
func (r room) enter(ctx context.Context) (leave func(), err error) {
	select {
	case r.entered <- struct{}{}:
	default:
		return nil, ErrFull
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case r.places <- struct{}{}:
		return func() { <-r.places; <-r.entered }, nil
	case <-ctx.Done():
		<-r.entered
		return nil, ErrFull
	}
}
