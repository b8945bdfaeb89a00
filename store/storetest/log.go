package storetest

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// line makes up an entry of the log. A store does not read it.
func line(n int) []byte { return fmt.Appendf(nil, "entry %d \x00\xff", n) }

// logs appends entries, from a place on.
func (s *stage) logs(from, n int) {
	s.t.Helper()
	for i := range n {
		s.appends(uint64(from+i), line(from+i), true)
	}
}

// appends expects that an entry is written, or not.
func (s *stage) appends(at uint64, entry []byte, wins bool) {
	s.t.Helper()
	won, err := s.store.Append(s.ctx, at, entry)
	s.ok(err)
	same(s.t, fmt.Sprintf("entry %d is written", at), won, wins)
}

// reads expects these entries from a place on.
func (s *stage) reads(from uint64, limit int, want ...[]byte) {
	s.t.Helper()
	got, err := s.store.Entries(s.ctx, from, limit)
	s.ok(err)
	same(s.t, fmt.Sprintf("entries from %d", from), got, want)
}

// logged expects so many entries.
func (s *stage) logged(want uint64) {
	s.t.Helper()
	got, err := s.store.Logged(s.ctx)
	s.ok(err)
	same(s.t, "entries", got, want)
}

var logSentences = []sentence{
	{"a new log is empty", func(s *stage) {
		s.logged(0)
		s.reads(0, 10)
		s.reads(7, 10)
	}},
	{"entries come from a place on, as they were written, as many as asked", func(s *stage) {
		s.logs(0, 300)
		s.logged(300)
		s.reads(0, 2, line(0), line(1))
		s.reads(255, 3, line(255), line(256), line(257))
		s.reads(298, 10, line(298), line(299))
		s.reads(300, 10)
		s.reads(math.MaxUint64, 10)
		s.reads(0, 0)
	}},
	{"an entry is written at the next place, and nowhere else", func(s *stage) {
		s.appends(1, line(1), false)
		s.logs(0, 2)
		for _, at := range []uint64{0, 1, 3, 1 << 40} {
			s.appends(at, line(9), false)
		}
		s.logged(2)
		s.reads(0, 10, line(0), line(1))
	}},
	{"of all who append at one place one wins", func(s *stage) {
		const places = 10
		var won [places]atomic.Int64
		var group sync.WaitGroup
		for caller := range contenders {
			group.Go(func() {
				for at := range places {
					did, err := s.store.Append(s.ctx, uint64(at), line(caller))
					check(s, err)
					if did {
						won[at].Add(int64(caller + 1))
					}
				}
			})
		}
		group.Wait()
		s.logged(places)
		got, err := s.store.Entries(s.ctx, 0, places)
		s.ok(err)
		for at := range got {
			same(s.t, fmt.Sprintf("entry %d", at), string(got[at]), string(line(int(won[at].Load())-1)))
		}
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		entry := line(0)
		s.appends(0, entry, true)
		entry[0] = 'X'
		got, err := s.store.Entries(s.ctx, 0, 1)
		s.ok(err)
		got[0][0] = 'X'
		s.reads(0, 1, line(0))
	}},
	{"an entry that cannot be kept is an error", func(s *stage) {
		if won, err := s.store.Append(s.ctx, 0, nil); won || err == nil {
			s.t.Error("appended nothing")
		}
		if won, err := s.store.Append(s.ctx, math.MaxUint64, line(0)); won || err == nil {
			s.t.Error("appended past the last place")
		}
		s.logged(0)
	}},
}
