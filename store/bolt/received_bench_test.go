package bolt

import (
	"runtime"
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// BenchmarkReceived walks 300,000 reports of three weeks, as the chore that counts trends does every hour. It tells how much larger
// the heap gets while it does.
func BenchmarkReceived(b *testing.B) {
	s := openAt(b, b.TempDir())
	defer s.Close()
	const reports, span = 300_000, 21 * 24 * time.Hour
	from := time.Unix(1_700_000_040, 0)
	for n := 0; n < reports; n += 10_000 {
		var statements []reputation.Statement
		var some []transfer.Report
		for i := range 10_000 {
			r := typical(uint64(n + i))
			r.ReceivedAt = from.Add(span / reports * time.Duration(n+i))
			r.Statements[0].ReceivedAt = r.ReceivedAt
			statements = append(statements, r.Statements...)
			some = append(some, transfer.Report{SealedTestimony: r, Subjects: []subject.Key{r.Statements[0].Subject}})
		}
		if _, err := s.Add(b.Context(), statements); err != nil {
			b.Fatal(err)
		}
		if err := s.Restore(b.Context(), some); err != nil {
			b.Fatal(err)
		}
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := before.HeapAlloc
	for b.Loop() {
		seen := 0
		err := s.Received(b.Context(), from, from.Add(span), func(some []reputation.SealedTestimony) error {
			if seen += len(some); seen%10_000 == 0 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
			return nil
		})
		if err != nil || seen != reports {
			b.Fatal(seen, err)
		}
	}
	b.ReportMetric(float64(most-before.HeapAlloc)/(1<<20), "MB-more")
	b.ReportMetric(float64(b.N)*reports/b.Elapsed().Seconds(), "reports/s")
}
