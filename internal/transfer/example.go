package transfer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

type example struct {
	ID         string          `json:"id"`
	Receipt    string          `json:"receipt"`
	Category   report.Category `json:"category"`
	Kind       report.Kind     `json:"kind"`
	Lang       string          `json:"lang,omitempty"`
	Text       string          `json:"text"`
	ApprovedOn string          `json:"approved_on"`
	By         string          `json:"by,omitempty"`
}

// AppendExample appends an example as a line. Where what people wrote is no UTF-8, U+FFFD stands instead.
func AppendExample(to []byte, e *trend.Example) ([]byte, error) {
	return write(to, &example{
		e.ID, hex.EncodeToString(e.Receipt[:]), e.Category, e.Kind, e.Lang, text(e.Text), e.ApprovedAt.UTC().Format(time.DateOnly), text(e.By),
	})
}

// ParseExample reads what AppendExample wrote.
func ParseExample(line []byte) (trend.Example, error) {
	var l example
	if err := read(line, &l); err != nil {
		return trend.Example{}, err
	}
	receipt, err := parseReceipt(l.Receipt)
	day, undated := time.Parse(time.DateOnly, l.ApprovedOn)
	err = errors.Join(err, undated)
	if l.ID == "" || l.Category == "" || l.Text == "" || day.Unix() < 0 {
		err = errors.New("an example without an ID, of nothing, or never approved")
	}
	if err = errors.Join(err, takeTimes(&day)); err != nil {
		return trend.Example{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return trend.Example{
		ID: l.ID, Receipt: receipt, Category: l.Category, Kind: l.Kind, Lang: l.Lang, Text: l.Text, ApprovedAt: day, By: l.By,
	}, nil
}
