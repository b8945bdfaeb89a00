package accounts

import (
	"sync"
	"time"

	"ringfence/internal/moderator"
)

// devices counts the tries of devices, by what they are called, since each last worked, in this process: there are few, since each was
// signed in from.
type devices struct {
	mu    sync.Mutex
	tries map[string]int
}

// try counts one, and reports whether it may be looked at.
func (d *devices) try(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tries == nil {
		d.tries = map[string]int{}
	}
	if d.tries[name] >= moderator.Tries {
		return false
	}
	d.tries[name]++
	return true
}

func (d *devices) forgive(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.tries, name)
}

// guesses counts the tries of an account in this process, as the account does in the store: whoever can write the database can write there
// that nobody tried, or that a code was not used.
type guesses struct {
	mu   sync.Mutex
	made map[string]guess // by the name of the account
}

// guess is what this process knows of the tries of an account: Failures, LockedTil and Step, since it has had these Sessions.
type guess struct {
	moderator.Account
	last time.Time
}

// try counts one, and reports whether it may be looked at. Those of longer ago than the longest lock are forgiven: the account may have been
// opened on another instance since.
func (g *guesses) try(a moderator.Account, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	known := g.made[a.Name]
	if known.Sessions != a.Sessions || now.Sub(known.last) > moderator.LongLock {
		known.Account = moderator.Account{Sessions: a.Sessions, Step: known.Step}
	}
	if known.LockedAt(now) {
		return false
	}
	g.set(a.Name, guess{known.Tried(now), now})
	return true
}

// worked forgives what was tried, by the code of a step, and reports whether that was not used before.
func (g *guesses) worked(name string, step int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	known := g.made[name]
	if step <= known.Step {
		return false
	}
	g.set(name, guess{known.SignedIn(step), known.last})
	return true
}

func (g *guesses) set(name string, known guess) {
	if g.made == nil {
		g.made = map[string]guess{}
	}
	g.made[name] = known
}
