package gateway

import (
	"context"
	"fmt"
	"time"

	"ringfence/internal/fault"
)

// patience is how long a message waits for room.
const patience = 500 * time.Millisecond

// ErrFull means that too many messages are being taken. It is also fault.Unavailable.
var ErrFull = fmt.Errorf("too many text messages at once: %w", fault.Unavailable)

// room has a place for each message that is being taken. Whoever enters has the turn of its sender already, so that nobody who
// sends many messages has more than one place.
type room chan struct{}

// enter waits for a place, and returns what makes it free. The error is ErrFull.
func (r room) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-r }
	select {
	case r <- struct{}{}:
		return leave, nil
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case r <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ErrFull
	}
}
