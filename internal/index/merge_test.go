package index

import (
	"path/filepath"
	"sync"
	"testing"

	"ringfence/internal/report"
)

func TestMergeChangesNothing(t *testing.T) {
	w := crowdedTown(t)
	w.merge()
	w.equal()
	w.say(number(143), 1, report.Bad) // over the merged base
	w.say(number(199), 2, report.Bad)
	w.settle()
	w.equal()
	w.merge()
	w.equal()
	numbers := w.Index.now.Load().base.numbers
	for i := 1; i < len(numbers); i++ {
		if numbers[i] <= numbers[i-1] {
			t.Fatalf("numbers are not ascending at %d", i)
		}
	}
}

// merge merges everything.
func (w *town) merge() { w.freeze()() }

// freeze begins a merge as the index does.
func (w *town) freeze() (merge func()) {
	w.merging.Lock()
	w.following.Lock()
	defer w.following.Unlock()
	all := w.Index.freeze()
	return func() {
		defer w.merging.Unlock()
		all()
	}
}

// While a merge is under way, what it merges is in neither the base nor the overlay.
func TestASnapshotOfTheMiddleOfAMergeHoldsEverything(t *testing.T) {
	w := crowdedTown(t)
	w.Snapshot = filepath.Join(t.TempDir(), "index.snapshot")
	merge := w.freeze()
	w.equal()
	saved := make(chan error, 1)
	go func() { saved <- w.save() }()
	w.say(number(143), 1, report.Bad)
	w.settle()
	merge()
	w.must(<-saved)
	w.reload()
	w.equal()
}

// A small town whose index merges at every turn, while others look numbers up and the snapshot is written.
func TestMergesBesideLookupsAndSnapshots(t *testing.T) {
	w := crowdedTown(t)
	w.Index = New(Config{Store: w.store, Clock: w.clock, MergeAt: 2, Snapshot: filepath.Join(t.TempDir(), "index.snapshot")})
	w.load()
	w.merging.Lock() // until what that began is over
	if s := w.Index.Size(); s.Overlay != 0 || s.Subjects == 0 {
		t.Errorf("loading merged nothing: %+v", s)
	}
	w.merging.Unlock()
	done := make(chan struct{})
	var beside sync.WaitGroup
	until := func(do func()) {
		beside.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					do()
				}
			}
		})
	}
	until(func() {
		for n := range 100 {
			if a, err := w.Lookup(number(100 + n)); err != nil || n >= 20 && n < 60 && a.Judgement.Verdict == 0 && !a.Judgement.Shown {
				t.Errorf("number %d: %+v, %v", n, a.Judgement, err)
				return
			}
		}
	})
	until(func() {
		if err := w.save(); err != nil {
			t.Error(err)
		}
	})
	for n := range 150 {
		w.say(number(105+n%90), uint8(n), report.Bad)
		w.say(number(105+n*7%90), uint8(n), report.Bad)
		w.settle()
	}
	close(done)
	beside.Wait()
	w.equal()
	w.must(w.save())
	w.reload()
	w.equal()
}
