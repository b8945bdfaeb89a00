package record

import "time"

const secondsPerMinute, secondsPerHour = 60, 3600

// count returns the whole units of so many seconds from 1970 until t; 0 for the zero time.
func count(t time.Time, unit int64) int64 {
	if t.IsZero() {
		return 0
	}
	seconds := t.Unix()
	units := seconds / unit
	if seconds%unit < 0 {
		units--
	}
	return units
}

// Minute returns the whole minutes from 1970 until t, in which the time of a report is kept; 0 for the zero time.
func Minute(t time.Time) int64 { return count(t, secondsPerMinute) }

// moment is the reverse of count.
func moment(n, unit int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n*unit, 0).UTC()
}

// nanos returns t in nanoseconds since 1970; 0 for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// fromNanos is the reverse of nanos.
func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
