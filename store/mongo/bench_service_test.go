//go:build service

package mongo

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// benched returns a store whose database goes with the benchmark.
func benched(b *testing.B) *Store {
	b.Helper()
	uri, err := server()
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(b.Context(), Config{URI: uri + "bench", Deadline: patient})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _, _ = s.db.Drop(context.Background()), s.Close() })
	return s
}

// BenchmarkSums compares adding up in the server, only the sums by bucket, reporter by reporter, with Tally, which
// reads the statements and folds all there is in them. The README draws its conclusion from it.
func BenchmarkSums(b *testing.B) {
	s := benched(b)
	hot := number(9999)
	var statements []reputation.Statement
	for n := range filled {
		statements = append(statements, made(n, number(n/3), hot).Statements...)
	}
	if _, err := s.Add(b.Context(), statements); err != nil {
		b.Fatal(err)
	}
	var many []subject.Key
	for n := range 200 {
		many = append(many, number(n*33))
	}
	for _, c := range []struct {
		name  string
		about []subject.Key
	}{{"200 subjects of 3", many}, {"one of 20000", []subject.Key{hot}}} {
		b.Run(c.name+"/fold", func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Tally(b.Context(), c.about, noon); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/server", func(b *testing.B) {
			for b.Loop() {
				if err := sums(b, s, c.about); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// sums asks the server for the sums by bucket of what each reporter said last.
func sums(b *testing.B, s *Store, about []subject.Key) error {
	var names []string
	for _, key := range about {
		names = append(names, key.String())
	}
	who := bson.M{"$ifNull": bson.A{"$f", bson.M{"$ifNull": bson.A{"$u", "$_id"}}}}
	cursor, err := s.in(truth).Aggregate(b.Context(), []bson.M{
		{"$match": bson.M{fieldSubject: bson.M{"$in": names}, "s": "live"}},
		{"$sort": append(ascending("r"), ascending("_id")...)},
		{"$group": bson.M{
			"_id": bson.D{{Key: "s", Value: "$subject"}, {Key: "w", Value: who}},
			"m":   bson.M{"$last": "$m"}, "o": bson.M{"$last": "$o"}, "p": bson.M{"$last": "$p"}, "t": bson.M{"$last": "$w"},
		}},
		{"$group": bson.M{
			"_id": bson.D{{Key: "s", Value: "$_id.s"}, {Key: "o", Value: "$o"}, {Key: "p", Value: "$p"}, {Key: "t", Value: "$t"}},
			"m":   bson.M{"$sum": "$m"},
		}},
	})
	if err != nil {
		return err
	}
	var found []bson.Raw
	return cursor.All(b.Context(), &found)
}

// BenchmarkFile compares filing a report of one statement with one insert of its testimony alone, 16 at once.
func BenchmarkFile(b *testing.B) {
	s := benched(b)
	var n atomic.Int64
	for name, write := range map[string]func(n int) error{
		"file": func(n int) error { return s.File(b.Context(), made(n, number(n%10_000))) },
		"insert": func(n int) error {
			document, err := unfinishedDocument(made(n, number(n%10_000)))
			if err != nil {
				return err
			}
			_, err = s.db.Collection("bare").InsertOne(b.Context(), document)
			return err
		},
		"save": func(n int) error {
			readings, err := s.Tally(b.Context(), []subject.Key{number(n % 10_000)}, noon)
			if err != nil {
				return err
			}
			_, err = s.Save(b.Context(), []reputation.Save{{Projection: reputation.Projection{Subject: number(n % 10_000), Revision: 1}, Marks: readings[0].Marks}})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := write(int(n.Add(1))); err != nil {
						b.Error(fmt.Errorf("%s: %w", name, err))
						return
					}
				}
			})
		})
	}
}
