package report

import (
	"strconv"

	"ringfence/internal/subject"
)

// Sample numbers are the numbers, reserved for fiction, that answer one verdict each so that app developers
// can try every branch of their code.
const (
	samplePrefix = "+1202555010"
	sampleCount  = 5
)

// Sample returns which of the developers' sample numbers key is, from 0. They cannot be reported.
func Sample(key subject.Key) (int, bool) {
	s := key.String()
	if len(s) != len(samplePrefix)+1 || s[:len(samplePrefix)] != samplePrefix {
		return 0, false
	}
	n := int(s[len(samplePrefix)] - '0')
	return n, n < sampleCount
}

// Samples returns the sample numbers in their order.
func Samples() []subject.Key {
	all := make([]subject.Key, sampleCount)
	for i := range all {
		all[i], _ = subject.ParseKey(samplePrefix + strconv.Itoa(i)) // which is a number
	}
	return all
}
