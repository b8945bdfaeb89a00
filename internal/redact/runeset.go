package redact

// runeSet is a set of characters, a bit for each up to the highest in it: the rules ask for every rune of a text whether it is in one
// of many sets, and a map takes longer to say no.
type runeSet []uint64

func newRuneSet(s string) (set runeSet) {
	for _, r := range s {
		set.add(r)
	}
	return set
}

func (s *runeSet) add(r rune) {
	for int(r/64) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[r/64] |= 1 << (r % 64)
}

func (s runeSet) has(r rune) bool {
	bit := uint(r)
	return bit/64 < uint(len(s)) && s[bit/64]&(1<<(bit%64)) != 0
}
