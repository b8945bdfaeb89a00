package sms

import (
	"context"
	"fmt"
	"time"

	"ringfence/internal/fault"
)

// patience is how long a request waits for room.
const patience = 500 * time.Millisecond

// errBusy means that too many requests are being taken. It is also fault.Unavailable.
var errBusy = fmt.Errorf("too many text messages at once: %w", fault.Unavailable)

// enter waits for room among the requests that are being taken, and returns what makes it free. The error is errBusy.
func (s *Service) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-s.room }
	select {
	case s.room <- struct{}{}:
		return leave, nil
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case s.room <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}
