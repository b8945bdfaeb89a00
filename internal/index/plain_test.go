package index

import (
	"reflect"
	"testing"
	"time"

	"ringfence/internal/reputation"
)

// Whatever a Plain leaves out changes nothing of the judgement but its days, and no two kinds of plain judgement
// have the same.
func TestPlainIsAllButDays(t *testing.T) {
	const shown = reputation.Packed(1 << 22)
	seen := make(map[Plain]bool)
	for score := range reputation.Packed(101) {
		for reports := range reputation.Packed(6) {
			for networks := range reputation.Packed(6 * 2) { // of each band, as one of the reasons or not
				e := entry{packed: shown | score<<2 | reports<<14 | networks<<40}
				plain := plainOf(e.packed)
				if plain == 0 || plain >= Plains || seen[plain] {
					t.Fatalf("%x has the Plain %d, seen: %v", uint64(e.packed), plain, seen[plain])
				}
				seen[plain] = true
				later := entry{packed: e.packed | 9000<<24 | 3<<9, first: 8000} // seen, and in a category
				if plainOf(later.packed) != plain {
					t.Fatalf("%x has the Plain %d, with days %d", uint64(e.packed), plain, plainOf(later.packed))
				}
				var never, once reputation.Judgement
				e.plain(&never)
				later.plain(&once)
				if once.FirstSeen.IsZero() || once.LastSeen.IsZero() {
					t.Fatalf("the days are gone: %+v", once)
				}
				if once.FirstSeen, once.LastSeen = (time.Time{}), (time.Time{}); !reflect.DeepEqual(never, once) {
					t.Fatalf("%d is %+v\nand %+v", plain, never, once)
				}
			}
		}
	}
}

func TestOnlyPlainJudgementsHaveAPlain(t *testing.T) {
	const shown = reputation.Packed(1 << 22)
	for name, bit := range map[string]int{
		"suspicious": 1, "cleared": 0, "disputed": 17, "forged": 18, "recycled": 19, "official": 20, "imitated": 21, "not shown": 22, "listed": 23,
	} {
		if plain := plainOf(shown ^ 1<<bit); plain != 0 {
			t.Errorf("%s has the Plain %d", name, plain)
		}
	}
}

func TestAnswersOfDetailsHaveNoPlain(t *testing.T) {
	w := crowdedTown(t)
	plain, others := 0, 0
	for _, key := range w.everybody() {
		a, err := w.Lookup(key)
		w.must(err)
		e, known := w.Index.now.Load().find(key)
		switch {
		case known && e.detail == "" && a.Plain != 0:
			plain++
		case (!known || e.detail != "") && a.Plain == 0:
			others++
		default:
			t.Errorf("%s has the Plain %d and the detail %q", key, a.Plain, e.detail)
		}
	}
	if plain == 0 || others == 0 {
		t.Errorf("%d plain, %d others", plain, others)
	}
}
