// Package lease has a chore that one process does for all done by one at a time, and by another within 15
// seconds when that one is gone.
//
// # No clocks need to agree
//
// Of each chore the store keeps who holds its lease, and a turn that the holder raises every 3 seconds. No time
// is written down. All others watch: who saw one holder in one turn for 9 seconds takes over, by
// compare-and-set on that turn, so that of several one does. The holder ends its work 6 seconds after it began
// the last renewal that succeeded. Whoever takes over has seen that renewal, so its 9 seconds began later, and at
// least 3 lie between: in so long must a chore return when its context ends. Both count their seconds by their own
// monotonic clocks, which may show anything if only they run about equally fast. That the store answers late, or
// never though it did what was asked, changes nothing in this. A lease that is free, as it is when its holder was told
// to stop, is taken at the next look, within some 1.3 seconds.
//
// # Who fails gives way
//
// A holder that lives need not do well: its disk or its way to the store may be worse than another's. A chore that
// returns an error is left to the others for 10 seconds. When none of them takes it, it is tried here again.
//
// # What is not promised
//
// A process that is frozen as a whole (SIGSTOP, a paused virtual machine) may wake in the middle of a write and
// finish it before its own timers run; one whose monotonic clock stood still meanwhile learns only by its next
// renewal, within 3 seconds, that another took over. No lease prevents that. So what a chore does must be of no harm
// when two do it at once: the lease saves work and collisions, compare-and-set in the store keeps data right.
//
// # Which loops are chores of one
//
// Those that work off what all share: sweeping and upgrading, which is projection.Projector.Run, under "sweep". The
// other loops of serve keep what each process has for itself and run in every one: the index, the holders of
// API keys and what is noticed of the data and of clocks, in its memory, and the expiry of keys, in its keys file.
// Rebuild, verify and import are begun by a person, on one instance, and stand beside a sweep.
package lease

import (
	"context"
	"crypto/rand"
	"sync"
	"time"
)

// Store keeps leases; see the package store for the contract of each method.
type Store interface {
	Lease(ctx context.Context, chore string) (holder string, turn uint64, err error)
	Claim(ctx context.Context, chore, holder string, after uint64) (won bool, err error)
	Yield(ctx context.Context, chore, holder string) error
}

const (
	term       = 9 * time.Second // a holder that was not seen to renew for so long is replaced
	safe       = term * 2 / 3    // from the beginning of a claim that succeeded: until then nobody else works
	renewEvery = term / 3
	retryEvery = term / 18 // a renewal that failed
	lookEvery  = time.Second
	patience   = 2 * time.Second // with a store that does not answer
	parting    = time.Second     // the same, when stopping
	rest       = 10 * lookEvery  // a chore that failed is left to others for so long: all look at it several times
)

// Config is what a Keeper is made of.
type Config struct {
	Store Store
	// Held is called before this process begins a chore and after it has ended it; nil for nobody.
	Held func(chore string, held bool)
	// Failing is called when the store begins to fail and, with nil, when it works again; nil for nobody.
	Failing func(chore string, err error)
	// Failed is called when a chore returned an error and is left to others; nil for nobody.
	Failed func(chore string, err error)
}

// Status is what is known here of a chore.
type Status struct {
	Held bool // this process does it
	// Elsewhere is when another was last seen to take the lease or renew it; zero when none was.
	Elsewhere time.Time
}

// Keeper keeps the leases of one process.
type Keeper struct {
	Config
	mu     sync.Mutex
	chores map[string]Status
}

// New returns a Keeper that holds nothing.
func New(c Config) *Keeper { return &Keeper{Config: c, chores: make(map[string]Status)} }

// Status returns what is known here of a chore.
func (k *Keeper) Status(chore string) Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chores[chore]
}

func (k *Keeper) note(chore string, change func(*Status)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.chores[chore]
	change(&s)
	k.chores[chore] = s
}

// Run does a chore whenever this process holds its lease, until ctx ends. do is to go on until its context
// ends, and then to return within 3 seconds; when it returns by itself the lease is yielded, and had again if no
// other wants it, after an error not before the others had time to. When the store fails Run goes on trying.
func (k *Keeper) Run(ctx context.Context, chore string, do func(context.Context) error) {
	c := &candidate{keeper: k, chore: chore, name: rand.Text()}
	for ctx.Err() == nil {
		if c.obtain(ctx) {
			c.hold(ctx, do)
		}
		c.pause(ctx)
	}
}
