package subject

import "github.com/nyaruka/phonenumbers"

// defaultRegion is where a number is read that says neither its country nor its region.
const defaultRegion = "CN"

// ParseRegion reads the region that national numbers are to be read in: an ISO 3166-1 alpha-2 code in
// either case, of a region that has a numbering plan. The empty text means CN. It returns the code in
// upper case, and false if there is no such region.
func ParseRegion(s string) (string, bool) {
	if s == "" {
		return defaultRegion, true
	}
	if len(s) != 2 {
		return "", false
	}
	const caseBit = 'a' - 'A'
	if upper := [2]byte{s[0] &^ caseBit, s[1] &^ caseBit}; upper != [2]byte{s[0], s[1]} {
		s = string(upper[:])
	}
	if !phonenumbers.GetSupportedRegions()[s] {
		return "", false
	}
	return s, true
}
