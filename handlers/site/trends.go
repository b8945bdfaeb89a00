package site

import (
	"time"

	"ringfence/internal/trend"
)

// Trends are what was counted of weeks, in memory; see rollup.Trends.
type Trends interface {
	Book() *trend.Book         // it never changes; the next one is another
	Bursts() []trend.Burst     // those that are shown, newest first
	Examples() []trend.Example // by category, newest first
	AsOf() time.Time           // when they were last what is kept
}
