package ratelimit

import "time"

// micros counts microseconds.
type micros int64

func (m micros) duration() time.Duration { return time.Duration(m) * time.Microsecond }

const (
	day     = 24 * time.Hour
	longest = micros(366 * day / time.Microsecond) // that a bucket may take to fill
)

// bucket is the arithmetic of one Budget. Its state is a debt: the time until it is whole, which is the
// theoretical arrival time of GCRA less the present, or 0 when that has passed.
type bucket struct {
	gap   micros // between two gains: the emission interval T of GCRA
	burst int    // what a whole bucket holds: gap * burst is at most longest
}

// bucket returns the arithmetic of b. One that allows nothing has neither gap nor burst.
func (b Budget) bucket() bucket {
	if b.Rate <= 0 || b.Period <= 0 || b.Burst <= 0 {
		return bucket{}
	}
	step := time.Duration(b.Rate) * time.Microsecond
	if step/time.Microsecond != time.Duration(b.Rate) { // overflow: more than one in each microsecond
		step = b.Period
	}
	gap := micros(b.Period / step)
	if b.Period%step != 0 {
		gap++
	}
	return bucket{gap, int(min(int64(b.Burst), int64(longest/gap)))}
}

// full is the debt of an empty bucket.
func (b bucket) full() micros { return b.gap * micros(b.burst) }

// holds reports whether a whole bucket has n.
func (b bucket) holds(n int) bool { return n <= b.burst }

// clamp returns a debt that this bucket can have: another that was there before may have been larger, and a
// clock that was set back makes any debt look so.
func (b bucket) clamp(debt micros) micros { return max(0, min(debt, b.full())) }

// take returns the debt after n more, or the same debt and false when the bucket has not that many.
func (b bucket) take(debt micros, n int) (micros, bool) {
	if !b.holds(n) {
		return debt, false
	}
	after := debt + b.gap*micros(n)
	if after > b.full() {
		return debt, false
	}
	return after, true
}

// decision tells what was decided about n, and the bucket's state after it.
func (b bucket) decision(allowed bool, debt micros, n int, by Judge) Decision {
	d := Decision{Allowed: allowed, Limit: b.burst, ResetAfter: debt.duration(), By: by}
	if b.burst > 0 {
		d.Remaining = int((b.full() - debt) / b.gap)
	}
	switch {
	case allowed:
	case b.burst == 0:
		d.RetryAfter = day
	case !b.holds(n):
		d.RetryAfter = b.full().duration()
	default:
		d.RetryAfter = max(1, debt+b.gap*micros(n)-b.full()).duration() // the float of Redis may round to 0
	}
	return d
}
