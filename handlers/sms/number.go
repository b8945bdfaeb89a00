package sms

import (
	"strings"

	"ringfence/internal/subject"
)

// phone returns the telephone number that a gateway names, or the zero Key where it is a short code, a sender's name or nothing.
// Without a country code it is read as those of region.
func phone(written, region string) subject.Key {
	if key, err := subject.Parse(written, region); err == nil && key.Kind() == subject.Number {
		return key
	}
	return subject.Key{}
}

// abroad returns the telephone number that a gateway names with its country code, with a plus or without.
func abroad(written string) subject.Key {
	return phone("+"+strings.TrimPrefix(strings.TrimSpace(written), "+"), "")
}

// digits is a number with its country code and without the plus, as most vendors want it.
func digits(number subject.Key) string { return strings.TrimPrefix(number.String(), "+") }
