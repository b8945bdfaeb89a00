package sms

import "ringfence/internal/subject"

// phone returns the telephone number that a gateway names, or the zero Key where it is a short code, a sender's name or nothing.
// Without a country code it is read as those of region.
func phone(written, region string) subject.Key {
	if key, err := subject.Parse(written, region); err == nil && key.Kind() == subject.Number {
		return key
	}
	return subject.Key{}
}
