package subject

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Lengths of Chinese short codes and SMS ports: the shapes follow MIIT's numbering plan for
// telecommunications networks (2017), where phonenumbers knows only a few of them.
const (
	portPrefix   = "106"
	portMin      = 10 // digits of an SMS port, at least
	portMax      = 20 // digits of an SMS port, at most
	serviceMax   = 8  // digits of a code that begins with 10, 95 or 96
	hotlineMax   = 6  // digits of a code that begins with 11 or 12
	shortMax     = 8  // digits of a short code elsewhere
	ambiguousMin = 7  // digits from which a code may also be an area code and a hotline (951 95588)
)

// chinaService returns the key of a Chinese short code or SMS port. withCode says that the country
// calling code stood before the digits; without it ten digits that begin with 106 are a port, though
// they would also do for a Beijing line.
func chinaService(digits string, withCode bool) (Key, bool) {
	switch {
	case isPort(digits):
		if len(digits) == portMin && withCode {
			return Key{}, false
		}
	case !isChinaShape(digits):
		return Key{}, false
	case len(digits) >= ambiguousMin && isAssigned(86, digits): // 951 95588, 1010 6666
		return Key{}, false
	}
	return Key{"CN/" + digits}, true
}

// isPort reports whether digits have the form of an SMS port.
func isPort(digits string) bool {
	return strings.HasPrefix(digits, portPrefix) && portMin <= len(digits) && len(digits) <= portMax
}

// isChinaShape reports whether digits have the form of a Chinese short code: 110 and 122; 10086 and
// 10086999; 12321 and 118114; 95588, 96110 and 95105105. Longer numbers after 950, 400 and 800 are E.164.
func isChinaShape(digits string) bool {
	if len(digits) == 3 {
		return digits[0] == '1' && digits[1] <= '2'
	}
	if len(digits) < 5 {
		return false
	}
	switch digits[:2] {
	case "10", "95", "96":
		return len(digits) <= serviceMax
	case "11", "12":
		return len(digits) <= hotlineMax
	}
	return false
}

// knownShortCode returns the key of a short code or emergency number that phonenumbers lists for region.
func knownShortCode(digits, region string) (Key, bool) {
	if len(digits) > shortMax {
		return Key{}, false
	}
	number := planNumber(phonenumbers.GetCountryCodeForRegion(region), digits)
	if !phonenumbers.IsValidShortNumberForRegion(number, region) {
		return Key{}, false
	}
	return Key{region + "/" + digits}, true
}

// Emergency reports whether k is a number by which its region's police, fire brigade or ambulance are called, as phonenumbers lists them.
func (k Key) Emergency() bool {
	return k.Kind() == ShortCode && phonenumbers.IsEmergencyNumber(k.Value(), k.Region())
}

// isServiceKey reports whether home and digits have the form of the key of a short code or SMS port.
func isServiceKey(home, digits string) bool {
	return len(home) == 2 && isUpper(home[0]) && isUpper(home[1]) && allDigits(digits) &&
		(len(digits) >= 2 && len(digits) <= shortMax || home == "CN" && (isPort(digits) || isChinaShape(digits)))
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
