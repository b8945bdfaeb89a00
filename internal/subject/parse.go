package subject

import "strings"

// Parse reads a phone number, short code or SMS port in any spelling that people and programs use, and
// returns its Key. The accepted forms are
//
//	+8613800138000, 008613800138000, 00 86 ..., (+86) 138-0013-8000     with a country calling code
//	011 86 138 0013 8000                                                the same, read in North America
//	13800138000, 0755 8888 8888, (0755) 8888-8888, 8613800138000        national, read in region
//	95588, 10086, 96110, and +86 10086 or 0086 95588                    CN/95588, a short code
//	1069..., and +86 1069...                                            CN/1069..., an SMS port
//	tel:+86-138-0013-8000, tel:13800138000;phone-context=+86            RFC 3966
//	US/7726, CN/95588                                                   a Key of those kinds
//
// with digits of any script, dots, slashes, spaces and dashes of every Unicode kind, and invisible
// characters. The region is an ISO 3166-1 alpha-2 code and stands for national spellings only; "" is CN.
//
// A number need not be in a range that was ever assigned, since callers forge such numbers too, but it
// must have a length that its country uses. Ten digits that begin with 106 are an SMS port when written
// without country code or leading zero, and a Beijing line otherwise.
//
// The error is an *Error whose Problem is BadRegion, NotUTF8, Empty, Letters, Symbols, TooShort, TooLong,
// NoAreaCode, CountryCode or NoSuchForm. Parsing the string of a returned Key returns the same Key.
func Parse(raw, region string) (Key, error) {
	region, ok := ParseRegion(region)
	if !ok {
		return refuse(BadRegion)
	}
	if key, ok := fastKey(raw, region); ok {
		return key, nil
	}
	if home, digits, ok := strings.Cut(raw, "/"); ok && isServiceKey(home, digits) {
		return parseServiceKey(raw, home, digits)
	}
	written, err := spell(raw)
	if err != nil {
		return Key{}, err
	}
	// Spaces and dashes gone, most numbers are plain ones.
	if key, ok := fastKey(written.String(), region); ok {
		return key, nil
	}
	return read(written, region)
}

// parseServiceKey reads raw, a region and digits as a Key writes them, if the digits say the same there.
func parseServiceKey(raw, home, digits string) (Key, error) {
	region, ok := ParseRegion(home)
	if !ok {
		return refuse(BadRegion)
	}
	key, err := read(spelling{digits: digits}, region)
	if err == nil && key.String() != raw {
		return refuse(NoSuchForm)
	}
	return key, err
}

// abroadNANP is the international prefix of North America, whose own numbers never begin with a zero.
const abroadNANP = "011"

// read decides what the digits of a spelling name.
func read(written spelling, region string) (Key, error) {
	digits := written.digits
	if written.plus {
		return readInternational(strings.TrimPrefix(digits, "00"))
	}
	if region == "CN" {
		if key, ok := chinaService(digits, false); ok {
			return key, nil
		}
	}
	// 00 is the international prefix of most countries, and what programs write in all of them.
	rest, abroad := strings.CutPrefix(digits, "00")
	if !abroad && callingCode(region) == "1" {
		rest, abroad = strings.CutPrefix(digits, abroadNANP)
	}
	if abroad && strings.HasPrefix(rest, callingCode(region)) {
		if key, ok := assigned("+"+rest, noRegion); ok {
			return key, nil
		}
	}
	if key, ok := assigned(digits, region); ok {
		return key, nil
	}
	if key, ok := knownShortCode(digits, region); ok {
		return key, nil
	}
	if abroad {
		return readInternational(rest)
	}
	return readNational(digits, region)
}
