package intake

import (
	"cmp"
	"context"
	"slices"
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

// importChunk is how many statements are written in one transaction.
const importChunk = 20_000

// Import stores rows of a source and returns how many were new. It puts them in order, since a store writes
// what lies together much faster. The rows leave no testimony and no receipt, and are projected by whoever
// sweeps. A report ID tells the same row already, so rows carry no pseudonym.
func (in *Intake) Import(ctx context.Context, from Source, rows []Imported) (stored int, err error) {
	slices.SortFunc(rows, func(a, b Imported) int {
		return cmp.Or(cmp.Compare(a.About.String(), b.About.String()), slices.Compare(a.ID[:], b.ID[:]))
	})
	both, ctx := errgroup.WithContext(ctx)
	ready := make(chan []reputation.Statement)
	both.Go(func() error { // while one chunk is written the next is made
		defer close(ready)
		now := in.Clock()
		for chunk := range slices.Chunk(rows, importChunk) {
			statements, err := in.imported(from, chunk, now)
			if err != nil {
				return err
			}
			select {
			case ready <- statements:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	both.Go(func() error {
		for statements := range ready {
			added, err := in.Store.Add(ctx, statements)
			if err != nil {
				return err
			}
			stored += added
		}
		return nil
	})
	err = both.Wait()
	return stored, err
}

// imported returns what rows say.
func (in *Intake) imported(from Source, rows []Imported, now time.Time) ([]reputation.Statement, error) {
	statements := make([]reputation.Statement, len(rows))
	for i := range rows {
		r := &rows[i]
		by := reputation.ByImport(from.Name, r.Group)
		s := reputation.Statement{
			Subject: r.About, Report: r.ID, ReceivedAt: r.At.UTC().Truncate(time.Minute), At: reputation.EventTime(r.At, r.At),
			Polarity: report.Bad, Category: r.Category, Tier: by.Tier, Province: from.Region, State: reputation.Live, Version: 1,
		}
		s.Mass = reputation.Mass(by.Weight, s.Polarity, s.At)
		var err error
		if s.Own, s.Block, err = in.Keys.Buckets(by.Group, r.About, now); err != nil {
			return nil, err
		}
		statements[i] = s
	}
	return statements, nil
}
