package transfer

import (
	"errors"
	"fmt"

	"ringfence/internal/reputation"
)

// Distrusted is a reporter whose statements do not count.
type Distrusted struct {
	By reputation.Pseudonym
	On reputation.Date
}

type distrusted struct {
	Reporter reputation.Pseudonym `json:"reporter"`
	On       string               `json:"on"`
}

// AppendDistrusted appends a reporter who is on that list as a line.
func AppendDistrusted(to []byte, d *Distrusted) ([]byte, error) {
	return write(to, &distrusted{d.By, dateText(d.On)})
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
	return Distrusted{l.Reporter, day}, nil
}
