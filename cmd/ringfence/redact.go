package main

import (
	"bufio"
	"fmt"

	"ringfence/internal/redact"
)

// maxLine bounds a line of standard input.
const maxLine = 1 << 20

type redactCommand struct{}

// Run prints each line redacted.
func (redactCommand) Run(std streams) error {
	lines := bufio.NewScanner(std.in)
	lines.Buffer(nil, maxLine)
	out := bufio.NewWriter(std.out)
	for lines.Scan() {
		if _, err := fmt.Fprintln(out, redact.Text(lines.Text())); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		_ = out.Flush()
		return fmt.Errorf("a line is longer than %d bytes, or cannot be read: %w", maxLine, err)
	}
	return out.Flush()
}
