package index

import (
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/private"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// inRange compares what the range of each subject says of it with what Lookup does, and that no range has more. It returns how many
// are listed.
func (w *town) inRange(all []subject.Key) (count int) {
	w.Helper()
	listed, ranges := map[private.Prefix]map[private.ID]bool{}, map[private.Prefix]private.Range{}
	for _, key := range append(all, report.Samples()...) {
		j := w.lookup(key)
		if found, ok := w.BySHA1(sha1.Sum([]byte(key.String()))); ok != (j.Listed && key.Kind() == subject.Number) || ok && found != key {
			w.Fatalf("at %v, %s listed %v: by its SHA-1 there is %s, %v", w.now, key, j.Listed, found, ok)
		}
		place, ok := private.PlaceOf(key)
		if !ok {
			continue
		}
		r, ok := ranges[place.Prefix]
		if !ok {
			var err error
			r, _, err = w.Range(place.Prefix)
			w.must(err)
			ranges[place.Prefix] = r
		}
		want := private.Decision{Listed: j.Listed}
		if j.Listed {
			want.Verdict, want.Score = j.Verdict, min(j.Score, private.MaxScore)
			if listed[place.Prefix] == nil {
				listed[place.Prefix] = map[private.ID]bool{}
			}
			listed[place.Prefix][place.Number] = true
			count++
		}
		got := r.Decide(place)
		_, isSample := report.Sample(key)
		if _, known := w.Index.now.Load().find(key); !known && !isSample && j.Score > 5 && !got.Open {
			w.Fatalf("at %v, %s is weighed by its neighbours, and its block is not open", w.now, key)
		}
		if got.Open = false; got != want {
			w.Fatalf("at %v, the range says of %s %+v, and the lookup %+v", w.now, key, got, want)
		}
	}
	for prefix, r := range ranges {
		if len(r.Numbers) != len(listed[prefix]) {
			w.Fatalf("at %v, range %s has %d numbers, and %d are listed", w.now, prefix, len(r.Numbers), len(listed[prefix]))
		}
	}
	return count
}

// seen are ranges and their turns.
type seen map[private.Prefix]struct {
	private.Range
	turn uint64
}

// again expects that a range that is another one than before has another turn.
func (s seen) again(w *town, all []subject.Key) {
	w.Helper()
	for _, key := range all {
		place, ok := private.PlaceOf(key)
		if !ok {
			continue
		}
		r, turn, err := w.Range(place.Prefix)
		w.must(err)
		if before, ok := s[place.Prefix]; ok && before.turn == turn && !reflect.DeepEqual(before.Range, r) {
			w.Fatalf("at %v, in turn %d the range %s was %v and became %v", w.now, turn, place.Prefix, before.Range, r)
		}
		s[place.Prefix] = struct {
			private.Range
			turn uint64
		}{r, turn}
	}
}

// TestRangesSayWhatLookupsSay goes through histories: reports, rulings, time, what this process shows before it follows, merges, and
// starts from a snapshot.
func TestRangesSayWhatLookupsSay(t *testing.T) {
	for seed := range uint64(3) {
		w, random := newTown(t), rand.New(rand.NewPCG(seed, 7))
		w.Snapshot = filepath.Join(t.TempDir(), "index.snapshot")
		numbers := make([]subject.Key, 60)
		for i := range numbers {
			numbers[i] = key(fmt.Sprintf("+1202555%04d", 120+i%40+100*(i/40)))
		}
		pick := func() subject.Key { return numbers[min(random.IntN(len(numbers)), random.IntN(len(numbers)))] }
		most, changes, before, ranges := 0, 0, 0, seen{}
		for step := range 120 {
			switch about := pick(); random.IntN(12) {
			case 0:
				w.now = w.now.Add(time.Duration(random.IntN(100)) * time.Hour)
			case 1:
				d := reputation.Decision{
					ID: fmt.Sprint(step), Subject: about, At: w.now, Reason: "as seen",
					Kind: []reputation.DecisionKind{reputation.Clear, reputation.Confirm, reputation.Dispute, reputation.Register}[random.IntN(4)],
				}
				w.must(w.store.Decide(context.Background(), d))
			case 2:
				w.freeze()()
			case 3:
				w.must(w.save())
				w.reload()
				clear(ranges)
			case 4:
				w.must(w.ProjectNow(context.Background(), about))
				if p, err := w.store.Projection(context.Background(), about); err == nil {
					w.Show([]reputation.Projection{p})
				}
			default:
				for range 1 + random.IntN(8) {
					w.say(about, uint8(random.IntN(32)), report.Bad)
				}
			}
			if random.IntN(2) == 0 {
				w.settle()
			}
			ranges.again(w, []subject.Key{numbers[0], numbers[59]})
			now := w.inRange(numbers)
			if most = max(most, now); now < before {
				changes++
			}
			before = now
		}
		if most < 5 || changes < 3 {
			t.Errorf("at most %d were listed, and %d times fewer than before", most, changes)
		}
	}
}

// A turn moves on when the range does, at once, and not for what is not in it.
func TestTurnOfARange(t *testing.T) {
	w := newTown(t)
	about := number(143)
	place, _ := private.PlaceOf(about)
	turn := w.RangeTurn(place.Prefix)
	moved := func(when string, want bool) {
		t.Helper()
		next := w.RangeTurn(place.Prefix)
		if (next != turn) != want {
			t.Errorf("%s: moved %v, want %v", when, next != turn, want)
		}
		turn = next
	}
	w.say(about, 1, report.Bad)
	w.settle()
	moved("one report, which lists nobody", false)
	for network := range uint8(8) {
		w.say(about, network, report.Bad)
	}
	w.settle()
	if !w.lookup(about).Listed {
		t.Fatal("not listed")
	}
	moved("listed", true)
	w.settle()
	moved("nothing happened", false)
	w.say(key("+13035550143"), 1, report.Bad)
	w.settle()
	moved("another range", false)
	w.must(w.store.Decide(context.Background(), reputation.Decision{ID: "1", Subject: about, At: w.now, Kind: reputation.Dispute}))
	w.must(w.ProjectNow(context.Background(), about))
	p, err := w.store.Projection(context.Background(), about)
	w.must(err)
	w.Show([]reputation.Projection{p})
	moved("contested, and not followed yet", true)
	if r, _, err := w.Range(place.Prefix); err != nil || r.Decide(place).Listed {
		t.Errorf("contested: %+v, %v", r, err)
	}
}

// TestOpenBlocks has a call centre rotate through a ten.
func TestOpenBlocks(t *testing.T) {
	w := newTown(t)
	place, _ := private.PlaceOf(number(139))
	for i := range 6 {
		w.say(number(130+i), uint8(i), report.Bad)
	}
	w.settle()
	if r, _, err := w.Range(place.Prefix); err != nil || !r.Decide(place).Open {
		t.Errorf("%+v, %v", r, err)
	}
	free := key("+18005550139") // nobody who calls has such a number, so it says nothing of those around it
	for i := range 6 {
		w.say(key(fmt.Sprintf("+1800555013%d", i)), uint8(i), report.Bad)
	}
	w.settle()
	place, _ = private.PlaceOf(free)
	if r, _, err := w.Range(place.Prefix); err != nil || r.Decide(place).Open {
		t.Errorf("a block of toll-free numbers: %+v, %v", r, err)
	}
}

func TestRangeOfAnIndexThatIsNotLoaded(t *testing.T) {
	if _, _, err := New(Config{Clock: time.Now}).Range(0); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

// TestRangesBesideChanges is for the race detector; in the end all is as it should be.
func TestRangesBesideChanges(t *testing.T) {
	w := newTown(t)
	w.Index = New(Config{Store: w.store, Clock: w.clock, MergeAt: 2})
	w.load()
	place, _ := private.PlaceOf(number(120))
	done := make(chan struct{})
	var beside sync.WaitGroup
	beside.Go(func() {
		var last uint64
		for {
			select {
			case <-done:
				return
			default:
			}
			_, turn, err := w.Range(place.Prefix)
			if _, ok := w.BySHA1(sha1.Sum([]byte("+12025550103"))); !ok || err != nil || turn < last {
				t.Errorf("turn %d after %d, %v, %v", turn, last, ok, err)
				return
			}
			last = turn
		}
	})
	for n := range 60 {
		for network := range uint8(8) {
			w.say(number(120+n%6), network+uint8(n), report.Bad)
		}
		w.settle()
	}
	close(done)
	beside.Wait()
	all := make([]subject.Key, 100)
	for n := range all {
		all[n] = number(100 + n)
	}
	w.inRange(all[5:])
}

// BenchmarkFill starts with a million listed numbers.
func BenchmarkFill(b *testing.B) {
	base := &base{}
	for n := range uint64(1_000_000) {
		base.numbers = append(base.numbers, 8_613_000_000_000+n*6999)
		base.packed = append(base.packed, reputation.Pack(reputation.Judgement{Listed: true, Verdict: reputation.Scam, Score: 80}))
	}
	s := newShelves()
	for b.Loop() {
		s.fill(base, time.Now())
		s.of(0) // waits
	}
}
