package delivery

import "sync"

// tellers are those at work, one for a hook at most.
type tellers struct {
	working sync.WaitGroup
	mu      sync.Mutex      // guards what follows
	told    map[string]bool // hooks that are being told, by name
	failed  error           // what went wrong since failures was asked
}

// take reports whether a hook is to be told now: it is not being told, and not too many are.
func (t *tellers) take(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.told[name] || len(t.told) >= atOnce {
		return false
	}
	if t.told == nil {
		t.told = map[string]bool{}
	}
	t.told[name] = true
	return true
}

// give lets a hook be told again.
func (t *tellers) give(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.told, name)
}

// fail notes that something went wrong: the first since failures was asked.
func (t *tellers) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed == nil {
		t.failed = err
	}
}

// failures returns what went wrong since it was asked before.
func (t *tellers) failures() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.failed
	t.failed = nil
	return err
}
