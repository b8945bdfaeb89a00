package bolt

import (
	"encoding/binary"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// callers is how many write at once in the benchmarks. Compare BenchmarkFile with BenchmarkRawBatch: the
// same bytes, put by bbolt's own batching.
const callers = 64

// typical makes up the n-th report: one subject, 600 bytes of sealed testimony, a reporter.
func typical(n uint64) reputation.SealedTestimony {
	r := reputation.SealedTestimony{Digest: make([]byte, 32), Sealed: make([]byte, 600)}
	binary.BigEndian.PutUint64(r.Receipt[:], scatter(n))
	binary.BigEndian.PutUint64(r.Report[:], scatter(n))
	r.Statements = []reputation.Statement{{
		Subject: number, Report: r.Report, Mass: 0.6, Polarity: report.Bad, Category: "impersonation_service",
		Tier: reputation.Verified, Province: "CN-ZJ", Reporter: reputation.Pseudonym(r.Report.String()),
	}}
	return r
}

// scatter spreads keys as hashes are spread.
func scatter(n uint64) uint64 { return n * 0x9E3779B97F4A7C15 }

func run(b *testing.B, write func(n uint64) error) {
	b.Helper()
	b.SetParallelism(callers / runtime.GOMAXPROCS(0))
	var n atomic.Uint64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := write(n.Add(1)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}

func BenchmarkFile(b *testing.B) {
	s := openAt(b, b.TempDir())
	defer s.Close()
	before := transactions(b, s.db)
	run(b, func(n uint64) error { return s.File(b.Context(), typical(n)) })
	b.ReportMetric(float64(b.N)/float64(transactions(b, s.db)-before), "reports/commit")
}

func BenchmarkRawBatch(b *testing.B) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), fileName), fileMode, options())
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("raw")); return err }); err != nil {
		b.Fatal(err)
	}
	value := make([]byte, size(b))
	before := transactions(b, db)
	run(b, func(n uint64) error {
		key := binary.BigEndian.AppendUint64(nil, scatter(n))
		return db.Batch(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("raw")).Put(key, value) })
	})
	b.ReportMetric(float64(b.N)/float64(transactions(b, db)-before), "reports/commit")
}

// transactions is how many a file has seen.
func transactions(b *testing.B, db *bbolt.DB) (n int) {
	if err := db.View(func(tx *bbolt.Tx) error { n = tx.ID(); return nil }); err != nil {
		b.Fatal(err)
	}
	return n
}

// size is how many bytes File writes of a typical report, keys included.
func size(b *testing.B) (n int) {
	f, err := prepareFiling(typical(1))
	if err != nil {
		b.Fatal(err)
	}
	n = len(f.report.Receipt) + len(f.testimony)
	for _, e := range f.statements {
		n += 2*len(e.key) + len(e.value) + 4 + len(e.said)
	}
	return n
}
