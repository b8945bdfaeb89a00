package storetest

import (
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/store"
)

// Spoil makes unreadable what a store keeps of a report: its testimony, or one of its statements.
type Spoil func(s store.Store, t reputation.SealedTestimony) error

// SpoilEdition makes unreadable what a store keeps of an edition that was published.
type SpoilEdition func(s store.Store, version uint64) error

// UnreadableEditions holds a store to what it promises about editions of which this was spoilt: that a whole one after them is all it takes.
func UnreadableEditions(t *testing.T, open func(t *testing.T) store.Store, what map[string]SpoilEdition) {
	for name, spoil := range what {
		t.Run(name+" that cannot be read is left behind by a whole edition", func(t *testing.T) {
			s := enter(t, open)
			s.publishes(whole(10), 0, true)
			s.publishes(edition(20), 10, true)
			s.ok(spoil(s.store, 20))
			_, err := s.store.Published(s.ctx, 0)
			s.fails(err, fault.Damaged)
			s.newest(20)
			s.publishes(whole(30), 10, false)
			s.publishes(whole(30), 20, true)
			s.publishes(edition(40), 30, true)
			s.newest(40)
			s.published(0, whole(30), edition(40))
			s.published(10, whole(30), edition(40))
			s.published(30, edition(40))
			s.ok(s.store.Fold(s.ctx, whole(40)))
			s.published(0, whole(40))
		})
	}
}

// Unreadable holds a store to what it promises about reports of which this was spoilt.
func Unreadable(t *testing.T, open func(t *testing.T) store.Store, what map[string]Spoil) {
	for name, spoil := range what {
		t.Run(name+" that cannot be read keeps no other report from being walked", func(t *testing.T) {
			s := enter(t, open)
			first, spoilt, last := s.file(about(5)), s.file(about(6), about(7)), s.file(about(5), about(6))
			s.ok(spoil(s.store, spoilt))
			s.received(noon, noon.Add(time.Hour), first, last)
		})
	}
}
