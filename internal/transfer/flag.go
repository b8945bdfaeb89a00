package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/subject"
)

type flag struct {
	Subject   subject.Key `json:"subject"`
	FoundAt   time.Time   `json:"found_at,omitzero"`
	LastAt    time.Time   `json:"last_at,omitzero"`
	Since     time.Time   `json:"since,omitzero"`
	Until     time.Time   `json:"until,omitzero"`
	Reports   int         `json:"reports"`
	New       int         `json:"new"`
	Networks  int         `json:"networks"`
	Dismissed time.Time   `json:"dismissed,omitzero"`
	By        string      `json:"by,omitempty"`
}

// AppendFlag appends a flag as a line. Where the name of who dismissed it is no UTF-8, U+FFFD stands instead.
func AppendFlag(to []byte, f *brigade.Flag) ([]byte, error) {
	return write(to, &flag{
		f.Subject, f.FoundAt.UTC(), f.LastAt.UTC(), f.Since.UTC(), f.Until.UTC(), f.Reports, f.New, f.Networks, f.Dismissed.UTC(), text(f.By),
	})
}

// ParseFlag reads what AppendFlag wrote.
func ParseFlag(line []byte) (brigade.Flag, error) {
	var l flag
	if err := read(line, &l); err != nil {
		return brigade.Flag{}, err
	}
	err := takeTimes(&l.FoundAt, &l.LastAt, &l.Since, &l.Until, &l.Dismissed)
	if l.Subject.IsZero() || l.FoundAt.Unix() <= 0 || l.Reports < 0 || l.New < 0 || l.Networks < 0 {
		err = errors.New("a flag on nothing, never raised, or for less than nothing")
	}
	if err != nil {
		return brigade.Flag{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return brigade.Flag{
		Subject: l.Subject, FoundAt: l.FoundAt, LastAt: l.LastAt, Since: l.Since, Until: l.Until, Reports: l.Reports, New: l.New,
		Networks: l.Networks, Dismissed: l.Dismissed, By: l.By,
	}, nil
}
