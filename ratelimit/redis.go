package ratelimit

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// DefaultDeadline is how long Redis has for an answer, connecting included.
const DefaultDeadline = 50 * time.Millisecond

// RedisConfig is what a Redis is made of.
type RedisConfig struct {
	URL      string        // redis://[user:password@]host[:port][/db], rediss:// for TLS, or unix://path
	Deadline time.Duration // DefaultDeadline when 0
	Local    *Local        // decides when Redis does not; all defaults when nil
}

// Redis keeps the limits of all instances in one Redis. When Redis does not answer in time, is gone, answers
// rubbish or an error, the local twin decides, starting from what Redis last said of the caller to this
// instance; Judge says why. So an outage gives a caller at most one more bucket at each instance that has
// not met him. After three failures in a row Redis is asked by one request a second until it answers.
// What passed meanwhile is not told to Redis.
type Redis struct {
	options  *redis.Options
	deadline time.Duration
	local    *Local
	breaker  breaker
	now      atomic.Pointer[connection]
	renewing sync.Mutex // of now; holds closed
	closed   bool
}

// connection is one pool of connections and the limiter on it.
type connection struct {
	client  *redis.Client
	limiter *redis_rate.Limiter
}

// NewRedis returns a Redis. It does not connect: Redis may come up later. The error says what the URL must
// look like and repeats nothing of it, since it may hold a password.
func NewRedis(c RedisConfig) (*Redis, error) {
	quiet()
	options, err := redis.ParseURL(c.URL)
	if err != nil {
		return nil, ErrURL
	}
	if c.Deadline <= 0 {
		c.Deadline = DefaultDeadline
	}
	if c.Local == nil {
		c.Local = NewLocal(LocalConfig{})
	}
	r := &Redis{options: bounded(options, c.Deadline), deadline: c.Deadline, local: c.Local}
	r.now.Store(r.connect())
	return r, nil
}

// quiet keeps the client from writing lines of its own, with addresses, to stderr: Judge and Check tell what
// is wrong. Its logger is one for all clients of the process, so it is set once, before the first.
var quiet = sync.OnceFunc(func() { redis.SetLogger(silence{}) })

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// bounded makes everything that the client may wait for end within the deadline, and nothing be tried twice:
// a second attempt would charge the caller twice, and the local twin is the better answer.
func bounded(o *redis.Options, deadline time.Duration) *redis.Options {
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = deadline, deadline, deadline, deadline
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.DialerRetries = -1, 1
	o.Protocol = 2 // one round trip less to connect
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	o.Dialer = guard(o)
	return o
}

// connect returns a pool without connections.
func (r *Redis) connect() *connection {
	options := *r.options
	client := redis.NewClient(&options)
	return &connection{client, redis_rate.NewLimiter(client)}
}

// Close gives the connections back. Decisions after it are local.
func (r *Redis) Close() error {
	r.renewing.Lock()
	defer r.renewing.Unlock()
	r.closed = true
	if err := r.now.Load().client.Close(); err != nil {
		return fmt.Errorf("close redis: %w", err)
	}
	return nil
}

// Check returns nil when Redis answers now, and otherwise why it does not, for whoever operates it.
func (r *Redis) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, r.deadline)
	defer cancel()
	if err := r.now.Load().client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	return nil
}

// Allow decides from the buckets in Redis, or from the local ones.
func (r *Redis) Allow(ctx context.Context, who Caller, b Budget, n int) Decision {
	n = max(n, 1)
	k := b.bucket()
	if !k.holds(n) {
		return r.local.decide(who, b, n, ByLocal)
	}
	if !r.breaker.pass(time.Now()) {
		return r.local.decide(who, b, n, OnResting)
	}
	answer, err := r.now.Load().ask(ctx, r.deadline, redisKey(who, b.Name), k, n)
	if err != nil {
		r.failed()
		return r.local.decide(who, b, n, cause(err))
	}
	r.breaker.succeeded()
	debt := k.clamp(answer.debt)
	r.local.learn(who, b.Name, debt)
	return k.decision(answer.allowed, debt, n, ByRedis)
}

// failed counts a failure. The one that trips the breaker also throws the pool away: after an outage it may
// be full of connections to nowhere, each of which would cost one attempt to find out.
func (r *Redis) failed() {
	if !r.breaker.failed(time.Now()) {
		return
	}
	r.renewing.Lock()
	defer r.renewing.Unlock()
	if !r.closed {
		_ = r.now.Swap(r.connect()).client.Close() // what is under way on it fails, and is decided locally
	}
}
