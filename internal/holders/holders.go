// Package holders knows who holds an API key, in memory: whoever sends a key is known or refused without
// waiting for the store. While the store is away, the keys known so far go on opening what they open.
package holders

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/follow"
)

// followEvery is how long a key that another instance issued or revoked stays unnoticed.
const followEvery = time.Second

// Store keeps API keys.
type Store interface {
	// KeysAll returns all of them.
	KeysAll(ctx context.Context) ([]apikey.Key, error)
}

// Roll is the list of all API keys. They are few: an operator issued each by hand.
type Roll struct {
	store   Store
	reading sync.Mutex // whoever read earlier must not write later
	keys    atomic.Pointer[map[apikey.Hash]apikey.Key]
}

// New returns a Roll that knows no key before CatchUp.
func New(s Store) *Roll {
	r := &Roll{store: s}
	r.keys.Store(&map[apikey.Hash]apikey.Key{})
	return r
}

// Key returns the key with this hash, whatever it opens, and false when there is none.
func (r *Roll) Key(hash apikey.Hash) (apikey.Key, bool) {
	k, ok := (*r.keys.Load())[hash]
	return k, ok
}

// CatchUp learns of every key that was issued or revoked before it was called.
func (r *Roll) CatchUp(ctx context.Context) error {
	r.reading.Lock()
	defer r.reading.Unlock()
	all, err := r.store.KeysAll(ctx)
	if err != nil {
		return fmt.Errorf("API keys: %w", err)
	}
	keys := make(map[apikey.Hash]apikey.Key, len(all))
	for _, k := range all {
		keys[k.Hash] = k
	}
	r.keys.Store(&keys)
	return nil
}

// Run catches up every second until ctx ends. say is told when that begins to fail and when it works again.
func (r *Roll) Run(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, r.CatchUp, say)
}
