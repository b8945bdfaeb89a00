package mongo

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

func TestAPlaceComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := place{
			last:    mark(rapid.Uint64Min(1).Draw(t, "last")),
			through: mark(rapid.Uint64().Draw(t, "through")),
			seen:    map[write]bool{},
			stretch: rapid.StringMatching(`[A-Z2-7]{26}`).Draw(t, "stretch"),
		}
		for _, w := range rapid.SliceOf(rapid.Uint64()).Draw(t, "seen") {
			p.seen[write(w)] = true
		}
		if got, err := placeOf(p.cursor()); err != nil || !reflect.DeepEqual(got, p) {
			t.Fatalf("got %v, %v of %v", got, err, p)
		}
	})
}

func TestACursorThatCannotBeReadIsForeign(t *testing.T) {
	for _, c := range []reputation.Cursor{"99", "no number", "1@", "-1@nowhere", "1.1@s", "1.1.!@s", "1.1.AA@s", "x.1.@s"} {
		if _, err := placeOf(c); !errors.Is(err, fault.Foreign) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// Whatever becomes visible late, by up to ten seconds, is followed, and nothing twice.
func TestFollowingLosesNothingAndRepeatsNothing(t *testing.T) {
	const lateBy = 10
	rapid.Check(t, func(t *rapid.T) {
		type event struct {
			written
			visible int
		}
		var events []event
		for n := range rapid.IntRange(0, 30).Draw(t, "writes") {
			at := rapid.IntRange(1, 60).Draw(t, "at")
			events = append(events, event{written{string(rune('a' + n)), mark(at)}, at + rapid.IntRange(0, lateBy-1).Draw(t, "late")})
		}
		slices.SortFunc(events, func(a, b event) int { return int(a.at) - int(b.at) })
		p, seen := place{}, map[string]int{}
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		for now := 0; now <= 80; now += rapid.IntRange(1, 15).Draw(t, "wait") {
			for {
				var visible []written
				for _, e := range events {
					if e.visible <= now && e.at >= p.through {
						visible = append(visible, e.written)
					}
				}
				most := len(p.seen) + limit
				visible = visible[:min(len(visible), most)]
				fresh, next := p.follow(visible, len(visible) < most, limit, mark(max(0, now-lateBy)))
				for _, name := range fresh {
					seen[name]++
				}
				if p = next; len(fresh) < limit {
					break
				}
			}
		}
		for _, e := range events {
			if e.visible <= 65 && seen[e.about] != 1 {
				t.Fatalf("%v was followed %d times", e, seen[e.about])
			}
		}
		for name, times := range seen {
			if times > 1 {
				t.Fatalf("%s was followed %d times", name, times)
			}
		}
	})
}
