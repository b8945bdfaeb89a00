package transfer

import (
	"errors"
	"fmt"

	"ringfence/internal/erasure"
)

type erased struct {
	Day           string `json:"day"`
	Texts         int    `json:"texts"`
	Documents     int    `json:"documents"`
	Links         int    `json:"links"`
	Conversations int    `json:"conversations"`
	Keys          int    `json:"keys"`
}

// AppendErasure appends what was erased on a day as a line.
func AppendErasure(to []byte, a *erasure.Account) ([]byte, error) {
	return write(to, &erased{dateText(a.Day), a.Texts, a.Documents, a.Links, a.Conversations, a.Keys})
}

// ParseErasure reads what AppendErasure wrote.
func ParseErasure(line []byte) (erasure.Account, error) {
	var l erased
	if err := read(line, &l); err != nil {
		return erasure.Account{}, err
	}
	day, err := parseDate(l.Day)
	if min(l.Texts, l.Documents, l.Links, l.Conversations, l.Keys) < 0 {
		err = errors.New("less than nothing was erased")
	}
	if err != nil {
		return erasure.Account{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return erasure.Account{Day: day, Texts: l.Texts, Documents: l.Documents, Links: l.Links, Conversations: l.Conversations, Keys: l.Keys}, nil
}
