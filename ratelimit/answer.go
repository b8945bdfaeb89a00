package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// answer is what Redis says of one request.
type answer struct {
	allowed bool
	debt    micros // after the request
}

// ask takes n from the bucket at key. It returns within the deadline even when ctx has none, and charges
// even when the caller has hung up, so that hanging up is no way around limits.
func (c *connection) ask(ctx context.Context, deadline time.Duration, key string, k bucket, n int) (a answer, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deadline)
	defer cancel()
	defer func() { // redis_rate takes the shape of the answer for granted
		if recover() != nil {
			a, err = answer{}, errRubbish
		}
	}()
	limit := redis_rate.Limit{Rate: 1, Period: k.gap.duration(), Burst: k.burst}
	result, err := c.limiter.AllowN(ctx, key, limit, n)
	if err != nil {
		return answer{}, fmt.Errorf("ask redis: %w", err)
	}
	return read(result, k, n)
}

// read returns what the result says. What the script of redis_rate cannot say of n is rubbish: a refusal of
// what the bucket has, or a pass of what it has not. Redis counts in floating point, so the times are exact
// to a microsecond.
func read(r *redis_rate.Result, k bucket, n int) (answer, error) {
	a := answer{r.Allowed == n, micros(r.ResetAfter.Round(time.Microsecond) / time.Microsecond)}
	cost := k.gap * micros(n)
	least, most := k.full()-cost, longest
	if a.allowed {
		least, most = cost, k.full()
	}
	if r.Allowed != n && r.Allowed != 0 || a.debt < least-1 || a.debt > most+1 {
		return answer{}, errRubbish
	}
	return a, nil
}

// cause says why Redis did not decide.
func cause(err error) Judge {
	var timeout net.Error
	var refusal redis.Error
	switch {
	case errors.Is(err, errRubbish), errors.Is(err, redis.Nil):
		return OnRubbish
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, redis.ErrPoolTimeout), errors.As(err, &timeout) && timeout.Timeout():
		return OnTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, redis.ErrClosed), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.As(err, &timeout):
		return OnGone
	case errors.As(err, &refusal):
		return OnRefused
	default:
		return OnRubbish
	}
}
