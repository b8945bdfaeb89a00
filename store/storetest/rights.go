package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Sentences that hold for everything that is written in revisions, each after the one before.

// oneWins lets many write the same revisions at once, and expects as many to win as there are revisions now, after the first, which is
// kept before.
func oneWins(s *stage, save func(revision uint64) (bool, error), kept func() uint64) {
	s.t.Helper()
	const revisions = 10
	var won atomic.Uint64
	var group sync.WaitGroup
	for range contenders {
		group.Go(func() {
			for revision := range uint64(revisions) {
				did, err := save(revision + 2)
				check(s, err)
				if did {
					won.Add(1)
				}
			}
		})
	}
	group.Wait()
	same(s.t, "revision that is kept", kept(), won.Load()+1)
	if won.Load() == 0 {
		s.t.Error("nobody won")
	}
}

// written expects that a write after a revision is made, or not.
func (s *stage) written(what string, revision uint64, wins bool) func(won bool, err error) {
	s.t.Helper()
	return func(won bool, err error) {
		s.t.Helper()
		s.ok(err)
		same(s.t, fmt.Sprintf("%s is written in revision %d", what, revision), won, wins)
	}
}
