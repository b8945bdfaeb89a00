package mongo

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/report"
)

// struck is what a strikes under test did.
type struck struct {
	strikes
	filings filings
	trips   []int         // reports in each
	taking  time.Duration // of a trip
}

func newStruck(taking time.Duration) *struck {
	s := &struck{taking: taking}
	s.strike = func(receipts [][]byte) {
		s.trips = append(s.trips, len(receipts))
		<-time.After(s.taking)
	}
	s.end = s.filings.end
	return s
}

func (s *struck) files(n int) {
	for range n {
		one := s.filings.begin(report.ReceiptHash{})
		s.filings.keep(one)
		s.filings.say(one)
		s.add(one)
	}
}

// Who comes first goes at once, and who comes until a while after that goes together.
func TestStrikesAreGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStruck(10 * time.Millisecond)
		s.files(1)
		synctest.Wait()
		if !slices.Equal(s.trips, []int{1}) || len(s.filings.open) != 1 {
			t.Errorf("went %v, and %d are open", s.trips, len(s.filings.open))
		}
		s.files(2)
		<-time.After(s.taking + between/2)
		synctest.Wait()
		if len(s.filings.open) != 2 {
			t.Errorf("%d are open after the first trip", len(s.filings.open))
		}
		s.files(3)
		s.filings.finish(t.Context())
		if !slices.Equal(s.trips, []int{1, 5}) || len(s.filings.open) != 0 {
			t.Errorf("went %v, and %d are open", s.trips, len(s.filings.open))
		}
		<-time.After(2 * between)
		synctest.Wait()
		s.files(1)
		s.filings.finish(t.Context())
		if !slices.Equal(s.trips, []int{1, 5, 1}) {
			t.Errorf("went %v", s.trips)
		}
		<-time.After(2 * between)
	})
}

// So many go at once and no more.
func TestStrikesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStruck(time.Second)
		s.files(1)
		synctest.Wait()
		s.files(inBulk + 1)
		s.filings.finish(t.Context())
		if !slices.Equal(s.trips, []int{1, inBulk, 1}) {
			t.Errorf("went %v", s.trips)
		}
		<-time.After(2 * between)
	})
}
