package rollup

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/store/mem"
)

func (w *town) reads() {
	w.Helper()
	w.ok(w.trends.CatchUp(w.Context()))
}

// TestEveryProcessHandsOutWhatIsStored, from memory and also while the store is away.
func TestEveryProcessHandsOutWhatIsStored(t *testing.T) {
	w := newTown(t)
	other := w.process(&gone{Store: w.store})
	w.same("before it caught up", other.AsOf(), time.Time{})
	w.same("weeks before it caught up", len(other.Book().Weeks()), 0)
	receipts := w.at(0, 9).crowd(20, loan())
	w.at(2, 1).counts()
	example := trend.Example{ID: "one", Receipt: receipts[0], Category: "loan", Kind: "call", Lang: "en", Text: "They knew my loan.", ApprovedAt: monday, By: "Ling"}
	w.ok(w.store.PutExample(t.Context(), example))
	w.ok(other.CatchUp(t.Context()))
	w.same("figure", other.Book().At(loans, thisWeek), open(20))
	texts, known := other.Examples()
	w.same("examples", texts, []trend.Example{example})
	w.same("examples are known", known, true)
	w.same("as of", other.AsOf(), w.now)
	book := other.Book()
	w.at(3, 0)
	w.ok(other.CatchUp(t.Context()))
	if other.Book() != book {
		t.Error("nothing changed, and the book is another one")
	}
	asOf := w.now
	other.Store.(*gone).away = true
	w.at(4, 0)
	if err := other.CatchUp(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("without the store: %v", err)
	}
	if other.Book() != book || !other.AsOf().Equal(asOf) {
		t.Errorf("without the store there is another book, as of %v", other.AsOf())
	}
}

// gone is a store that can be away, or fail to return figures.
type gone struct {
	Store
	away, noFigures bool
}

func (g *gone) ShownExamples(ctx context.Context) ([]trend.Example, error) {
	if g.away {
		return nil, fault.Unavailable
	}
	return g.Store.ShownExamples(ctx)
}

func (g *gone) Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error) {
	if g.away || g.noFigures {
		return nil, fault.Unavailable
	}
	return g.Store.Weeks(ctx, from, limit)
}

// approves has everybody see a text of each of these reports.
func (w *town) approves(receipts ...report.ReceiptHash) {
	w.Helper()
	for i, receipt := range receipts {
		e := trend.Example{ID: string(rune('a' + i)), Receipt: receipt, Category: "loan", Kind: "call", Lang: "en", Text: "They knew.", ApprovedAt: monday, By: "Ling"}
		w.ok(w.store.PutExample(w.Context(), e))
	}
}

// TestWordsAreNotShownLongWithoutTheStore: somebody may have withdrawn them elsewhere. Figures are.
func TestWordsAreNotShownLongWithoutTheStore(t *testing.T) {
	w := newTown(t)
	receipts := w.at(0, 9).crowd(20, loan())
	w.approves(receipts[:2]...)
	w.at(2, 1).counts()
	s := &gone{Store: w.store}
	other := w.process(s)
	w.ok(other.CatchUp(t.Context()))
	w.ok(w.store.Withdraw(t.Context(), receipts[0]))
	s.away = true
	w.now = w.now.Add(shownWithin)
	if err := other.CatchUp(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("without the store: %v", err)
	}
	w.same("for five minutes", ids(other), "ab")
	w.now = w.now.Add(time.Second)
	w.same("after five minutes", ids(other), "")
	if _, known := other.Examples(); known {
		t.Error("after five minutes texts are said to be known")
	}
	w.same("figure", other.Book().At(loans, thisWeek), open(20))
	s.away = false
	w.ok(other.CatchUp(t.Context()))
	w.same("with the store", ids(other), "b")
}

// What was withdrawn goes though figures cannot be read.
func TestWordsGoThoughFiguresCannotBeRead(t *testing.T) {
	w := newTown(t)
	receipts := w.at(0, 9).crowd(20, loan())
	w.approves(receipts[:2]...)
	w.at(2, 1).counts()
	s := &gone{Store: w.store}
	other := w.process(s)
	w.ok(other.CatchUp(t.Context()))
	read := w.now
	w.ok(w.store.Withdraw(t.Context(), receipts[0]))
	s.noFigures = true
	w.now = w.now.Add(time.Minute)
	if err := other.CatchUp(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("without figures: %v", err)
	}
	w.same("texts", ids(other), "b")
	w.same("figures as of", other.AsOf(), read)
}

// Closed weeks are not read each minute, and all are each hour: also that the store was put back to an older state is noticed.
func TestAStoreThatWasPutBack(t *testing.T) {
	w := newTown(t)
	s := &seen{Store: w.store}
	w.trends.Store = s
	for week := range 4 {
		w.at(7*week, 9).crowd(20, loan())
	}
	w.at(24, 1).counts()
	w.reads()
	w.same("weeks", w.trends.Book().Weeks(), []trend.Week{thisWeek, thisWeek.Add(1), thisWeek.Add(2), thisWeek.Add(3)})
	s.from = nil
	w.now = w.now.Add(time.Minute)
	w.reads()
	w.same("read from", s.from, []trend.Week{thisWeek.Add(2)})
	s.Store = mem.New()
	w.now = w.now.Add(time.Minute)
	w.reads()
	w.same("weeks a minute later", w.trends.Book().Weeks(), []trend.Week{thisWeek, thisWeek.Add(1)})
	w.now = w.now.Add(reread)
	w.reads()
	w.same("weeks an hour later", len(w.trends.Book().Weeks()), 0)
}

// seen notes from which weeks on roll-ups are asked for.
type seen struct {
	Store
	from []trend.Week
}

func (s *seen) Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error) {
	s.from = append(s.from, from)
	return s.Store.Weeks(ctx, from, limit)
}

// Two years are held, however they are asked for.
func TestTwoYearsAreHeld(t *testing.T) {
	w := newTown(t)
	for week := range weeksHeld + 20 {
		of := thisWeek.Add(-week)
		if _, err := w.store.SaveWeek(t.Context(), trend.Rollup{Week: of, AsOf: of.ClosesAt(), Closed: true}); err != nil {
			t.Fatal(err)
		}
	}
	w.reads()
	weeks := w.trends.Book().Weeks()
	if len(weeks) != weeksHeld || weeks[0] != thisWeek.Add(1-weeksHeld) || weeks[weeksHeld-1] != thisWeek {
		t.Errorf("%d weeks from %v", len(weeks), weeks[0])
	}
}

// What is withdrawn is not shown any more, at once and also by a reading that began before.
func TestAnExampleGoesWithItsReport(t *testing.T) {
	w := newTown(t)
	receipts := w.at(0, 9).crowd(2, loan())
	w.approves(receipts...)
	w.reads()
	s := &late{Store: w.store}
	w.trends.Store = s
	s.then = func() {
		w.ok(w.store.Withdraw(t.Context(), receipts[0]))
		w.trends.Forget(receipts[0])
		w.same("at once", ids(w.trends), "b")
	}
	w.reads()
	w.same("after a reading that began before", ids(w.trends), "b")
	s.then = func() {}
	w.reads()
	w.same("after the next", ids(w.trends), "b")
	w.trends.Forget(report.ReceiptHash{1})
	w.same("another report", ids(w.trends), "b")
}

// A text is handed out while its report counts, in this process as soon as it is asked for; before it ever read any it reads none.
func TestAnExampleIsShownWhileItsReportCounts(t *testing.T) {
	w := newTown(t)
	receipts := w.at(0, 9).crowd(2, loan())
	w.approves(receipts...)
	w.trends.Show(t.Context())
	w.same("before any was read", ids(w.trends), "")
	w.reads()
	r, err := w.store.Testimony(t.Context(), receipts[0])
	w.ok(err)
	w.ok(w.store.Overturn(t.Context(), number, r.Report))
	w.trends.Show(t.Context())
	w.same("overturned", ids(w.trends), "b")
	w.ok(w.store.Reinstate(t.Context(), number, r.Report))
	w.reads()
	w.same("reinstated", ids(w.trends), "ab")
}

// late does something once it was asked for examples.
type late struct {
	Store
	then func()
}

func (l *late) ShownExamples(ctx context.Context) ([]trend.Example, error) {
	examples, err := l.Store.ShownExamples(ctx)
	l.then()
	return examples, err
}

func ids(t *Trends) (all string) {
	texts, _ := t.Examples()
	for _, e := range texts {
		all += e.ID
	}
	return all
}

// A burst is found at the next look, once, and shown until two weeks after it was last seen to go on.
func TestTheLifeOfABurst(t *testing.T) {
	w := season(newTown(t))
	w.counts()
	w.reads()
	found := w.trends.Bursts()
	began := w.now.Add(-settles).Truncate(trend.BurstEvery)
	if len(found) != 3 || !found[0].FoundAt.Equal(began) || !found[0].LastAt.Equal(began) {
		t.Fatalf("found %+v", found)
	}
	w.now = w.now.Add(5 * time.Minute)
	w.counts()
	w.reads()
	w.same("before the next look", w.trends.Bursts(), found)
	w.now = w.now.Add(24 * time.Hour)
	w.counts()
	w.reads()
	later := w.trends.Bursts()
	if len(later) != 3 || later[0].ID != found[0].ID || !later[0].FoundAt.Equal(began) || !later[0].LastAt.After(began) {
		t.Errorf("a day later: %+v, before %+v", later, found)
	}
	for range 7 {
		w.now = w.now.Add(24 * time.Hour)
		w.counts()
	}
	last := w.now
	w.reads()
	w.same("after a week", len(w.trends.Bursts()), 3)
	w.now = last.Add(15 * 24 * time.Hour)
	w.counts()
	w.reads()
	w.same("when it was over for long", len(w.trends.Bursts()), 0)
}

// What is shown no more stays what was told of its week: as it was read while it was shown, and when all is read anew.
func TestAWeekKeepsItsBursts(t *testing.T) {
	w := season(newTown(t))
	w.counts()
	w.reads()
	told := w.trends.Bursts()
	week := trend.WeekOf(told[0].FoundAt)
	over := told[len(told)-1].LastAt.Add(trend.BurstShown)
	for _, c := range []struct {
		name  string
		now   time.Time
		shown bool
	}{
		{"to its end", over, true},
		{"a minute later", over.Add(time.Minute), false},
		{"two minutes later", over.Add(2 * time.Minute), false},
		{"when all was read anew", over.Add(2 * reread), false},
		{"years later", over.AddDate(9, 0, 0), false},
	} {
		w.now = c.now
		w.reads()
		w.same(c.name+", shown", len(w.trends.Bursts()) > 0, c.shown)
		w.same(c.name, w.trends.BurstsIn(week), told)
		w.same(c.name+", the week before", len(w.trends.BurstsIn(week.Add(-1))), 0)
		w.same(c.name+", the week after", len(w.trends.BurstsIn(week.Add(1))), 0)
	}
	w.now = over.Add(time.Minute)
	w.reads()
	again := told[0]
	again.LastAt = again.LastAt.Add(trend.BurstShown) // at the last look that counts, which was counted late
	if err := w.store.SaveBurst(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	w.now = over.Add(11 * time.Minute)
	w.reads()
	w.same("seen again when it was shown no more", len(w.trends.BurstsIn(week)), len(told))
	w.same("and shown", len(w.trends.Bursts()), 1)
	w.now = over.AddDate(11, 0, 0)
	w.reads()
	w.same("after more than ten years", len(w.trends.BurstsIn(week)), 0)
}
