package transfer

import (
	"errors"
	"fmt"

	"ringfence/internal/reputation"
)

// Distrusted is a name of a reporter whose statements do not count.
type Distrusted struct {
	By reputation.Pseudonym
	On reputation.Date      // the day on which it was put on the list
	Of reputation.Pseudonym // the name that a moderator put there, of which this is a further one of the same person; "" for that itself
}

type distrusted struct {
	Reporter reputation.Pseudonym `json:"reporter"`
	On       string               `json:"on"`
	Of       reputation.Pseudonym `json:"of,omitempty"`
}

// AppendDistrusted appends a reporter who is on that list as a line.
func AppendDistrusted(to []byte, d *Distrusted) ([]byte, error) {
	return write(to, &distrusted{d.By, dateText(d.On), d.Of})
}

// ParseDistrusted reads what AppendDistrusted wrote.
func ParseDistrusted(line []byte) (Distrusted, error) {
	var l distrusted
	if err := read(line, &l); err != nil {
		return Distrusted{}, err
	}
	day, err := parseDate(l.On)
	if l.Reporter == "" {
		err = errors.New("nobody is distrusted")
	}
	if err != nil {
		return Distrusted{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return Distrusted{l.Reporter, day, l.Of}, nil
}
