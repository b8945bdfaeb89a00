package rollup

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// BenchmarkWeek counts a week of 300,000 reports, each of somebody else. heap-MB is how far the heap grew meanwhile, with what was not
// collected yet.
func BenchmarkWeek(b *testing.B) {
	ring, err := keyring.OpenAt(&keyring.Memory{}, monday)
	if err != nil {
		b.Fatal(err)
	}
	campuses, err := campus.New()
	if err != nil {
		b.Fatal(err)
	}
	s := &crowded{reports: 300_000}
	for _, c := range campuses.Search("大学", 400) {
		t := report.Testimony{Kind: report.Call, Knew: []report.Knew{"name", "order"}, LeakSector: "courier", Campus: c.Name, WeekNetwork: 7}
		day, sealed, err := ring.Seal(t, report.ReceiptHash{}, monday)
		if err != nil {
			b.Fatal(err)
		}
		s.day, s.sealed = day, append(s.sealed, sealed)
	}
	t := New(Config{
		Store: s, Keys: ring, Campuses: campuses, Clock: func() time.Time { return monday.AddDate(0, 0, 7).Add(time.Hour) },
		Open: func() ([]index.Open, error) { return nil, nil },
	})
	runtime.GC()
	before := heap()
	for b.Loop() {
		if _, err := t.countWeek(b.Context(), thisWeek, t.Clock(), nil, true); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(s.peak-before)/1e6, "heap-MB")
	b.ReportMetric(float64(s.cells), "cells")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// crowded is a store that makes up what was received.
type crowded struct {
	Store
	reports int
	day     reputation.Date
	sealed  [][]byte // all with the receipt of zeros
	peak    uint64
	cells   int
}

func (s *crowded) Received(_ context.Context, _, _ time.Time, visit func([]reputation.SealedTestimony) error) error {
	for i := range s.reports {
		at := monday.Add(time.Duration(i) * 6 * 24 * time.Hour / time.Duration(s.reports)).Truncate(time.Minute)
		r := reputation.SealedTestimony{ReceivedAt: at, SealedOn: s.day, Sealed: s.sealed[i%len(s.sealed)]}
		r.Statements = []reputation.Statement{{
			ReceivedAt: at, At: at.Truncate(time.Hour), Polarity: report.Bad, Category: report.CategoryAt(i % 20), Tier: reputation.Verified,
			Reporter: reputation.Pseudonym(fmt.Sprintf("%032x", i)), Province: "CN-ZJ", State: reputation.Live,
		}}
		if err := visit([]reputation.SealedTestimony{r}); err != nil {
			return err
		}
		if i%10_000 == 0 {
			s.peak = max(s.peak, heap())
		}
	}
	return nil
}

func (s *crowded) Restoring(context.Context) (string, error) {
	s.peak = max(s.peak, heap())
	return "", nil
}

func (s *crowded) SaveWeek(_ context.Context, r trend.Rollup) (bool, error) {
	s.peak, s.cells = max(s.peak, heap()), len(r.Cells)
	return true, nil
}
