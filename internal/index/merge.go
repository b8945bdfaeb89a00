package index

import "time"

// shownLate is by how much what was saved may be shown late: its answer has come before that, or will not come. The
// base does not know of which revision an entry is, so as long the overlay that was merged tells.
const shownLate = time.Minute

// A merge copies the whole base, so it waits until the overlay is one in so many of it.
const mergeShare = 50

// mergeIfWorth merges a large overlay with the base in the background. The caller holds following.
func (x *Index) mergeIfWorth() {
	l := x.now.Load()
	if n := l.live.len(); n < x.MergeAt || n < l.base.len()/mergeShare || !x.merging.TryLock() {
		return
	}
	merge := x.freeze()
	go func() {
		defer x.merging.Unlock()
		merge()
	}()
}

// freeze begins a new overlay over the one there is, which nothing changes any more, and returns what merges that
// with the base, beside lookups and followers. The caller holds merging, until the merge is done, and following.
func (x *Index) freeze() (merge func() *base) {
	x.laying.Lock()
	l := x.now.Load()
	x.now.Store(&layers{live: newOverlay(), frozen: l.live, base: l.base})
	x.before, x.merged = l.live, time.Time{}
	x.laying.Unlock()
	return func() *base {
		merged := l.base.merged(l.live)
		x.laying.Lock()
		defer x.laying.Unlock()
		x.now.Store(&layers{live: x.now.Load().live, base: merged})
		x.merged = x.Clock()
		return merged
	}
}
