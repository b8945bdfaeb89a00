package scan

// RuneSet is a set of characters, a bit for each up to the highest in it: the rules ask for every rune of a text whether it is in one
// of many sets, and a map takes longer to say no.
type RuneSet []uint64

// NewRuneSet returns the characters of s.
func NewRuneSet(s string) (set RuneSet) {
	for _, r := range s {
		set.add(r)
	}
	return set
}

func (s *RuneSet) add(r rune) {
	for int(r/64) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[r/64] |= 1 << (r % 64)
}

// Has reports whether r is in the set.
func (s RuneSet) Has(r rune) bool {
	bit := uint(r)
	return bit/64 < uint(len(s)) && s[bit/64]&(1<<(bit%64)) != 0
}
