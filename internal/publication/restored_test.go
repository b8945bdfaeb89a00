package publication_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/store/bolt"
)

// TestAStoreThatWasRestored from an older backup tells nobody a wrong change: whoever has a version of the future that was lost, or a
// process that went on, begins again.
func TestAStoreThatWasRestored(t *testing.T) {
	folder := t.TempDir()
	s, err := bolt.Open(bolt.Config{Path: folder})
	if err != nil {
		t.Fatal(err)
	}
	w := newTown(t, s, noon)
	p := w.process()
	w.confirm(number(1), number(2))
	w.publish(p, true)
	kept := p.List().Version()
	var backup bytes.Buffer
	w.must(s.Backup(t.Context(), &backup, func(int, int) {}))
	w.pass(time.Hour)
	w.decide(reputation.Clear, number(1))
	w.publish(p, true)
	lost := p.List().Version()
	w.must(s.Close())
	w.must(os.WriteFile(filepath.Join(folder, "ringfence.db"), backup.Bytes(), 0o600))
	s, err = bolt.Open(bolt.Config{Path: folder})
	w.must(err)
	defer s.Close()

	w.store, p.Store = s, s
	w.must(p.CatchUp(t.Context())) // a process that went on, as one of several does
	w.lists(p, number(1), number(2))
	if v := p.List().Version(); v != kept {
		t.Errorf("the newest version is %d, want %d", v, kept)
	}
	if _, err := p.Document("numbers.json", lost, 0); !errors.Is(err, listing.ErrFuture) {
		t.Errorf("who has the lost version %d: %v", lost, err)
	}
	w.pass(time.Minute)
	p.Lookups = w.process().Lookups
	w.publish(p, true) // though nothing changed
	w.publish(p, false)
	if _, err := p.Document("numbers.json", lost, 0); !errors.Is(err, listing.ErrGone) {
		t.Errorf("who has the lost version %d, after %d: %v", lost, p.List().Version(), err)
	}
	w.pass(time.Minute)
	w = newTown(t, s, w.now)
	w.n = 100
	p = w.process()
	w.decide(reputation.Clear, number(2))
	w.publish(p, true)
	w.lists(p, number(1))
	if _, err := p.Document("numbers.json", lost, 0); !errors.Is(err, listing.ErrGone) {
		t.Errorf("who has the lost version %d, after %d: %v", lost, p.List().Version(), err)
	}
	d, err := p.List().Since(kept)
	if err != nil || len(d.Removed) != 1 || d.Removed[0] != number(2) {
		t.Errorf("since %d: %+v, %v", kept, d, err)
	}
}
