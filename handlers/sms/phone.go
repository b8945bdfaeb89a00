package sms

import (
	"strings"

	"ringfence/internal/subject"
)

// abroad returns the telephone number that a gateway names with its country code, with a plus or without.
func abroad(written string) subject.Key {
	return phone("+"+strings.TrimPrefix(strings.TrimSpace(written), "+"), "")
}

// digits is a number with its country code and without the plus, as most vendors want it.
func digits(number subject.Key) string { return strings.TrimPrefix(number.String(), "+") }
