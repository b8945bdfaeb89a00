package watch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/reputation"
)

const (
	recalled   = 256     // statements of one reporter by which it is told when they were first heard of
	remembered = 100_000 // reporters of whom that is remembered
)

// acquaintance is when reporters were first heard of. It is safe for concurrent use, and nobody waits in it for the store.
type acquaintance struct {
	mu    sync.Mutex
	first map[reputation.Pseudonym]time.Time
}

// with returns when those who spoke of late were first heard of.
func (a *acquaintance) with(ctx context.Context, from Store, said []reputation.Statement, now time.Time) (func(reputation.Pseudonym) time.Time, error) {
	heard := a.remember(said)
	for i := range said {
		by := said[i].Speaks()
		if _, known := heard[by]; known || by == "" || said[i].ReceivedAt.Before(now.Add(-brigade.Remembered)) {
			continue
		}
		history, err := from.History(ctx, by, recalled)
		if err != nil {
			return nil, fmt.Errorf("when somebody was first heard of: %w", err)
		}
		first := said[i].ReceivedAt
		if len(history) > 0 {
			first = history[len(history)-1].ReceivedAt
		}
		heard[by] = first
		a.learn(by, first)
	}
	return func(by reputation.Pseudonym) time.Time { return heard[by] }, nil
}

// remember returns what is remembered of those who said something.
func (a *acquaintance) remember(said []reputation.Statement) map[reputation.Pseudonym]time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	heard := map[reputation.Pseudonym]time.Time{}
	for i := range said {
		if first, known := a.first[said[i].Speaks()]; known {
			heard[said[i].Speaks()] = first
		}
	}
	return heard
}

func (a *acquaintance) learn(by reputation.Pseudonym, first time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.first) >= remembered {
		clear(a.first)
	}
	a.first[by] = first
}
