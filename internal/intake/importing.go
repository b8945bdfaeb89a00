package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

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
	Region   string // ISO 3166
	By       reputation.Speaker
}

// Import stores rows and returns how many were new. The rows leave no testimony and no receipt, and are
// projected by whoever sweeps. A report ID tells the same row already, so rows carry no pseudonym.
func (in *Intake) Import(ctx context.Context, rows []Imported) (stored int, err error) {
	statements := make([]reputation.Statement, len(rows))
	now := in.Clock()
	for i := range rows {
		r := &rows[i]
		s := reputation.Statement{
			Subject: r.About, Report: r.ID, ReceivedAt: r.At.UTC().Truncate(time.Minute), At: reputation.EventTime(r.At, r.At),
			Polarity: report.Bad, Category: r.Category, Tier: r.By.Tier, Province: r.Region, State: reputation.Live, Version: 1,
		}
		s.Mass = reputation.Mass(r.By.Weight, s.Polarity, s.At)
		if s.Own, s.Block, err = in.Keys.Buckets(r.By.Group, r.About, now); err != nil {
			return 0, err
		}
		statements[i] = s
	}
	slices.SortFunc(statements, func(a, b reputation.Statement) int {
		return cmp.Or(cmp.Compare(a.Subject.String(), b.Subject.String()), slices.Compare(a.Report[:], b.Report[:]))
	})
	for chunk := range slices.Chunk(statements, importChunk) {
		added, err := in.Store.Add(ctx, chunk)
		if err != nil {
			return stored, err
		}
		stored += added
	}
	return stored, ctx.Err()
}

// importChunk is how many statements are written in one transaction.
const importChunk = 20_000
