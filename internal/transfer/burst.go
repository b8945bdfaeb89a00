package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/trend"
)

type (
	burst struct {
		ID        string      `json:"id"`
		Table     trend.Table `json:"table"`
		Row       string      `json:"row,omitempty"`
		Category  string      `json:"category"`
		FoundAt   time.Time   `json:"found_at"`
		LastAt    time.Time   `json:"last_at"`
		Reporters int         `json:"reporters"`
		Usual     float64     `json:"usual"`
		Grew      []growth    `json:"grew,omitempty"`
	}
	growth struct {
		At   time.Time `json:"at"`
		From int       `json:"from"`
	}
)

// AppendBurst appends a burst as a line.
func AppendBurst(to []byte, b *trend.Burst) ([]byte, error) {
	l := burst{b.ID, b.Scope.Table, b.Scope.Row, b.Category, b.FoundAt.UTC(), b.LastAt.UTC(), b.Reporters, b.Usual, nil}
	for _, r := range b.Grew {
		l.Grew = append(l.Grew, growth{r.At.UTC(), r.From})
	}
	return write(to, &l)
}

// ParseBurst reads what AppendBurst wrote.
func ParseBurst(line []byte) (trend.Burst, error) {
	var l burst
	if err := read(line, &l); err != nil {
		return trend.Burst{}, err
	}
	err := takeTimes(&l.FoundAt, &l.LastAt)
	b := trend.Burst{
		ID: l.ID, Scope: trend.Scope{Table: l.Table, Row: l.Row}, Category: l.Category, FoundAt: l.FoundAt, LastAt: l.LastAt,
		Reporters: l.Reporters, Usual: l.Usual,
	}
	for i := range l.Grew {
		r := &l.Grew[i]
		err = errors.Join(err, takeTimes(&r.At))
		b.Grew = append(b.Grew, trend.Growth{At: r.At, From: r.From})
	}
	switch {
	case l.ID == "" || l.Table == "" || l.Category == "":
		err = errors.New("a burst without an ID, of nothing, or for nobody")
	case l.FoundAt.Unix() <= 0 || l.LastAt.Before(l.FoundAt):
		err = errors.New("a burst that ended before it was found")
	case !b.InOrder():
		err = errors.New("a burst that grew out of order")
	}
	if err != nil {
		return trend.Burst{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return b, nil
}
