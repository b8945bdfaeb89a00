package handlers

import (
	"maps"
	"sync"
	"sync/atomic"
)

// series remembers the metric of each combination of labels, which prometheus would look up by hashing all
// of them for every request. There are few: none comes from what a client sends.
type series[L comparable, M any] struct {
	with func(L) M // makes the metric

	known  atomic.Pointer[map[L]M] // never changed, only replaced
	adding sync.Mutex
}

// of returns the metric with these labels.
func (s *series[L, M]) of(labels L) M {
	if known := s.known.Load(); known != nil {
		if m, ok := (*known)[labels]; ok {
			return m
		}
	}
	return s.add(labels)
}

func (s *series[L, M]) add(labels L) M {
	s.adding.Lock()
	defer s.adding.Unlock()
	all := make(map[L]M)
	if known := s.known.Load(); known != nil {
		all = maps.Clone(*known)
	}
	m, ok := all[labels] // another request may have been faster
	if !ok {
		m = s.with(labels)
		all[labels] = m
		s.known.Store(&all)
	}
	return m
}
