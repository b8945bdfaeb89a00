package projection

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

// tampered is a store whose projections were changed behind its back.
type tampered struct {
	store.Store
	change func(*reputation.Projection)
}

func (s tampered) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	p, err := s.Store.Projection(ctx, about)
	s.change(&p)
	return p, err
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		what   string
		change func(*reputation.Projection)
	}{
		{"established bad sums", func(p *reputation.Projection) { p.Tally.Bad[1] *= 1 + 1e-8 }},
		{"number of live statements", func(p *reputation.Projection) { p.Tally.Live++ }},
		{"share in the block", func(p *reputation.Projection) { p.Tally.Child.Bad /= 2 }},
		{"days", func(p *reputation.Projection) { p.Tally.Days = nil }},
		{"categories", func(p *reputation.Projection) { p.Tally.Categories = nil }},
		{"decisions", func(p *reputation.Projection) { p.Tally.Standing.Official = true }},
		{"neighbours", func(p *reputation.Projection) { p.Neighbours = 1 }},
		{"projected with formula 0, not 3: run ringfence rebuild", func(p *reputation.Projection) { p.Formula = 0 }},
	} {
		t.Run(test.what, func(t *testing.T) {
			w := newWorld(t)
			w.say(w.key("+12025550143"), 1)
			w.sweep()
			w.Projector.Store = tampered{w.Store, test.change}
			f := w.verify()
			if len(f.Differences) != 1 || f.Differences[0].What != test.what {
				t.Errorf("found %+v", f.Differences)
			}
		})
	}
}

func TestRebuildMendsAndCanBeInterrupted(t *testing.T) {
	w := newWorld(t)
	for i := range batch + 50 {
		w.say(w.key(fmt.Sprintf("qq/1%04d", i)), 1)
	}
	w.sweep()
	keys, err := w.Subjects(context.Background(), subject.Key{}, 2*batch)
	w.must(err)
	for _, key := range keys { // spoil every projection
		p, err := w.Projection(context.Background(), key)
		w.must(err)
		p.Revision++
		p.Tally.Live = 7
		_, err = w.Save(context.Background(), []reputation.Save{{Projection: p}})
		w.must(err)
	}
	ctx, interrupt := context.WithCancel(context.Background())
	if n, err := w.Rebuild(ctx, func(int, int) { interrupt() }); !errors.Is(err, context.Canceled) || n == 0 || n == batch+50 {
		t.Errorf("interrupted after %d subjects: %v", n, err)
	}
	if f := w.verify(); len(f.Differences) == 0 || len(f.Differences) == batch+50 {
		t.Errorf("half a rebuild leaves %d differences", len(f.Differences))
	}
	var last, total int
	if n, err := w.Rebuild(context.Background(), func(d, t int) { last, total = d, t }); err != nil || n != batch+50 || last != n || total != n {
		t.Errorf("rebuilt %d, progress %d of %d, %v", n, last, total, err)
	}
	if f := w.verify(); len(f.Differences) != 0 || f.Subjects != batch+50 {
		t.Errorf("after the rebuild: %+v", f)
	}
}

// damagedStore cannot read what is kept of one subject.
type damagedStore struct {
	store.Store
	about subject.Key
}

func (s damagedStore) Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error) {
	if slices.Contains(about, s.about) {
		return nil, fault.Damaged
	}
	return s.Store.Tally(ctx, about, asOf)
}

func TestOneUnreadableRecordStopsNobodyElse(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.say(w.key(fmt.Sprintf("qq/1000%d", i)), 1)
	}
	bad := w.key("qq/10002")
	w.Projector.Store = damagedStore{w.Store, bad}
	w.sweep()
	if _, err := w.Projection(context.Background(), w.key("qq/10004")); err != nil {
		t.Errorf("another subject is not shown: %v", err)
	}
	if f := w.verify(); f.Subjects != 5 || len(f.Differences) != 1 || f.Differences[0].Subject != bad {
		t.Errorf("verify: %+v", f)
	}
	if n, err := w.Rebuild(context.Background(), func(int, int) {}); n != 4 || err == nil {
		t.Errorf("rebuilt %d, %v; one cannot be", n, err)
	}
	w.Projector.Store = w.Store
	if n, err := w.Rebuild(context.Background(), func(int, int) {}); n != 5 || err != nil {
		t.Errorf("once its records can be read again: rebuilt %d, %v", n, err)
	}
}

// damagedProjections cannot read what it keeps of one number: neither alone nor in its block, and so every save
// of it is refused.
type damagedProjections struct {
	store.Store
	about subject.Key
	saves int
}

func (s *damagedProjections) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	if about == s.about {
		return reputation.Projection{}, fault.Damaged
	}
	return s.Store.Projection(ctx, about)
}

func (s *damagedProjections) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	found, err := s.Store.Blocks(ctx, blocks...)
	return slices.DeleteFunc(found, func(n reputation.Neighbour) bool { return n.Subject == s.about }), err
}

func (s *damagedProjections) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	s.saves++
	return s.Store.Save(ctx, saves)
}

func TestAnUnreadableProjectionStandsBack(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	w.sweep()
	w.say(number, 2)
	s := &damagedProjections{Store: w.Store, about: number}
	w.Projector.Store = s
	w.sweep()
	tried := s.saves
	w.sweep()
	w.sweep()
	if s.saves != tried {
		t.Errorf("saved %d times, and %d more when it was known to be in vain", tried, s.saves-tried)
	}
}
