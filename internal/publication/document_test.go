package publication_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
	"weak"

	"github.com/klauspost/compress/zstd"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

func (w *town) document(p *publication.Publication, name string, since uint64, most int) *publication.Document {
	w.Helper()
	d, err := p.Document(name, since, most)
	w.must(err)
	return d
}

func TestDocument(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	if _, err := p.Document("numbers.json", 0, 0); !errors.Is(err, fault.Unavailable) {
		t.Errorf("before the first version: %v", err)
	}
	w.confirm(number(1), number(2))
	w.publish(p, true)
	first := p.List().Version()
	w.pass(time.Minute)
	w.confirm(number(3))
	w.decide(reputation.Clear, number(1))
	w.publish(p, true)
	newest := p.List().Version()
	for _, since := range []uint64{0, first, newest} {
		for _, most := range []int{0, 1} {
			delta, err := p.List().Since(since)
			w.must(err)
			if since == 0 && most > 0 {
				delta = delta.Most(most)
			}
			for _, name := range p.List().Names() {
				format, _ := listing.FormatNamed(name)
				if format.WholeAlone && since > 0 {
					continue
				}
				d := w.document(p, name, since, most)
				if want := format.Append(nil, &delta); !bytes.Equal(d.Body, want) || d.Sum != sha256.Sum256(want) || d.Media != format.Media {
					t.Errorf("%s since %d, at most %d, is\n%s\nwant\n%s", name, since, most, d.Body, want)
				}
				if d.Base != since || d.Version != newest || !d.At.Equal(w.now) || d.Demo {
					t.Errorf("%s since %d: base %d, version %d of %s, demonstration %v", name, since, d.Base, d.Version, d.At, d.Demo)
				}
			}
		}
	}
	for name, want := range map[string]error{"nonsense.json": publication.ErrNoFeed, "": publication.ErrNoFeed, "manifest": publication.ErrNoFeed} {
		if _, err := p.Document(name, 0, 0); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	for since, want := range map[uint64]error{first + 1: listing.ErrGone, first - 1: listing.ErrGone, newest + 1: listing.ErrFuture, ^uint64(0): listing.ErrFuture} {
		for range 2 {
			if _, err := p.Document("numbers.json", since, 0); !errors.Is(err, want) {
				t.Errorf("since %d: %v, want %v", since, err, want)
			}
		}
	}
}

func TestAFormatWithoutDeltasHasTheWholeListForEveryVersion(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.confirm(number(1))
	w.publish(p, true)
	whole := w.document(p, "live-caller-id.txtpb", 0, 0)
	if d := w.document(p, "live-caller-id.txtpb", p.List().Version(), 0); d.Base != 0 || !bytes.Equal(d.Body, whole.Body) {
		t.Errorf("base %d, %q", d.Base, d.Body)
	}
}

func TestADocumentSaysThatTheDataAreADemonstration(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	demo := false
	p.Demo = func() bool { return demo }
	w.publish(p, true)
	before := w.document(p, "numbers.json", 0, 0)
	demo = true
	if after := w.document(p, "numbers.json", 0, 0); before.Demo || !after.Demo || bytes.Equal(before.Body, after.Body) {
		t.Errorf("before %v %s, after %v %s", before.Demo, before.Body, after.Demo, after.Body)
	}
}

func TestCoded(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.confirm(number(1))
	w.publish(p, true)
	d := w.document(p, "numbers.json", 0, 0)
	for coding, open := range map[publication.Coding]func(io.Reader) (io.Reader, error){
		publication.Gzip: func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		publication.Zstd: func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	} {
		coded, again := d.Coded(coding), d.Coded(coding)
		r, err := open(bytes.NewReader(coded))
		w.must(err)
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, d.Body) {
			t.Errorf("%s: %q, %v", coding, got, err)
		}
		if &coded[0] != &again[0] {
			t.Errorf("%s is made again", coding)
		}
	}
}

// TestAllWhoAskForADocumentGetTheOneThatIsMade, also in its coded forms.
func TestAllWhoAskForADocumentGetTheOneThatIsMade(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.publish(p, true)
	got := make([]*publication.Document, 50)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			got[i], _ = p.Document("numbers.json", 0, 0)
			got[i].Coded(publication.Zstd)
		})
	}
	all.Wait()
	if len(slices.Compact(got)) != 1 || got[0] == nil {
		t.Error("it was made more than once")
	}
}

// TestADocumentThatIsSentStaysWhatItIs while new versions are published, and nobody gets it then.
func TestADocumentThatIsSentStaysWhatItIs(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.confirm(number(1))
	w.publish(p, true)
	sent := w.document(p, "numbers.csv", 0, 0)
	before := bytes.Clone(sent.Body)
	w.pass(time.Minute)
	w.decide(reputation.Clear, number(1))
	w.publish(p, true)
	now := w.document(p, "numbers.csv", 0, 0)
	if !bytes.Equal(sent.Body, before) || bytes.Equal(now.Body, before) || len(sent.Coded(publication.Gzip)) == 0 {
		t.Errorf("sent %q, was %q, now %q", sent.Body, before, now.Body)
	}
}

// TestDocumentsOfAnOldVersionAreLetGo when nobody sends them any more.
func TestDocumentsOfAnOldVersionAreLetGo(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.publish(p, true)
	old := weak.Make(w.document(p, "numbers.json", 0, 0))
	runtime.GC()
	if old.Value() == nil {
		t.Fatal("what is asked for now is not kept")
	}
	w.confirm(number(1))
	w.publish(p, true)
	runtime.GC()
	if old.Value() != nil {
		t.Error("a list that nobody can ask for is kept")
	}
	runtime.KeepAlive(p)
}

// TestFewDocumentsAreKept where there is little room, and those that were asked for last.
func TestFewDocumentsAreKept(t *testing.T) {
	w := quietTown(t)
	p := publication.New(publication.Config{Store: w.store, Lookups: w.process().Lookups, Keys: w.keys, Clock: w.clock, Cache: 5000})
	w.confirm(number(1), number(2))
	w.publish(p, true)
	first := w.document(p, "numbers.json", 0, 0)
	codes := []int{30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54}
	for i, code := range codes {
		w.document(p, fmt.Sprintf("callkit/%d.json", code), 0, 0)
		if w.document(p, "numbers.json", 0, 0) != first {
			t.Fatalf("what is asked for all the time is made again, after %d others", i+1)
		}
	}
	_, err := p.Manifest()
	if w.must(err); w.document(p, "numbers.json", 0, 0) != first {
		t.Error("the manifest, for which every file is written, pushed one out")
	}
	old := w.document(p, "numbers.rfl", 0, 0)
	for _, code := range codes {
		w.document(p, fmt.Sprintf("callkit/%d.json", code), 0, 0)
	}
	if w.document(p, "numbers.rfl", 0, 0) == old {
		t.Error("twenty documents are kept in the room of a few")
	}
}

// TestFewBoundsHaveADocumentOfTheirOwn: whoever asks for one bound after another has few lists made, and those that bound nothing none.
func TestFewBoundsHaveADocumentOfTheirOwn(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	for n := range 12 {
		w.confirm(number(n))
	}
	w.publish(p, true)
	whole := w.document(p, "numbers.csv", 0, 0)
	for most, want := range map[int]int{1: 1, 2: 2, 3: 2, 4: 2, 5: 5, 9: 5, 10: 10, 11: 10} {
		d := w.document(p, "numbers.csv", 0, most)
		if got := bytes.Count(d.Body, []byte("\n")) - 1; got != want || d == whole || w.document(p, "numbers.csv", 0, want) != d {
			t.Errorf("at most %d: %d, want the list of %d", most, got, want)
		}
	}
	for most := 12; most < 112; most++ {
		if w.document(p, "numbers.csv", 0, most) != whole {
			t.Errorf("at most %d of 12 is a document of its own", most)
		}
	}
}

// TestWhatIsOnItsWayIsBounded: readers share a document, and what would be too much waits until others have theirs.
func TestWhatIsOnItsWayIsBounded(t *testing.T) {
	w := quietTown(t)
	p := publication.New(publication.Config{Store: w.store, Lookups: w.process().Lookups, Keys: w.keys, Clock: w.clock, Cache: 100 << 10})
	w.confirm(number(1))
	w.publish(p, true)
	w.pass(time.Minute)
	w.long(p, 5000)
	one, another, little := w.document(p, "numbers.json", 0, 0), w.document(p, "phoneblock.json", 0, 0), w.document(p, "numbers.csv", 0, 100)
	first, err := one.Lend()
	w.must(err)
	second, err := one.Lend()
	w.must(err)
	_, err = little.Lend()
	w.must(err)
	for _, back := range []func(){first, second} {
		if _, err := another.Lend(); !errors.Is(err, fault.Unavailable) {
			t.Errorf("another one while there is a reader: %v", err)
		}
		back()
	}
	_, err = another.Lend()
	w.must(err)
}

// long publishes a list of so many numbers more as another process would.
func (w *town) long(p *publication.Publication, entries int) {
	w.Helper()
	old := p.List()
	var what reputation.Packed
	for e := range old.Entries() {
		what = e.What
	}
	var numbers iter.Seq2[subject.Key, reputation.Packed] = func(yield func(subject.Key, reputation.Packed) bool) {
		for n := range entries {
			if !yield(key(fmt.Sprintf("+8613%09d", n)), what) {
				return
			}
		}
	}
	changes := old.Compared(numbers)
	_, err := w.store.Publish(w.Context(), listing.NewEdition(old.Next(changes, w.clock()), changes), old.Version())
	w.must(err)
	w.must(p.CatchUp(w.Context()))
}
