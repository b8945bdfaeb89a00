// Package ratelimit decides how much one caller may ask. A caller is a keyed hash of an address's network
// or of an API key, never either of them; nobody is limited by anything that names him.
//
// It promises that every question is decided, within tens of milliseconds, and that nothing is ever
// unlimited: the limits of many instances are kept in Redis, and while Redis is slow, away or wrong each
// instance decides alone, by the same arithmetic and from what Redis last said.
//
// The arithmetic is GCRA, the generic cell rate algorithm: ITU-T Recommendation I.371 (2004), annex A;
// told for web services in Brandur Leach, "Rate Limiting, Cells, and GCRA",
// https://brandur.org/rate-limiting. A bucket holds Burst requests and gains Rate of them evenly over each
// Period, so that an hour that begins with a whole bucket lets through at most Burst + Rate.
package ratelimit

import (
	"context"
	"time"
)

// Limiter counts what callers ask.
type Limiter interface {
	// Allow decides whether who may have n more of what b counts, and charges him if so; a refusal charges
	// nothing. Each pair of who and b.Name has a bucket of its own, whole at first. An n below 1 is taken for
	// 1, and one above b.Burst is always refused. Whatever fails, there is a decision: there is no error. The
	// end of ctx does not undo a request, so it changes neither the charge nor the decision. Allow is safe
	// for concurrent use.
	Allow(ctx context.Context, who Caller, b Budget, n int) Decision
}

// Decision is the answer to one request and the state of the bucket after it, in the terms of the RateLimit
// header fields (draft-ietf-httpapi-ratelimit-headers). No field is negative.
type Decision struct {
	Allowed    bool
	Limit      int           // what a whole bucket holds
	Remaining  int           // how many could be had at once after this
	RetryAfter time.Duration // until the same request would pass if nobody else asks; 0 when allowed; see Budget for what never passes
	ResetAfter time.Duration // until the bucket is whole
	By         Judge
}

// Judge is who made a decision, for metrics.
type Judge string

// The judges. ByLocal and ByRedis are how things should be; those that begin with On are the local twin standing
// in for Redis.
const (
	ByRedis   Judge = "redis"
	ByLocal   Judge = "local"         // there is no Redis, or the budget allows no such request whatever was asked before
	ByCrowd   Judge = "local_crowd"   // there is no Redis, and no room in memory: those who are new share a bucket, see Local
	OnTimeout Judge = "local_timeout" // Redis did not answer in time
	OnGone    Judge = "local_gone"    // no connection, or it broke
	OnRefused Judge = "local_refused" // Redis answered with an error: loading, out of memory, read-only, wrong password
	OnRubbish Judge = "local_rubbish" // the answer is none that Redis gives
	OnResting Judge = "local_resting" // Redis failed a moment ago and was not asked
	ByNobody  Judge = "off"
)

// Judges returns every judge: a metric shows also those who have not judged yet, or their first decision would
// be no increase.
func Judges() []Judge {
	return []Judge{ByRedis, ByLocal, ByCrowd, OnTimeout, OnGone, OnRefused, OnRubbish, OnResting, ByNobody}
}

// Off allows everything. It is for an instance that only its own machine can reach.
type Off struct{}

// Allow allows it.
func (Off) Allow(_ context.Context, _ Caller, b Budget, _ int) Decision {
	return Decision{Allowed: true, Limit: max(b.Burst, 0), Remaining: max(b.Burst, 0), By: ByNobody}
}
