package projection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

// introduce says something about each of these numbers and shows it in one stroke.
func (w *world) introduce(numbers ...subject.Key) {
	w.t.Helper()
	said := make([]reputation.Statement, len(numbers))
	for i, number := range numbers {
		said[i] = w.statement(number, uint8(number.LastTwo()))
	}
	n, err := w.Projector.Introduce(context.Background(), said)
	w.must(err)
	if n != len(numbers) {
		w.t.Errorf("%d of %d statements were new", n, len(numbers))
	}
}

// A real stream is introduced in three parts, each with numbers that are new and numbers that are not.
func TestWhatIsIntroducedIsShownAsIfItHadBeenProjected(t *testing.T) {
	w := newWorld(t)
	rows := complaints(t)
	var parts [3][]reputation.Statement
	for i, c := range rows {
		w.now = c.day
		said := w.statement(c.number, uint8(i))
		parts[i%3] = append(parts[i%3], said)
	}
	for _, said := range parts {
		slices.SortFunc(said, func(a, b reputation.Statement) int { return strings.Compare(a.Subject.String(), b.Subject.String()) })
		n, err := w.Projector.Introduce(context.Background(), said)
		w.must(err)
		if n != len(said) {
			t.Errorf("%d of %d statements were new", n, len(said))
		}
		w.sweep()
		w.sweep() // neighbours that the first hastened
		if f := w.verify(); f.Pending != 0 || len(f.Differences) != 0 {
			t.Errorf("%d pending, %v", f.Pending, f.Differences)
		}
	}
	w.shownIsFresh()
	for _, said := range parts {
		if n, err := w.Projector.Introduce(context.Background(), said); n != 0 || err != nil {
			t.Errorf("introduced again: %d new, %v", n, err)
		}
	}
}

func TestANumberThatIsNewIsShownAtOnce(t *testing.T) {
	w := newWorld(t)
	w.introduce(w.key("+12025550143"), w.key("+12025550144"))
	if f := w.verify(); f.Subjects != 2 || f.Pending != 0 || len(f.Differences) != 0 {
		t.Errorf("%+v", f)
	}
}

// Numbers of a block are introduced while others of it are reported, each before the others are kept.
func TestNumbersIntroducedBesideOthersLearnOfEachOther(t *testing.T) {
	w := newWorld(t)
	var numbers []subject.Key
	for i := range 6 {
		numbers = append(numbers, w.key(fmt.Sprintf("+1202555013%d", i)))
	}
	other := New(w.Config)
	w.Projector.Store = &racing{w.Store, func() {
		for i := range 3 {
			w.say(numbers[i], uint8(i))
		}
		w.must(other.ProjectNow(context.Background(), numbers[:3]...))
	}}
	w.introduce(numbers[3:]...)
	w.sweep()
	w.knowEachOther()
}

// counting counts how often blocks are read.
type counting struct {
	store.Store
	reads int
}

func (s *counting) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	s.reads++
	return s.Store.Blocks(ctx, blocks...)
}

func TestBlocksThatNobodyElseWroteInAreReadOnce(t *testing.T) {
	w := newWorld(t)
	counted := &counting{Store: w.Store}
	w.Projector.Store = counted
	w.introduce(w.key("+12025550143"), w.key("+12025550144"), w.key("+12025550145"))
	w.introduce(w.key("+12025550146"), w.key("+12025550147"))
	if counted.reads != 2 {
		t.Errorf("blocks were read %d times for 2 calls", counted.reads)
	}
	w.sweep()
	w.knowEachOther()
}
