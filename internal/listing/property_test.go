package listing_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// history is what was published one after another, and what was true then.
type history struct {
	lists    []*listing.List
	editions []listing.Edition
	truths   []map[subject.Key]reputation.Packed
}

// pool is every subject of a history: numbers that begin alike and are of several lengths and countries, and other kinds.
var pool = func() (all []subject.Key) {
	for _, s := range []string{
		"+12025550143", "+12025550144", "+13035550143", "+447700900123", "+447700900124", "+8613800138000", "+8613800138001",
		"+86138001380", "+861065795555", "+29012345", "CN/95588", "CN/1065795555", "CN/sender/A&B C", "wechat/some_one", "domain/example.com",
	} {
		key, err := subject.ParseKey(s)
		if err != nil {
			panic(err)
		}
		all = append(all, key)
	}
	slices.SortFunc(all, listing.Compare)
	return all
}()

func drawHistory(rt *rapid.T) *history {
	h := &history{lists: []*listing.List{{}}, truths: []map[subject.Key]reputation.Packed{{}}}
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for range rapid.IntRange(1, 12).Draw(rt, "versions") {
		const day = 24 * time.Hour
		now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute, -time.Hour, day, 20 * day, 45 * day, 90 * day, 90*day + time.Second, 200 * day}).Draw(rt, "later"))
		truth := maps.Clone(h.truths[len(h.truths)-1])
		for range rapid.IntRange(0, 6).Draw(rt, "changes") {
			key := rapid.SampledFrom(pool).Draw(rt, "key")
			if rapid.IntRange(0, 2).Draw(rt, "what") == 0 {
				delete(truth, key)
				continue
			}
			truth[key] = told(rapid.IntRange(0, 5).Draw(rt, "reports"), now.AddDate(0, 0, -rapid.IntRange(0, 3).Draw(rt, "days")), rapid.IntRange(0, 19).Draw(rt, "category"))
		}
		h.publish(truth, now)
	}
	return h
}

func (h *history) publish(truth map[subject.Key]reputation.Packed, now time.Time) {
	last := h.lists[len(h.lists)-1]
	changes := last.Compared(func(yield func(subject.Key, reputation.Packed) bool) {
		for _, key := range pool {
			if what, ok := truth[key]; ok && !yield(key, what) {
				return
			}
		}
	})
	next := last.Next(changes, now)
	h.lists, h.truths = append(h.lists, next), append(h.truths, truth)
	h.editions = append(h.editions, listing.NewEdition(next, changes))
}

// TestAnyChainOfDeltasGivesTheWholeList lets a reader of each format begin with any version and ask anew after any others. What it has then
// must be what whoever begins just then has, and what was true: nothing more, and nothing less.
func TestAnyChainOfDeltasGivesTheWholeList(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHistory(rt)
		var asked []*listing.List
		for _, l := range h.lists[1:] {
			if rapid.Bool().Draw(rt, "asks") {
				asked = append(asked, l)
			}
		}
		asked = append(asked, h.lists[len(h.lists)-1])
		for _, name := range names {
			r, since := reader{}, uint64(0)
			for _, l := range asked {
				since = r.ask(rt, name, l, since)
			}
			if name == "numbers.json" {
				r.knows(rt, h.truths[len(h.truths)-1])
			}
		}
	})
}

// TestChangesAreToldForNinetyDays asks every version for what changed since every other.
func TestChangesAreToldForNinetyDays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHistory(rt)
		for i, l := range h.lists[1:] {
			for j, old := range h.lists[1:] {
				_, err := l.Since(old.Version())
				want := error(nil)
				switch {
				case j > i:
					want = listing.ErrFuture
				case forgotten(h.lists[1+j : 2+i]):
					want = listing.ErrGone
				}
				if !errors.Is(err, want) {
					rt.Errorf("version %d of %s, asked what changed since %d of %s, says %v, want %v", i, l.At(), j, old.At(), err, want)
				}
			}
		}
	})
}

// forgotten reports whether the last of these lists, in order, no longer tells what changed since the first: whether one of them, but for the
// second, came more than 90 days after it. A clock that goes back takes it along.
func forgotten(lists []*listing.List) bool {
	began := lists[0].At()
	for i, l := range lists {
		if i > 1 && l.At().Sub(began) > listing.TombstonesKept {
			return true
		}
		if l.At().Before(began) {
			began = l.At()
		}
	}
	return false
}

// TestEditionsGiveTheList applies the editions of a history, from the first on and from a folded one on.
func TestEditionsGiveTheList(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHistory(rt)
		folds := rapid.IntRange(0, len(h.editions)).Draw(rt, "folds")
		step, folded := h.lists[0], h.lists[0]
		for i, e := range h.editions {
			step = applied(rt, step, e)
			switch {
			case i+1 == folds:
				folded = applied(rt, folded, step.Folded())
			case i+1 > folds:
				folded = applied(rt, folded, e)
			}
			want := h.tells(h.lists[i+1])
			if got := h.tells(step); got != want {
				rt.Fatalf("version %d, edition by edition, tells\n%s\nwant\n%s", i+1, got, want)
			}
			if got := h.tells(folded); i+1 >= folds && got != want {
				rt.Fatalf("version %d, from the folded one on, tells\n%s\nwant\n%s", i+1, got, want)
			}
		}
	})
}

// tells returns all that a list can tell whoever has any version of the history.
func (h *history) tells(l *listing.List) string {
	f, _ := listing.FormatNamed("numbers.json")
	var b []byte
	for _, old := range h.lists {
		d, err := l.Since(old.Version())
		b = f.Append(fmt.Appendln(b, old.Version(), err), &d)
	}
	return string(b)
}

func applied(rt *rapid.T, l *listing.List, e listing.Edition) *listing.List {
	next, err := l.Apply(e)
	if err != nil {
		rt.Fatal(err)
	}
	return next
}
