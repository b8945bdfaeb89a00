package storetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
)

// edition makes up what changed in a version.
func edition(version uint64) listing.Edition {
	return listing.Edition{Version: version, At: noon.Add(time.Duration(version) * time.Second), Body: fmt.Appendf(nil, "what changed in %d", version)}
}

// whole makes up all that is known as of a version.
func whole(version uint64) listing.Edition {
	e := edition(version)
	e.Whole, e.Body = true, fmt.Appendf(nil, "all as of %d", version)
	return e
}

// publishes expects that an edition is added after a version, or not.
func (s *stage) publishes(e listing.Edition, after uint64, wins bool) {
	s.t.Helper()
	won, err := s.store.Publish(s.ctx, e, after)
	s.ok(err)
	same(s.t, fmt.Sprintf("version %d is published after %d", e.Version, after), won, wins)
}

// newest expects this version to be the newest that is kept.
func (s *stage) newest(want uint64) {
	s.t.Helper()
	got, err := s.store.Newest(s.ctx)
	s.ok(err)
	same(s.t, "the newest version", got, want)
}

// published expects these editions after a version.
func (s *stage) published(after uint64, want ...listing.Edition) {
	s.t.Helper()
	got, err := s.store.Published(s.ctx, after)
	s.ok(err)
	same(s.t, fmt.Sprintf("published after %d", after), got, want)
}

// foreign expects that nothing leads on from a version.
func (s *stage) foreign(after uint64) {
	s.t.Helper()
	_, err := s.store.Published(s.ctx, after)
	s.fails(err, fault.Foreign)
}

var publicationSentences = []sentence{
	{"nothing is published at first", func(s *stage) {
		s.published(0)
		s.newest(0)
		s.foreign(5)
	}},
	{"what is published comes back in order, after each version", func(s *stage) {
		s.publishes(whole(10), 0, true)
		s.publishes(edition(20), 10, true)
		s.publishes(edition(1<<62), 20, true)
		s.published(0, whole(10), edition(20), edition(1<<62))
		s.published(10, edition(20), edition(1<<62))
		s.published(20, edition(1<<62))
		s.published(1 << 62)
		s.newest(1 << 62)
	}},
	{"after any other version than the newest nothing is published", func(s *stage) {
		s.publishes(whole(10), 5, false)
		s.published(0)
		s.publishes(whole(10), 0, true)
		s.publishes(edition(20), 10, true)
		for _, after := range []uint64{0, 5, 10, 15, 21} {
			s.publishes(edition(30), after, false)
		}
		s.published(0, whole(10), edition(20))
	}},
	{"the time is kept to the second, in UTC", func(s *stage) {
		e := whole(10)
		e.At = e.At.Add(time.Second - 1).In(time.FixedZone("", 3600))
		s.publishes(e, 0, true)
		s.published(0, whole(10))
	}},
	{"a version that nothing leads on from is Foreign", func(s *stage) {
		s.publishes(whole(10), 0, true)
		s.publishes(edition(20), 10, true)
		for _, after := range []uint64{15, 21, ^uint64(0)} {
			s.foreign(after)
		}
	}},
	{"what is folded is begun with", func(s *stage) {
		s.publishes(edition(10), 0, true)
		s.publishes(edition(20), 10, true)
		s.publishes(edition(30), 20, true)
		s.ok(s.store.Fold(s.ctx, whole(20)))
		s.published(0, whole(20), edition(30))
		s.published(5, whole(20), edition(30))
		s.published(10, whole(20), edition(30))
		s.published(20, edition(30))
		s.published(30)
		s.foreign(25)
		s.publishes(edition(40), 30, true)
		s.published(20, edition(30), edition(40))
	}},
	{"folding again, or what is not kept, changes nothing", func(s *stage) {
		s.ok(s.store.Fold(s.ctx, whole(20)))
		s.published(0)
		s.publishes(edition(10), 0, true)
		s.publishes(edition(20), 10, true)
		for _, version := range []uint64{5, 15, 21} {
			s.ok(s.store.Fold(s.ctx, whole(version)))
		}
		s.published(0, edition(10), edition(20))
		other := whole(20)
		other.Body = []byte("something else")
		for _, e := range []listing.Edition{whole(20), other, whole(10)} {
			s.ok(s.store.Fold(s.ctx, e))
		}
		s.published(0, whole(20))
	}},
	{"a whole edition that was published is begun with", func(s *stage) {
		s.publishes(edition(10), 0, true)
		s.publishes(whole(20), 10, true)
		s.publishes(edition(30), 20, true)
		s.published(0, whole(20), edition(30))
		s.published(10, whole(20), edition(30))
		s.published(20, edition(30))
	}},
	{"an edition that says nothing, or does not come later, is an error", func(s *stage) {
		empty := edition(10)
		empty.Body = nil
		for _, e := range []listing.Edition{empty, edition(0), edition(1 << 63)} {
			if won, err := s.store.Publish(s.ctx, e, 0); won || err == nil {
				s.t.Errorf("published %v", e)
			}
		}
		if won, err := s.store.Publish(s.ctx, edition(10), 10); won || err == nil {
			s.t.Error("published after itself")
		}
		if s.store.Fold(s.ctx, edition(10)) == nil {
			s.t.Error("folded what is not whole")
		}
		s.published(0)
	}},
	{"what was published is no part of an archive, and does not stand in the way of taking one over", func(s *stage) {
		s.publishes(whole(10), 0, true)
		s.ok(s.store.BeginRestore(s.ctx, "an archive"))
		s.ok(s.store.EndRestore(s.ctx))
		s.published(0, whole(10))
		s.publishes(edition(20), 10, true)
	}},
	{"a body may be large", func(s *stage) {
		large := whole(20)
		large.Body = make([]byte, 9<<20)
		for i := 0; i < len(large.Body); i += 4096 {
			large.Body[i] = byte(rand.Uint32()) //nolint:gosec // anything
		}
		s.publishes(edition(10), 0, true)
		s.publishes(edition(20), 10, true)
		s.ok(s.store.Fold(s.ctx, large))
		got, err := s.store.Published(s.ctx, 0)
		s.ok(err)
		if len(got) != 1 || !got[0].Whole || !bytes.Equal(got[0].Body, large.Body) {
			s.t.Errorf("%d editions, or another body", len(got))
		}
	}},
	{"of all who publish after one version one wins, and readers beside a fold get what leads on", func(s *stage) {
		const versions = 10
		s.publishes(whole(1), 0, true)
		var won atomic.Int64
		var group sync.WaitGroup
		for range contenders {
			group.Go(func() {
				for after := uint64(1); after < versions; {
					did, err := s.store.Publish(s.ctx, edition(after+1), after)
					check(s, err)
					if did {
						won.Add(1)
						check(s, s.store.Fold(s.ctx, whole(after+1)))
					}
					after = s.leadsOn(after)
				}
			})
		}
		group.Wait()
		same(s.t, "published", won.Load(), versions-1)
		s.published(0, whole(versions))
	}},
}

// leadsOn reads what was published after a version, expects it to lead on from there without a gap, and returns the newest.
func (s *stage) leadsOn(after uint64) uint64 {
	got, err := s.store.Published(s.ctx, after)
	check(s, err)
	for i, e := range got {
		want := edition(e.Version)
		if e.Whole {
			want = whole(e.Version)
		}
		if !bytes.Equal(e.Body, want.Body) || (e.Whole && i > 0) || (!e.Whole && e.Version != after+1) {
			s.t.Errorf("after %d: edition %d of version %d is %q", after, i, e.Version, e.Body)
		}
		after = e.Version
	}
	return after
}
