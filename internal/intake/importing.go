package intake

import (
	"cmp"
	"context"
	"iter"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Imported is a row of a stream that the operator imports. Its ID is made of the row, so that the same row
// is the same report whenever it is imported.
type Imported struct {
	ID       report.ID
	About    subject.Key
	At       time.Time // the stream's own date, for event and receipt
	Category report.Category
	Group    string // the source's own field for where it came from; "" when not given
}

// Source is where imported rows come from.
type Source struct {
	Name   string
	Region string // ISO 3166, of those who complained
}

const (
	importChunk = 20_000 // statements or somewhat more that are written in one transaction
	beside      = 2      // chunks under way: while one is written the next is made; with more they would be written out of order
)

// Import stores rows of a source, given in the order of their subjects, since a store writes what lies together much
// faster. It shows what they are about, unless the subject is known already: then that awaits its projection, and
// is projected by whoever sweeps. It returns how many rows were new. They leave no testimony and no receipt. A
// report ID tells the same row already, so rows carry no pseudonym. Progress is told the rows done, never two at
// a time.
func (in *Intake) Import(ctx context.Context, from Source, rows iter.Seq[Imported], progress func(done int)) (stored int, err error) {
	now := in.Clock()
	var tallying sync.Mutex
	done := 0
	all, writing := errgroup.WithContext(ctx)
	all.SetLimit(beside)
	for chunk := range chunks(rows) {
		all.Go(func() error {
			statements, err := in.imported(from, chunk, now)
			if err != nil {
				return err
			}
			n, err := in.Projector.Introduce(writing, statements)
			if err != nil {
				return err
			}
			tallying.Lock()
			defer tallying.Unlock()
			stored += n
			done += len(chunk)
			progress(done)
			return nil
		})
		if writing.Err() != nil {
			break
		}
	}
	err = all.Wait()
	return stored, cmp.Or(err, ctx.Err())
}

// chunks parts rows where the block of numbers changes: of two numbers that are computed apart neither sees the other
// before both are stored.
func chunks(rows iter.Seq[Imported]) iter.Seq[[]Imported] {
	return func(yield func([]Imported) bool) {
		var chunk []Imported
		for row := range rows {
			if len(chunk) >= importChunk && apart(chunk[len(chunk)-1].About, row.About) {
				if !yield(chunk) {
					return
				}
				chunk = make([]Imported, 0, importChunk)
			}
			chunk = append(chunk, row)
		}
		if len(chunk) > 0 {
			yield(chunk)
		}
	}
}

func apart(a, b subject.Key) bool { return a != b && !a.SameBlock(b) }

// imported returns what rows say.
func (in *Intake) imported(from Source, rows []Imported, now time.Time) ([]reputation.Statement, error) {
	networks, err := in.Keys.Networks(now)
	if err != nil {
		return nil, err
	}
	statements := make([]reputation.Statement, len(rows))
	for i := range rows {
		r := &rows[i]
		by := reputation.ByImport(from.Name, r.Group)
		s := reputation.Statement{
			Subject: r.About, Report: r.ID, ReceivedAt: r.At.UTC().Truncate(time.Minute), At: reputation.EventTime(r.At, r.At),
			Polarity: report.Bad, Category: r.Category, Tier: by.Tier, Province: from.Region, State: reputation.Live, Version: 1,
		}
		s.Mass = reputation.Mass(by.Weight, s.Polarity, s.At)
		s.Own, s.Block = networks.Buckets(by.Group, r.About)
		statements[i] = s
	}
	return statements, nil
}
