package projection

import (
	"context"
	"fmt"
	"slices"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Introduce stores statements that have no testimony, given in the order of their subjects and reports, and shows new
// subjects in the same stroke. What is said about others awaits its projection, and one that is given twice is one.
// It returns how many statements were new.
func (p *Projector) Introduce(ctx context.Context, statements []reputation.Statement) (added int, err error) {
	now := p.Clock()
	said := bySubject(slices.CompactFunc(statements, func(a, b reputation.Statement) bool {
		return a.Subject == b.Subject && a.Report == b.Report
	}))
	about := make([]subject.Key, len(said))
	for i, s := range said {
		about[i] = s[0].Subject
	}
	blocks, err := readBlocks(ctx, p.Store, about, now)
	if err != nil {
		return 0, fmt.Errorf("projection: %w", err)
	}
	debuts := make([]reputation.Debut, len(said))
	for i, s := range said {
		d := &debuts[i]
		d.Statements, d.Projection.Subject, d.Projection.Revision = s, about[i], 1
		d.Projection.Tally = reputation.Fold(s, nil, now)
		if bl := blocks.of[i]; bl != nil && bl.revision(about[i]) == 0 {
			bl.put(&d.Projection)
		}
	}
	for i := range debuts {
		blocks.project(&debuts[i].Projection, blocks.of[i])
		debuts[i].Hastens = blocks.of[i].hastens(now)
	}
	added, alone, err := p.Store.Introduce(ctx, debuts, blocks.seen)
	if err != nil {
		return 0, fmt.Errorf("projection: %w", err)
	}
	if alone { // so each of the blocks' numbers knows of the others
		return added, nil
	}
	return added, p.spread(ctx, about, blocks)
}

// bySubject parts statements where the subject changes.
func bySubject(statements []reputation.Statement) (parts [][]reputation.Statement) {
	for len(statements) > 0 {
		n := 1
		for n < len(statements) && statements[n].Subject == statements[0].Subject {
			n++
		}
		parts = append(parts, statements[:n:n])
		statements = statements[n:]
	}
	return parts
}
