package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// holds expects that somebody has the lease of a chore, in a turn.
func (s *stage) holds(chore, holder string, turn uint64) {
	s.t.Helper()
	gotHolder, gotTurn, err := s.store.Lease(s.ctx, chore)
	s.ok(err)
	same(s.t, "lease of "+chore, fmt.Sprintf("%q in turn %d", gotHolder, gotTurn), fmt.Sprintf("%q in turn %d", holder, turn))
}

// claims expects that a claim is won, or not.
func (s *stage) claims(chore, holder string, after uint64, wins bool) {
	s.t.Helper()
	won, err := s.store.Claim(s.ctx, chore, holder, after)
	s.ok(err)
	same(s.t, fmt.Sprintf("%s claims %s after turn %d, and won", holder, chore, after), won, wins)
}

var leaseSentences = []sentence{
	{"before the first claim nobody holds it, in turn 0", func(s *stage) { s.holds("sweep", "", 0) }},
	{"whoever claims after the turn that is kept holds it in the next", func(s *stage) {
		s.claims("sweep", "one", 0, true)
		s.holds("sweep", "one", 1)
		s.claims("sweep", "one", 1, true)
		s.holds("sweep", "one", 2)
		s.claims("sweep", "another", 2, true)
		s.holds("sweep", "another", 3)
	}},
	{"a claim after any other turn changes nothing", func(s *stage) {
		s.claims("sweep", "another", 1, false)
		s.holds("sweep", "", 0)
		s.claims("sweep", "one", 0, true)
		s.claims("sweep", "one", 1, true)
		for _, after := range []uint64{0, 1, 3, 1 << 63, ^uint64(0)} {
			s.claims("sweep", "another", after, false)
			s.claims("sweep", "one", after, false)
		}
		s.holds("sweep", "one", 2)
	}},
	{"what is yielded is held by nobody, a turn later, and the turn goes on", func(s *stage) {
		s.claims("sweep", "one", 0, true)
		s.ok(s.store.Yield(s.ctx, "sweep", "one"))
		s.holds("sweep", "", 2)
		s.claims("sweep", "one", 1, false)
		s.claims("sweep", "another", 0, false)
		s.claims("sweep", "another", 2, true)
		s.holds("sweep", "another", 3)
	}},
	{"whoever does not hold it yields nothing", func(s *stage) {
		s.ok(s.store.Yield(s.ctx, "sweep", "one"))
		s.holds("sweep", "", 0)
		s.claims("sweep", "one", 0, true)
		s.ok(s.store.Yield(s.ctx, "sweep", "another"))
		s.holds("sweep", "one", 1)
		s.ok(s.store.Yield(s.ctx, "sweep", "one"))
		s.ok(s.store.Yield(s.ctx, "sweep", "one"))
		s.holds("sweep", "", 2)
	}},
	{"each chore has a lease of its own", func(s *stage) {
		s.claims("sweep", "one", 0, true)
		s.claims("publish", "another", 0, true)
		s.ok(s.store.Yield(s.ctx, "publish", "one"))
		s.holds("sweep", "one", 1)
		s.holds("publish", "another", 1)
	}},
	{"a claim for no chore or for nobody is an error", func(s *stage) {
		for _, c := range [][2]string{{"", "one"}, {"sweep", ""}} {
			if won, err := s.store.Claim(s.ctx, c[0], c[1], 0); won || err == nil {
				s.t.Errorf("claim %q: won %v, %v", c, won, err)
			}
			if s.store.Yield(s.ctx, c[0], c[1]) == nil {
				s.t.Errorf("yielded %q", c)
			}
		}
	}},
	{"of all who claim after one turn one wins", func(s *stage) {
		const turns = 20
		var won atomic.Int64
		var group sync.WaitGroup
		for i := range contenders {
			group.Go(func() {
				for turn := range uint64(turns) {
					did, err := s.store.Claim(s.ctx, "sweep", fmt.Sprint("contender ", i), turn)
					check(s, err)
					if did {
						won.Add(1)
					}
				}
			})
		}
		group.Wait()
		_, turn, err := s.store.Lease(s.ctx, "sweep")
		s.ok(err)
		same(s.t, "turn", turn, uint64(won.Load()))
		if turn == 0 {
			s.t.Error("nobody won")
		}
	}},
}
