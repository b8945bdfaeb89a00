package main

import (
	"log/slog"
	"math"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
)

const (
	ownFiles      = 256   // open files that are no visitors' connections: the store, Redis, MongoDB, a snapshot
	fewest        = 16    // connections, however few files may be open
	collectEach   = 1_000 // connections more, see crowd
	collectEvery  = 250 * time.Millisecond
	sayCrowdEvery = time.Minute
)

// openFiles returns how many files this process may have open.
func openFiles() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || limit.Cur > math.MaxInt32 {
		return math.MaxInt32
	}
	return int(limit.Cur)
}

// connections returns how many may be open at once: as many as were asked for, if there are files for them.
func (c *serveCommand) connections() int {
	return min(c.MaxConnections, max(fewest, openFiles()-ownFiles))
}

// visitors returns what watches over the connections of a server.
func (c *serveCommand) visitors(log *slog.Logger) *crowd {
	most := c.connections()
	if most < c.MaxConnections {
		log.Warn("fewer connections are taken than --max-connections: raise ulimit -n, or LimitNOFILE of the unit",
			"connections", most, "wanted", c.MaxConnections, "ulimit", openFiles())
	}
	return &crowd{most: int64(most), log: log}
}

// crowd watches over the connections that are open. Each grows a stack with its first request and leaves garbage;
// both stay until the heap is next collected, which a server with much in memory puts off for long. So it is
// collected also when connections have become many more: 10,000 then take 18 KB each where they took 28.
type crowd struct {
	most      int64
	log       *slog.Logger
	open      atomic.Int64
	collected atomic.Int64 // how many there were when the heap was collected for their sake, or fewer if fewer were left
	last      atomic.Int64 // when that was
	said      atomic.Int64 // when the log was told that no more fit
}

// admit returns the listener with at most so many connections open at once: the next wait until one ends.
func (c *crowd) admit(listener net.Listener) net.Listener {
	return netutil.LimitListener(listener, int(c.most))
}

// changed is told of every connection that comes and goes.
func (c *crowd) changed(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.came(c.open.Add(1), time.Now())
	case http.StateClosed, http.StateHijacked:
		if now, before := c.open.Add(-1), c.collected.Load(); now < before {
			c.collected.CompareAndSwap(before, now)
		}
	}
}

func (c *crowd) came(open int64, now time.Time) {
	if open >= c.most && due(&c.said, now, sayCrowdEvery) {
		c.log.Warn("as many connections are open as may be: others wait; see --max-connections and ulimit -n", "connections", open)
	}
	if open-c.collected.Load() >= collectEach && due(&c.last, now, collectEvery) {
		c.collected.Store(open)
		go runtime.GC()
	}
}

// due reports whether as much time has passed since last, and if so makes now the last time.
func due(last *atomic.Int64, now time.Time, every time.Duration) bool {
	before := last.Load()
	return now.UnixNano()-before >= int64(every) && last.CompareAndSwap(before, now.UnixNano())
}
