package main

import (
	"context"
	"errors"
	"time"

	"ringfence/ratelimit"
)

const slowRedis = ratelimit.DefaultDeadline / 5 // a fifth is used up before anything is slow

// redis looks at what counts the limits of all instances.
func (x *exam) redis(ctx context.Context) {
	const about = "redis"
	switch {
	case x.Redis == "" && x.embedded():
		x.Fine(about, "none is configured; one instance counts limits by itself")
		return
	case x.Redis == "":
		x.Warn(about, "name one with --redis if there is more than one instance", "none is configured: each instance counts alone, so that a caller may ask each of them as much")
		return
	}
	e, err := ratelimit.Examine(ctx, string(x.Redis))
	took := e.Latency.Round(10 * time.Microsecond)
	switch {
	case errors.Is(err, ratelimit.ErrURL):
		x.Wrong(about, "correct --redis or REDIS_URL", "%v", err)
	case err != nil:
		x.Wrong(about, "see that it runs, is Redis, and takes the password of --redis; until then each instance counts alone", "%v", err)
	case e.Latency > slowRedis:
		x.Warn(about, "run it nearer; after "+ratelimit.DefaultDeadline.String()+" an instance counts alone", "Redis %s at %s answers in %v, which is slow", e.Version, e.At, took)
	case e.Evicted > 0:
		x.Warn(about, "give it more memory (maxmemory), or its own server", "Redis %s at %s has thrown out %s for want of memory: those callers begin anew", e.Version, e.At, counted(int(e.Evicted), "key"))
	case e.Max > 0 && !e.Evicts && e.Used > e.Max/10*9:
		x.Warn(about, "give it more memory (maxmemory), or the policy volatile-ttl", "Redis %s at %s has used %s of %s and then refuses to count: each instance would count alone", e.Version, e.At, size(e.Used), size(e.Max))
	default:
		x.Fine(about, "Redis %s at %s answers in %v and counts for all instances", e.Version, e.At, took)
	}
}
