//go:build service

package mongo

import (
	"runtime"
	"testing"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// BenchmarkReceived walks 300,000 reports of three weeks, as the chore that counts trends does every hour. It tells how large the heap
// is at the most while it does.
func BenchmarkReceived(b *testing.B) {
	s := benched(b)
	const reports, span = 300_000, 21 * 24 * time.Hour
	for n := 0; n < reports; n += 10_000 {
		var said, testified []driver.WriteModel
		for i := range 10_000 {
			r := made(1+n+i, number((n+i)%10_000))
			r.ReceivedAt = noon.Add(span / reports * time.Duration(n+i))
			r.Sealed = make([]byte, 600)
			statement, err := statementDocument(r.Statements[0], "")
			if err != nil {
				b.Fatal(err)
			}
			testimony, err := record.EncodeFinished(record.Finish(r))
			if err != nil {
				b.Fatal(err)
			}
			said = append(said, driver.NewInsertOneModel().SetDocument(statement))
			testified = append(testified, driver.NewInsertOneModel().SetDocument(testimony))
		}
		if _, err := s.bulk(b.Context(), truth, said); err != nil {
			b.Fatal(err)
		}
		if _, err := s.bulk(b.Context(), testimonies, testified); err != nil {
			b.Fatal(err)
		}
	}
	var now runtime.MemStats
	runtime.GC()
	most := uint64(0)
	for b.Loop() {
		seen := 0
		err := s.Received(b.Context(), noon, noon.Add(span), func(some []reputation.SealedTestimony) error {
			seen += len(some)
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
			return nil
		})
		if err != nil || seen != reports {
			b.Fatal(seen, err)
		}
	}
	b.ReportMetric(float64(most)/(1<<20), "MB-at-most")
	b.ReportMetric(float64(b.N)*reports/b.Elapsed().Seconds(), "reports/s")
}
