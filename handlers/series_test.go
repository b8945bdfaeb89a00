package handlers

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestSeriesMakesEachMetricOnce(t *testing.T) {
	var made atomic.Int64
	s := series[string, *int]{with: func(string) *int { made.Add(1); return new(int) }}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, labels := range []string{"a", "b", "a"} {
				if first := s.of(labels); s.of(labels) != first {
					t.Errorf("%s has two metrics", labels)
				}
			}
		})
	}
	all.Wait()
	if made.Load() != 2 {
		t.Errorf("%d metrics were made for 2 combinations", made.Load())
	}
}
