package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// sender returns the nth name of a sender.
func sender(n int) conversation.Name { return conversation.Name(fmt.Sprintf("%032x", n)) }

// remembered makes up what is kept of a sender in a revision, until so long after noon.
func remembered(of conversation.Name, revision uint64, until time.Duration) conversation.Record {
	return conversation.Record{
		Name: of, Revision: revision, Until: noon.Add(until), SealedOn: reputation.DateOf(noon), Sealed: fmt.Appendf(nil, "sealed %d", revision),
	}
}

// converses expects that a record is written, or not.
func (s *stage) converses(r conversation.Record, wins bool) {
	s.t.Helper()
	won, err := s.store.Converse(s.ctx, r)
	s.ok(err)
	same(s.t, fmt.Sprintf("written in revision %d", r.Revision), won, wins)
}

// remembers expects this record.
func (s *stage) remembers(want conversation.Record) {
	s.t.Helper()
	got, err := s.store.Conversation(s.ctx, want.Name)
	s.ok(err)
	same(s.t, "conversation", got, want)
}

// forgot expects that nothing is kept of a sender.
func (s *stage) forgot(name conversation.Name) {
	s.t.Helper()
	_, err := s.store.Conversation(s.ctx, name)
	s.fails(err, fault.NotFound)
}

// forgets expects so many records to be forgotten at a moment.
func (s *stage) forgets(at time.Time, limit, want int) {
	s.t.Helper()
	got, err := s.store.ForgetConversations(s.ctx, at, limit)
	s.ok(err)
	same(s.t, "forgotten", got, want)
}

// stops expects a name to be on the list of those who get no replies, or not.
func (s *stage) stops(name conversation.Name, want bool) {
	s.t.Helper()
	got, err := s.store.Stopped(s.ctx, name)
	s.ok(err)
	same(s.t, "stopped", got, want)
}

var conversationSentences = []sentence{
	{"nothing is kept of whom nobody wrote of", func(s *stage) { s.forgot(sender(1)) }},
	{"what is written after the revision that is kept is kept", func(s *stage) {
		for revision := range uint64(3) {
			r := remembered(sender(1), revision+1, time.Hour)
			s.converses(r, true)
			s.remembers(r)
		}
		s.forgot(sender(2))
	}},
	{"what is written after any other revision is not", func(s *stage) {
		s.converses(remembered(sender(1), 2, time.Hour), false)
		s.forgot(sender(1))
		first := remembered(sender(1), 1, time.Hour)
		s.converses(first, true)
		for _, revision := range []uint64{1, 3, 1 << 63, ^uint64(0)} {
			s.converses(remembered(sender(1), revision, 2*time.Hour), false)
		}
		s.remembers(first)
	}},
	{"its end is kept to the second, and is that of the last revision", func(s *stage) {
		r := remembered(sender(1), 1, time.Hour+999*time.Millisecond)
		s.converses(r, true)
		r.Until = noon.Add(time.Hour)
		s.remembers(r)
		for revision, until := range []time.Duration{3 * time.Hour, 2 * time.Hour, 4 * time.Hour} {
			s.converses(remembered(sender(1), uint64(revision+2), until), true)
		}
		s.forgets(noon.Add(3*time.Hour), 10, 0)
		s.forgets(noon.Add(4*time.Hour), 10, 1)
		s.forgot(sender(1))
		s.forgets(noon.Add(24*time.Hour), 10, 0)
	}},
	{"the longest overdue are forgotten first, and no more than asked", func(s *stage) {
		for n := range 5 {
			s.converses(remembered(sender(n), 1, time.Duration(5-n)*time.Hour), true)
		}
		s.forgets(noon, 10, 0)
		s.forgets(noon.Add(4*time.Hour), 0, 0)
		s.forgets(noon.Add(4*time.Hour), 2, 2)
		for _, n := range []int{3, 4} {
			s.forgot(sender(n))
		}
		s.remembers(remembered(sender(2), 1, 3*time.Hour))
		s.forgets(noon.Add(4*time.Hour), 10, 2)
		s.remembers(remembered(sender(0), 1, 5*time.Hour))
	}},
	{"who was forgotten is remembered anew", func(s *stage) {
		s.converses(remembered(sender(1), 1, time.Hour), true)
		s.converses(remembered(sender(1), 2, time.Hour), true)
		s.forgets(noon.Add(time.Hour), 10, 1)
		s.converses(remembered(sender(1), 3, time.Hour), false)
		s.converses(remembered(sender(1), 1, time.Hour), true)
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		r := remembered(sender(1), 1, time.Hour)
		s.converses(r, true)
		r.Sealed[0] = 'X'
		got, err := s.store.Conversation(s.ctx, sender(1))
		s.ok(err)
		got.Sealed[1] = 'X'
		s.remembers(remembered(sender(1), 1, time.Hour))
	}},
	{"of all who write after one revision one wins", func(s *stage) {
		const revisions = 10
		var won atomic.Int64
		var group sync.WaitGroup
		for range contenders {
			group.Go(func() {
				for revision := range uint64(revisions) {
					did, err := s.store.Converse(s.ctx, remembered(sender(1), revision+1, time.Hour))
					check(s, err)
					if did {
						won.Add(1)
					}
				}
			})
		}
		group.Wait()
		got, err := s.store.Conversation(s.ctx, sender(1))
		s.ok(err)
		same(s.t, "revision", got.Revision, uint64(won.Load()))
	}},
	{"a record that cannot be kept is an error", func(s *stage) {
		for name, r := range map[string]conversation.Record{
			"with a number for a name": remembered("+12025550143", 1, time.Hour),
			"with no name":             remembered("", 1, time.Hour),
			"of no revision":           remembered(sender(1), 0, time.Hour),
			"without an end":           {Name: sender(1), Revision: 1},
		} {
			if won, err := s.store.Converse(s.ctx, r); won || err == nil {
				s.t.Errorf("kept one %s: %v, %v", name, won, err)
			}
		}
		s.forgets(noon.AddDate(100, 0, 0), 10, 0)
	}},
	{"who stops has stopped until they resume", func(s *stage) {
		s.stops(sender(1), false)
		for range 2 {
			s.ok(s.store.Stop(s.ctx, sender(1)))
			s.stops(sender(1), true)
		}
		s.stops(sender(2), false)
		for range 2 {
			s.ok(s.store.Resume(s.ctx, sender(1)))
			s.stops(sender(1), false)
		}
	}},
	{"to be forgotten is not to resume", func(s *stage) {
		s.ok(s.store.Stop(s.ctx, sender(1)))
		s.converses(remembered(sender(1), 1, time.Hour), true)
		s.forgets(noon.Add(time.Hour), 10, 1)
		s.stops(sender(1), true)
	}},
	{"a number stops and resumes under no name but its keyed one", func(s *stage) {
		if s.store.Stop(s.ctx, "+12025550143") == nil {
			s.t.Error("kept a number")
		}
		if s.store.Resume(s.ctx, "+12025550143") == nil {
			s.t.Error("resumed a number")
		}
		if _, err := s.store.Stopped(s.ctx, "+12025550143"); err == nil {
			s.t.Error("knew of a number")
		}
	}},
}
