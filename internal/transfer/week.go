package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

type (
	week struct {
		Week   trend.Week   `json:"week"`
		AsOf   time.Time    `json:"as_of"`
		Closed bool         `json:"closed,omitzero"`
		Cells  []cell       `json:"cells,omitempty"`
		Ranges []blockRange `json:"ranges,omitempty"`
	}
	cell struct {
		Table     trend.Table `json:"table"`
		Row       string      `json:"row"`
		Column    string      `json:"column,omitempty"`
		Reporters int         `json:"reporters"`
	}
	blockRange struct {
		Block    string          `json:"block"`
		Category report.Category `json:"category,omitempty"`
		Numbers  int             `json:"numbers"`
	}
)

// AppendWeek appends the figures of a week as a line.
func AppendWeek(to []byte, r *trend.Rollup) ([]byte, error) {
	l := week{Week: r.Week, AsOf: r.AsOf.UTC(), Closed: r.Closed}
	for _, c := range r.Cells {
		l.Cells = append(l.Cells, cell{c.Table, c.Row, c.Column, c.Reporters})
	}
	for _, b := range r.Ranges {
		l.Ranges = append(l.Ranges, blockRange{b.Block, b.Category, b.Numbers})
	}
	return write(to, &l)
}

// ParseWeek reads what AppendWeek wrote.
func ParseWeek(line []byte) (trend.Rollup, error) {
	var l week
	if err := read(line, &l); err != nil {
		return trend.Rollup{}, err
	}
	untimely := takeTimes(&l.AsOf)
	r := trend.Rollup{Week: l.Week, AsOf: l.AsOf, Closed: l.Closed}
	for _, c := range l.Cells {
		r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: c.Table, Row: c.Row, Column: c.Column}, Reporters: c.Reporters})
	}
	for _, b := range l.Ranges {
		r.Ranges = append(r.Ranges, trend.Range{Block: b.Block, Category: b.Category, Numbers: b.Numbers})
	}
	if err := errors.Join(r.Check(), untimely); err != nil {
		return trend.Rollup{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return r, nil
}
