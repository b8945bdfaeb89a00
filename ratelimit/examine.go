package ratelimit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Examination is what a look at Redis tells, for whoever operates it.
type Examination struct {
	At        string        // HOST:PORT, or the path of a socket
	Version   string        // "" when it is not told
	Latency   time.Duration // of an answer, the median of some
	Used, Max int64         // bytes of memory; no Max is 0
	Evicts    bool          // keys are thrown out when Max is reached; else writes are refused
	Evicted   int64         // keys that were, since it started
}

// ErrURL means that the address cannot be read. What is wrong with it is not told, since it may hold a password.
var ErrURL = errors.New("the address of Redis must be redis://[user:password@]host[:port][/db], rediss://... or unix://path")

const (
	patience = 3 * time.Second // of whoever looks, which is more than a request has
	pings    = 15
)

// Examine asks Redis how it is, and whether it lets us do what limits need. It writes nothing there. The error
// is ErrURL or says what is wrong, with the address but without the password.
func Examine(ctx context.Context, url string) (Examination, error) {
	quiet()
	options, err := redis.ParseURL(url)
	if err != nil {
		return Examination{}, ErrURL
	}
	e := Examination{At: options.Addr}
	client := redis.NewClient(bounded(options, patience))
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, pings*patience)
	defer cancel()
	if e.Latency, err = latency(ctx, client); err != nil {
		return e, fmt.Errorf("Redis at %s does not answer as it should: %w", e.At, plainly(err))
	}
	if err := client.Eval(ctx, "return redis.call('TIME')", nil).Err(); err != nil {
		return e, fmt.Errorf("Redis at %s refuses scripts, which count the limits: %w", e.At, plainly(err))
	}
	e.learn(ctx, options)
	return e, nil
}

// learn asks what a guard would take for too long an answer, of what has just been seen to be Redis.
func (e *Examination) learn(ctx context.Context, options *redis.Options) {
	unguarded := *options
	unguarded.Dialer = nil
	client := redis.NewClient(&unguarded)
	defer func() { _ = client.Close() }()
	e.Version = told(ctx, client, "server")["redis_version"]
	memory := told(ctx, client, "memory")
	e.Used, _ = strconv.ParseInt(memory["used_memory"], 10, 64)
	e.Max, _ = strconv.ParseInt(memory["maxmemory"], 10, 64)
	e.Evicts = cmp.Or(memory["maxmemory_policy"], "noeviction") != "noeviction"
	e.Evicted, _ = strconv.ParseInt(told(ctx, client, "stats")["evicted_keys"], 10, 64)
}

func latency(ctx context.Context, client *redis.Client) (time.Duration, error) {
	var took []time.Duration
	for range pings {
		begun := time.Now()
		if err := client.Ping(ctx).Err(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

// told returns what Redis tells of itself, or nothing where it does not.
func told(ctx context.Context, client *redis.Client, section string) map[string]string {
	text, _ := client.Info(ctx, section).Result()
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields
}

// plainly returns the innermost words of what went wrong on the way, which have no more than the address.
func plainly(err error) error {
	var on *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded), cause(err) == OnTimeout:
		return fmt.Errorf("no answer within %v", patience)
	case errors.As(err, &on):
		return on.Err
	case cause(err) == OnRubbish:
		return errRubbish
	}
	return err
}
