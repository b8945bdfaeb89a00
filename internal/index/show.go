package index

import "ringfence/internal/reputation"

// Show lays projections that this process has just saved over what is there, without asking the store for them, so
// that lookups know of them when it returns. What is known already of a later revision stays. Following tells of
// them once more, and of the numbers around them.
func (x *Index) Show(saved []reputation.Projection) {
	now := x.Clock()
	for i := range saved {
		p := &saved[i]
		e := newEntry(p, now)
		x.laying.Lock()
		if before, ok := x.laid(p); !ok || before.revision < p.Revision {
			x.lay(p.Subject, laid{entry: e, revision: p.Revision, turn: x.turn})
		}
		x.laying.Unlock()
	}
}

// learn lays what the store told over what is there, unless this process showed something later since the store
// was asked.
func (x *Index) learn(p *reputation.Projection, e entry) {
	x.laying.Lock()
	defer x.laying.Unlock()
	if before, ok := x.laid(p); ok && before.turn == x.turn && before.revision > p.Revision {
		return
	}
	x.lay(p.Subject, laid{entry: e, revision: p.Revision})
}

// begin counts a turn of following. The first is 1. An overlay that was merged long enough ago is let go.
func (x *Index) begin() {
	x.laying.Lock()
	defer x.laying.Unlock()
	x.turn++
	if !x.merged.IsZero() && x.Clock().Sub(x.merged) >= shownLate {
		x.before = nil
	}
}

// laid returns what was laid last over the base for the subject of p, if that was lately. The caller holds laying.
func (x *Index) laid(p *reputation.Projection) (laid, bool) {
	if e, ok := x.now.Load().live.laid(p.Subject); ok || x.before == nil {
		return e, ok
	}
	return x.before.laid(p.Subject)
}
