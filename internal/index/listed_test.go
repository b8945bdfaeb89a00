package index

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// TestListedTellsOfEachOnce compares with the lookup of every subject, over all layers that there can be.
func TestListedTellsOfEachOnce(t *testing.T) {
	w := crowdedTown(t)
	all := []subject.Key{key("wechat/parcel_helper"), key("CN/95588")}
	for n := range 90 { // the samples before them are never in the base
		all = append(all, number(110+n), key(fmt.Sprintf("qq/10%03d", n%30)))
	}
	w.same(all)

	merge := w.freeze()
	w.say(number(130), 1, "bad")
	w.say(key("qq/10001"), 1, "bad")
	w.settle()
	w.same(all) // live over frozen over an empty base

	merge()
	w.same(all) // live over a base
}

// same checks Listed from the beginning and from each place on.
func (w *town) same(all []subject.Key) {
	w.Helper()
	var want []Listed
	for _, k := range all {
		if j := w.lookup(k); j.Listed {
			want = append(want, Listed{placeOf(k), j.LastSeen})
		}
	}
	slices.SortFunc(want, func(a, b Listed) int { return a.Compare(b.Place) })
	want = slices.Compact(want)
	if len(want) < 10 {
		w.Fatalf("only %d are listed", len(want))
	}
	if got := w.listed(Place{}); !slices.Equal(got, want) {
		w.Errorf("%d are listed, want %d", len(got), len(want))
	}
	for i, at := range want {
		if got := w.listed(at.Place); !slices.Equal(got, want[i:]) {
			w.Errorf("%d from %s on, want %d", len(got), at.Subject(), len(want[i:]))
		}
		if !w.lookup(at.Subject()).Listed {
			w.Errorf("%v stands for %s", at, at.Subject())
		}
	}
}

func (w *town) listed(from Place) []Listed {
	w.Helper()
	all, err := w.Listed(from)
	w.must(err)
	return slices.Collect(all)
}

func TestListedOfAnIndexThatIsNotLoaded(t *testing.T) {
	if _, err := New(Config{Clock: time.Now}).Listed(Place{}); err == nil {
		t.Error("nothing is listed, says an index that knows nothing")
	}
}

// BenchmarkListed goes through ten million numbers, a hundredth of them listed.
func BenchmarkListed(b *testing.B) {
	x := New(Config{Clock: time.Now})
	x.asOf.Store(1)
	base := x.now.Load().base
	listed := reputation.Pack(reputation.Judgement{Listed: true})
	for n := range uint64(10_000_000) {
		base.numbers = append(base.numbers, 12_000_000_000+n)
		base.packed = append(base.packed, 0)
		if n%100 == 0 {
			base.packed[n] = listed
		}
	}
	for b.Loop() {
		all, err := x.Listed(Place{})
		if err != nil {
			b.Fatal(err)
		}
		for range all {
		}
	}
}
