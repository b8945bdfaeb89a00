package projection

import (
	"context"
	"errors"
	"fmt"
	"math"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Findings is what Verify found.
type Findings struct {
	Subjects    int // compared
	Statements  int // read
	Pending     int // subjects with something said that is not projected yet; they were not compared
	Unfinished  int // reports of which not all statements are written yet
	Differences []Difference
}

// Difference is a projection that is not what the truth adds up to.
type Difference struct {
	Subject subject.Key
	What    string
}

// Unreadable is the What of a difference that rebuild cannot mend.
const Unreadable = "one of its records cannot be read: restore the file from a backup"

// Mendable reports whether rebuild can mend d.
func (d Difference) Mendable() bool { return d.What != Unreadable }

// looks is how often a difference must be seen to be one: a report may come in between two reads.
const looks = 3

// maxDifferences bounds the list; a projection that is wrong in more places is simply wrong.
const maxDifferences = 1000

// Verify adds up every statement and decision again and compares with what is kept. It changes nothing and
// runs beside a running server.
func (p *Projector) Verify(ctx context.Context, progress Progress) (Findings, error) {
	var f Findings
	unfinished, err := p.Store.Unfinished(ctx, maxDifferences)
	if err != nil {
		return f, fmt.Errorf("verify: %w", err)
	}
	f.Unfinished = len(unfinished)
	err = p.everySubject(ctx, progress, func(keys []subject.Key) error {
		found := make([]finding, len(keys))
		err := beside(ctx, len(keys), func(ctx context.Context, i int) (err error) {
			found[i], err = p.verify(ctx, keys[i])
			return err
		})
		for i := range found {
			f.add(keys[i], found[i])
		}
		return err
	})
	if err != nil {
		return f, fmt.Errorf("verify stopped after %d subjects: %w", f.Subjects, err)
	}
	return f, nil
}

// finding is what was found of one subject.
type finding struct {
	looked  bool
	pending bool
	read    int    // statements
	what    string // is wrong, or ""
}

func (f *Findings) add(key subject.Key, one finding) {
	switch {
	case !one.looked:
		return
	case one.pending:
		f.Pending++
		return
	}
	f.Subjects++
	f.Statements += one.read
	if one.what != "" && len(f.Differences) < maxDifferences {
		f.Differences = append(f.Differences, Difference{key, one.what})
	}
}

func (p *Projector) verify(ctx context.Context, key subject.Key) (finding, error) {
	f := finding{looked: true}
	for range looks {
		pending, err := p.pending(ctx, key)
		if errors.Is(err, fault.Damaged) {
			f.what = Unreadable
			return f, nil
		}
		if err != nil {
			return finding{}, err
		}
		if pending {
			return finding{looked: true, pending: true}, nil
		}
		if f.what, f.read, err = p.compare(ctx, key); errors.Is(err, fault.Damaged) {
			f.what = "what is kept of it cannot be read"
			return f, nil
		}
		if err != nil {
			return finding{}, err
		}
		if f.what == "" {
			break
		}
	}
	return f, nil
}

func (p *Projector) pending(ctx context.Context, key subject.Key) (bool, error) {
	readings, err := p.Store.Tally(ctx, []subject.Key{key}, p.Clock())
	if err != nil {
		return false, err
	}
	return len(readings[0].Marks) > 0, nil
}

// compare says what is wrong with a subject's projection, or "".
func (p *Projector) compare(ctx context.Context, key subject.Key) (string, int, error) {
	kept, err := p.Store.Projection(ctx, key)
	if errors.Is(err, fault.NotFound) {
		return "not projected, and not marked to be", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	statements, err := p.Store.Statements(ctx, key)
	if err != nil {
		return "", 0, err
	}
	decisions, err := p.Store.Decisions(ctx, key)
	if err != nil {
		return "", 0, err
	}
	if kept.Formula != reputation.FormulaVersion {
		return fmt.Sprintf("projected with formula %d, not %d: run ringfence rebuild", kept.Formula, reputation.FormulaVersion), len(statements), nil
	}
	truth := reputation.Fold(statements, decisions, kept.AsOf)
	if what := reputation.Differ(&truth, &kept.Tally); what != "" {
		return what, len(statements), nil
	}
	what, err := p.compareNeighbours(ctx, &kept)
	return what, len(statements), err
}

// compareNeighbours says whether a number is kept with a neighbour term that it does not have and that
// nothing is going to mend.
func (p *Projector) compareNeighbours(ctx context.Context, kept *reputation.Projection) (string, error) {
	if _, ok := kept.Subject.Block(); !ok || !kept.Due.IsZero() && !kept.Due.After(p.Clock()) {
		return "", nil
	}
	blocks, err := readBlocks(ctx, p.Store, []subject.Key{kept.Subject}, kept.AsOf)
	if err != nil {
		return "", err
	}
	term := blocks.of[0].term(kept.Subject, kept.Line, kept.AsOf)
	if math.Abs(term-kept.Neighbours) >= 2*reputation.NeighbourStep { // what came since was less than a step each
		return "neighbours", nil
	}
	return "", nil
}
