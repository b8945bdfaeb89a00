package index

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Many at once are told what each is told alone: of the base, of the overlay over it, of nobody, of accounts, of
// samples, and of what is no subject.
func TestLookupAllIsLookup(t *testing.T) {
	w := crowdedTown(t)
	same := func() {
		t.Helper()
		keys := append(w.everybody(), subject.Key{}, number(103))
		for range 2 {
			slices.Reverse(keys) // so that each is found where another was before
			told := 0
			w.must(w.LookupAll(keys, func(i int, all *Answer) {
				alone, err := w.Lookup(keys[i])
				w.must(err)
				if i != told || !reflect.DeepEqual(*all, alone) {
					t.Errorf("%s: %+v among %d, alone %+v", keys[i], *all, len(keys), alone)
				}
				told++
			}))
			if told != len(keys) {
				t.Errorf("%d of %d were told", told, len(keys))
			}
		}
	}
	same()
	l := w.Index.now.Load()
	w.Index.now.Store(&layers{live: newOverlay(), base: l.base.merged(l.live)})
	same()
	w.say(number(143), 1, report.Bad)
	w.say(key("qq/10001"), 2, report.Bad)
	w.settle()
	same()
	w.must(w.LookupAll(nil, func(int, *Answer) { t.Error("nobody was asked for") }))
	unloaded := New(w.Index.Config)
	if err := unloaded.LookupAll([]subject.Key{number(143)}, nil); !errors.Is(err, fault.Unavailable) {
		t.Errorf("before it is loaded: %v", err)
	}
}
