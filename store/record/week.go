package record

import (
	"errors"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// AdmitWeek returns a roll-up as every store keeps it: a copy, as of a whole second. The error tells what no caller should
// ask to be kept.
func AdmitWeek(r trend.Rollup) (trend.Rollup, error) {
	if err := r.Check(); err != nil {
		return r, err
	}
	r.AsOf = r.AsOf.UTC().Truncate(time.Second)
	return CopyWeek(r), nil
}

// CopyWeek returns a roll-up that shares nothing with r; its lists are nil where they are empty.
func CopyWeek(r trend.Rollup) trend.Rollup {
	r.Cells, r.Ranges = append([]trend.Cell(nil), r.Cells...), append([]trend.Range(nil), r.Ranges...)
	return r
}

// KeepsWeek reports whether figures that are kept stay where others of their week are saved: those that are closed, or as of the same moment
// or a later one.
func KeepsWeek(kept, r trend.Rollup) bool { return kept.Closed || !kept.AsOf.Before(r.AsOf) }

// figureSize is room for most cells and ranges.
const figureSize = 88

// EncodeWeek writes r.
func EncodeWeek(r trend.Rollup) ([]byte, error) {
	w := newDocument(figureSize * (1 + len(r.Cells) + len(r.Ranges)))
	w.text("_id", r.Week.String())
	w.int64("a", count(r.AsOf, 1))
	w.someTrue("z", r.Closed)
	w.list("c", len(r.Cells), func(i int) {
		c := &r.Cells[i]
		w.text("t", string(c.Table))
		w.text("r", c.Row)
		w.someText("c", c.Column)
		w.int("n", int64(c.Reporters))
	})
	w.list("b", len(r.Ranges), func(i int) {
		b := &r.Ranges[i]
		w.text("b", b.Block)
		w.someText("c", string(b.Category))
		w.int("n", int64(b.Numbers))
	})
	return w.bytes(), nil
}

// DecodeWeek reads what EncodeWeek wrote.
func DecodeWeek(b []byte) (r trend.Rollup, err error) {
	var week string
	d := open(b)
	for d.next() {
		switch string(d.name) {
		case "_id":
			week = d.text()
		case "a":
			r.AsOf = moment(d.int(), 1)
		case "z":
			r.Closed = d.bool()
		case "c":
			r.Cells = readList(d, readCell)
		case "b":
			r.Ranges = readList(d, readRange)
		}
	}
	r.Week, err = trend.ParseWeek(week)
	if err == nil && r.AsOf.Unix() <= 0 {
		err = errors.New("figures as of no moment")
	}
	if err := errors.Join(d.err, err); err != nil {
		return trend.Rollup{}, damaged("week", err)
	}
	return r, nil
}

func readCell(r *reader, c *trend.Cell) {
	switch string(r.name) {
	case "t":
		c.Table = trend.Table(r.text())
	case "r":
		c.Row = r.text()
	case "c":
		c.Column = r.text()
	case "n":
		c.Reporters = int(r.int())
	}
}

func readRange(r *reader, b *trend.Range) {
	switch string(r.name) {
	case "b":
		b.Block = r.text()
	case "c":
		b.Category = report.Category(r.text())
	case "n":
		b.Numbers = int(r.int())
	}
}
