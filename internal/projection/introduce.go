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
	readings := make([]reputation.Reading, len(said))
	for i, s := range said {
		about[i] = s[0].Subject
		readings[i] = reputation.Reading{Subject: about[i], Tally: reputation.Fold(s, nil, now)}
	}
	blocks, err := readBlocks(ctx, p.Store, about, now)
	if err != nil {
		return 0, fmt.Errorf("projection: %w", err)
	}
	for i := range readings {
		if !blocks.keeps(about[i]) {
			blocks.put(&readings[i])
		}
	}
	debuts := make([]reputation.Debut, len(said))
	for i := range said {
		debuts[i] = reputation.Debut{
			Statements: said[i], Projection: blocks.project(&readings[i], 1), Hastens: blocks.moves(about[i]),
		}
	}
	if added, err = p.Store.Introduce(ctx, debuts); err != nil {
		return 0, fmt.Errorf("projection: %w", err)
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
