package register

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ringfence/internal/registry"
	"ringfence/internal/subject"
)

// Columns of a file of entries, in their order.
var Columns = []string{"key", "name", "sector", "evidence"}

// MostLines is how many entries a file has at most: somebody looks at each.
const MostLines = 2000

// Read reads a file of entries: CSV whose first line names the Columns. All of it is right, or the error names the line that is not.
func Read(from io.Reader) ([]registry.Proposal, error) {
	lines := csv.NewReader(from)
	head, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("the file is no CSV: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\uFEFF") // as spreadsheets write it
	if !slices.Equal(head, Columns) {
		return nil, fmt.Errorf("the first line is %s", strings.Join(Columns, ","))
	}
	var all []registry.Proposal
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the file is no CSV: %w", err)
		}
		at, _ := lines.FieldPos(0)
		if len(all) == MostLines {
			return nil, fmt.Errorf("line %d: a file has at most %d entries: somebody looks at each", at, MostLines)
		}
		about, err := subject.ParseKey(strings.TrimSpace(cells[0]))
		if err != nil {
			return nil, fmt.Errorf("line %d: the key is written as CN/95588 or +861082109999: %w", at, err)
		}
		p := registry.Proposal{Subject: about, Name: cells[1], Sector: registry.Sector(strings.TrimSpace(cells[2])), Evidence: cells[3]}.Trim()
		if err := p.Check(); err != nil {
			return nil, fmt.Errorf("line %d: %w", at, err)
		}
		all = append(all, p)
	}
}

// Counts is what became of a file.
type Counts struct {
	Proposed int
	Waiting  int // were proposed already
	Entered  int // are on the registry already
}

// Import proposes entries by somebody. Those that are proposed or entered already are passed over, so that a file can be given again.
func (r *Register) Import(ctx context.Context, all []registry.Proposal, by string) (n Counts, err error) {
	for _, p := range all {
		switch _, err := r.Propose(ctx, p, by); {
		case errors.Is(err, ErrProposed):
			n.Waiting++
		case errors.Is(err, ErrEntered):
			n.Entered++
		case err != nil:
			return n, err
		default:
			n.Proposed++
		}
	}
	return n, nil
}
