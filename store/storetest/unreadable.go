package storetest

import (
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/store"
)

// Spoil makes unreadable what a store keeps of a report: its testimony, or one of its statements.
type Spoil func(s store.Store, t reputation.SealedTestimony) error

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
