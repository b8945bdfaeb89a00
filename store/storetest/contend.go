package storetest

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

const (
	contenders   = 16
	reportsEach  = 20
	withdrawEach = 4 // one report in so many is withdrawn
)

// Contend lets many callers file, withdraw, decide and project at once, about one subject and its
// neighbours, each projecting by compare-and-set whatever it touched. Afterwards no projection may differ
// from the truth, but for those of subjects that still await projection.
func Contend(t *testing.T, open func(t *testing.T) store.Store) {
	s := enter(t, open)
	hot, neighbours := about(5), []subject.Key{about(6), about(7), about(8)}
	var group sync.WaitGroup
	for i := range contenders {
		group.Go(func() { contend(s, i, hot, neighbours[i%len(neighbours)]) })
	}
	group.Wait()
	if t.Failed() {
		return
	}
	subjects := append([]subject.Key{hot}, neighbours...)
	t.Run("a settled projection equals the fold of what was said", func(t *testing.T) {
		waiting, err := s.store.Unprojected(s.ctx, 100)
		s.ok(err)
		for _, of := range subjects {
			if !slices.Contains(waiting, of) {
				s.verify(t, of)
			}
		}
	})
	t.Run("so does every one when what awaits projection is projected", func(t *testing.T) {
		for _, of := range subjects {
			s.ok(reproject(s, of))
			s.verify(t, of)
		}
		s.unprojected()
	})
	t.Run("nothing was lost or doubled", func(t *testing.T) {
		said, err := s.store.Statements(s.ctx, hot)
		s.ok(err)
		same(t, "statements", len(said), contenders*reportsEach)
		same(t, "tally", s.reading(hot).Tally, reputation.Fold(said, s.ruled(hot), noon))
	})
	t.Run("what is vouched for while it goes is not brought back", func(t *testing.T) { vouchAgainst(enter(t, open)) })
	t.Run("what is vouched for is not replaced by what minds", func(t *testing.T) { replaceUnvouched(enter(t, open)) })
}

// contend is one caller. What goes wrong is an error of the test, which goes on: only its own goroutine may end it.
func contend(s *stage, caller int, hot, neighbour subject.Key) {
	by := reputation.Pseudonym("")
	if caller%2 == 0 {
		by = reputation.Pseudonym(report.ID{byte(caller)}.String())
	}
	for i := range reportsEach {
		r := made(uint64(caller*reportsEach+i+1), by, hot, neighbour)
		check(s, s.store.File(s.ctx, r))
		if err := s.store.File(s.ctx, r); !errors.Is(err, fault.Exists) {
			s.t.Errorf("filed twice: %v", err)
		}
		check(s, reproject(s, hot))
		if i%withdrawEach == 0 {
			check(s, s.store.Withdraw(s.ctx, r.Receipt))
			check(s, reproject(s, hot))
		}
		check(s, reproject(s, neighbour))
	}
	check(s, s.store.Decide(s.ctx, decided(report.ID{1, byte(caller)}.String(), hot, reputation.Register)))
	check(s, reproject(s, hot))
}

// reproject projects a subject, and tries again when another was faster.
func reproject(s *stage, of subject.Key) error {
	for {
		kept, err := s.store.Projection(s.ctx, of)
		if err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
		readings, err := s.store.Tally(s.ctx, []subject.Key{of}, noon)
		if err != nil {
			return err
		}
		refused, err := s.store.Save(s.ctx, []reputation.Save{projected(readings[0], kept.Revision+1, noon)})
		if err != nil || len(refused) == 0 {
			return err
		}
	}
}

// verify expects the projection of a subject to be what its statements and decisions amount to.
func (s *stage) verify(t *testing.T, of subject.Key) {
	t.Helper()
	p, err := s.store.Projection(s.ctx, of)
	s.ok(err)
	said, err := s.store.Statements(s.ctx, of)
	s.ok(err)
	same(t, "projection of "+of.String(), p.Tally, reputation.Fold(said, s.ruled(of), noon))
}

func (s *stage) ruled(about subject.Key) []reputation.Decision {
	s.t.Helper()
	decisions, err := s.store.Decisions(s.ctx, about)
	s.ok(err)
	return decisions
}

func check(s *stage, err error) {
	if err != nil {
		s.t.Errorf("%v", err)
	}
}
