package ratelimit

import (
	"math"
	"testing"
	"time"

	"github.com/go-redis/redis_rate/v10"
)

// TestReadTakesOnlyWhatTheScriptCanSay reads answers to 2 more of a bucket of 5 that gains one an hour.
func TestReadTakesOnlyWhatTheScriptCanSay(t *testing.T) {
	for _, tt := range []struct {
		name    string
		allowed int
		reset   time.Duration
		ok      bool
	}{
		{"the first two", 2, 2 * time.Hour, true},
		{"the last two", 2, 5 * time.Hour, true},
		{"the last two, a rounding later", 2, 5*time.Hour + 400*time.Nanosecond, true},
		{"refused with less than two left", 0, 3*time.Hour + time.Minute, true},
		{"refused with two left, but for a rounding", 0, 3*time.Hour - 400*time.Nanosecond, true},
		{"refused with the debt of a larger budget", 0, 90 * time.Hour, true},
		{"passed and not charged", 2, time.Hour, false},
		{"passed beyond what the bucket holds", 2, 6 * time.Hour, false},
		{"refused with three left", 0, 2 * time.Hour, false},
		{"passed one of two", 1, 2 * time.Hour, false},
		{"passed three of two", 3, 3 * time.Hour, false},
		{"passed less than nothing", -2, 2 * time.Hour, false},
		{"a debt below nothing", 0, -time.Hour, false},
		{"a debt of more than a year", 0, 367 * day, false},
		{"the longest time there is", 0, math.MaxInt64, false},
		{"the shortest time there is", 2, math.MinInt64, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(&redis_rate.Result{Allowed: tt.allowed, ResetAfter: tt.reset}, slow(5).bucket(), 2)
			if (err == nil) != tt.ok || err == nil && got.allowed != (tt.allowed > 0) {
				t.Errorf("%+v, %v; want taken %v", got, err, tt.ok)
			}
		})
	}
}
