package sms

import (
	"crypto/hmac"
	"encoding/hex"
	"strconv"
	"time"
)

// tolerance is by how much the clock of a gateway may differ, and how long a request may be under way.
const tolerance = 5 * time.Minute

// timely returns when a request with a time in Unix seconds is too old, or ErrLate when it is, or comes from the future.
func timely(stamp string, now time.Time) (until time.Time, err error) {
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return time.Time{}, ErrWrong
	}
	at := time.Unix(seconds, 0)
	if at.Before(now.Add(-tolerance)) || at.After(now.Add(tolerance)) {
		return time.Time{}, ErrLate
	}
	return at.Add(tolerance + time.Second), nil
}

// compare tells whether a signature is the HMAC-SHA-256 of parts in hexadecimal digits, with the errors of Verify.
func compare(key, signature string, parts ...[]byte) error {
	if signature == "" {
		return ErrUnsigned
	}
	if given, err := hex.DecodeString(signature); err != nil || !hmac.Equal(given, sumHMAC([]byte(key), parts...)) {
		return ErrWrong
	}
	return nil
}
