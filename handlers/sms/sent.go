package sms

import (
	"strconv"
	"time"
)

// chinaTime has one offset all over the country, and has had it since 1992.
var chinaTime = time.FixedZone("UTC+8", 8*60*60)

// sentTime reads when a message was sent in every form that gateways write it in: RFC 3339, digits with
// separators or without, and Unix time in seconds or milliseconds. What names no offset is of a zone. It is zero where there is no time.
func sentTime(written string, in *time.Location) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateTime, "20060102150405"} {
		if at, err := time.ParseInLocation(layout, written, in); err == nil {
			return at.UTC()
		}
	}
	n, err := strconv.ParseInt(written, 10, 64)
	const firstMillis = 1e11 // as seconds it is of the year 5138
	switch {
	case err != nil || n <= 0:
		return time.Time{}
	case n < firstMillis:
		return time.Unix(n, 0).UTC()
	}
	return time.UnixMilli(n).UTC()
}
