package api

import "sync/atomic"

// memo keeps parts of answers that are written over and over, by the number that the index or the numbering plan
// gives to what is the same. What a number stands for does not change while the process lives, so a part is never
// out of date; none tells whom it was first written for. Numbers that a memo has no place for are written anew.
type memo []atomic.Pointer[string]

// append appends part n, which write appends when nobody wrote it before. 0 is no number.
func (m memo) append(b []byte, n int, write func(b []byte) []byte) []byte {
	if n <= 0 || n >= len(m) {
		return write(b)
	}
	if known := m[n].Load(); known != nil {
		return append(b, *known...)
	}
	from := len(b)
	b = write(b)
	part := string(b[from:])
	m[n].Store(&part)
	return b
}
