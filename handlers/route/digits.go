package route

import "strconv"

// Digits reads decimal digits and nothing else. What is too large is the largest number.
func Digits(s string) (n uint64, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, _ = strconv.ParseUint(s, 10, 64)
	return n, s != ""
}
