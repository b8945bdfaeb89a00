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

// mostTold is how many wrong lines of a file are told.
const mostTold = 20

// Read reads a file of entries: CSV whose first line names the Columns. All of it is right, or the error names each line that is not.
func Read(from io.Reader) (all []registry.Proposal, err error) {
	lines := csv.NewReader(from)
	head, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("the file is no CSV: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\uFEFF") // as spreadsheets write it
	if !slices.Equal(head, Columns) {
		return nil, fmt.Errorf("the first line is %s", strings.Join(Columns, ","))
	}
	var wrong []error
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.Join(append(told(wrong), fmt.Errorf("the file is no CSV: %w", err))...)
		}
		at, _ := lines.FieldPos(0)
		if len(all)+len(wrong) == MostLines {
			return nil, fmt.Errorf("line %d: a file has at most %d entries: somebody looks at each", at, MostLines)
		}
		if p, err := proposalOf(cells); err != nil {
			wrong = append(wrong, fmt.Errorf("line %d: %w", at, err))
		} else {
			all = append(all, p)
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(told(wrong)...)
	}
	return all, nil
}

// told cuts off what is too much to read.
func told(wrong []error) []error {
	if more := len(wrong) - mostTold; more > 0 {
		return append(wrong[:mostTold:mostTold], fmt.Errorf("and %d more lines are wrong", more))
	}
	return wrong
}

// errKey says how numbers are written.
var errKey = errors.New("the key is no number in a form that is known: write +86 10 8210 9999, or CN/95588 for a short one")

// proposalOf reads a line. A number may be written as people do.
func proposalOf(cells []string) (registry.Proposal, error) {
	about, err := subject.ParseKey(strings.TrimSpace(cells[0]))
	if err != nil {
		about, err = subject.Parse(cells[0], "")
	}
	if err != nil {
		err = errKey
	}
	p := registry.Proposal{Subject: about, Name: cells[1], Sector: registry.Sector(strings.TrimSpace(cells[2])), Evidence: cells[3]}.Trim()
	return p, errors.Join(err, p.Check())
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
