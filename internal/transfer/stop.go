package transfer

import (
	"fmt"

	"ringfence/internal/conversation"
)

type stop struct {
	Name string `json:"name"`
}

// AppendStop appends the name of one who gets no replies as a line.
func AppendStop(to []byte, name *conversation.Name) ([]byte, error) {
	return write(to, &stop{string(*name)})
}

// ParseStop reads what AppendStop wrote.
func ParseStop(line []byte) (conversation.Name, error) {
	var l stop
	if err := read(line, &l); err != nil {
		return "", err
	}
	name, err := conversation.ParseName(l.Name)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLine, err)
	}
	return name, nil
}
