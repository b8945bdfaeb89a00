package subject

import "github.com/nyaruka/phonenumbers"

// National returns the digits of a number without its country calling code, at most n of them from the
// left; the value of a subject of another kind.
func (k Key) National(n int) string {
	digits := k.Value()
	if number, ok := k.plan(); ok {
		digits = phonenumbers.GetNationalSignificantNumber(number)
	}
	return digits[:min(n, len(digits))]
}

// LastTwo returns the last two digits of a number that has a Block: its place in it.
func (k Key) LastTwo() int {
	return int(k.s[len(k.s)-2]-'0')*10 + int(k.s[len(k.s)-1]-'0')
}
