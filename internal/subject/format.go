package subject

import "github.com/nyaruka/phonenumbers"

// Format returns k as people write it: +86 138 0013 8000 for a number, and for the other kinds the value
// alone, a domain in punycode.
func (k Key) Format() string {
	number, ok := k.plan()
	if !ok {
		return k.Value()
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// E164 returns the digits of a number, calling code included, as an integer: at most 15 digits. It is
// false for the other kinds.
func (k Key) E164() (uint64, bool) {
	if k.Kind() != Number {
		return 0, false
	}
	var n uint64
	for i := 1; i < len(k.s); i++ {
		n = n*10 + uint64(k.s[i]-'0')
	}
	return n, true
}

// Block returns a number without its last two digits, the hundred neighbours that one subscriber often
// holds: +120255501 for +12025550143. It is false for numbers of fewer than 8 digits and the other kinds.
func (k Key) Block() (string, bool) {
	const least = len("+") + 8
	if k.Kind() != Number || len(k.s) < least {
		return "", false
	}
	return k.s[:len(k.s)-2], true
}

// SameBlock reports whether two numbers are of one block.
func (k Key) SameBlock(other Key) bool {
	one, ok := k.Block()
	two, also := other.Block()
	return ok && also && one == two
}
