package rollup

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

func loan() said { return said{category: "loan"} }

// TestTheLifeOfAWeek: it is counted at its stages and not between, in steps until it closes, without what was withdrawn and with what came
// late; then it stays.
func TestTheLifeOfAWeek(t *testing.T) {
	w := newTown(t)
	receipts := w.at(0, 9).crowd(18, loan())
	w.at(1, 23).counts()
	w.tells("before the first stage", loans, thisWeek, trend.Figure{})
	w.at(2, 0).counts()
	w.tells("while reports may still be on their way", loans, thisWeek, trend.Figure{})
	w.now = w.now.Add(settles)
	w.counts()
	w.tells("on Wednesday", loans, thisWeek, open(15))
	w.crowd(9, loan())
	w.at(3, 12).counts()
	w.tells("on Thursday", loans, thisWeek, open(15))
	w.at(4, 1).counts()
	w.tells("on Friday", loans, thisWeek, open(25))
	for _, receipt := range receipts[:3] {
		w.ok(w.store.Withdraw(t.Context(), receipt))
	}
	w.at(6, 0).counts()
	w.tells("with three withdrawn, on Saturday", loans, thisWeek, open(25))
	w.at(7, 1).counts()
	w.tells("with three withdrawn, on Monday", loans, thisWeek, open(20))
	w.at(13, 22).says(said{category: "loan", at: monday.AddDate(0, 0, 6).Add(23 * time.Hour)})
	w.says(loan())
	w.now = monday.AddDate(0, 0, 14).Add(settles - time.Second)
	w.counts()
	w.tells("a moment before it closes", loans, thisWeek, open(20))
	w.now = w.now.Add(time.Second)
	w.counts()
	w.tells("closed, with one that came late", loans, thisWeek, closed(25))
	for _, receipt := range receipts[3:] {
		w.ok(w.store.Withdraw(t.Context(), receipt))
	}
	w.at(20, 0).counts()
	w.tells("with all withdrawn", loans, thisWeek, closed(25))
}

// A week is that in which it happened, by the clock of UTC, whenever it is told.
func TestTheEdgesOfAWeek(t *testing.T) {
	w := newTown(t)
	w.now = monday.Add(-time.Minute)
	w.crowd(15, loan())
	w.now = monday
	w.crowd(16, loan())
	w.crowd(1, said{category: "loan", at: monday.Add(-time.Second)})
	w.now = monday.AddDate(0, 0, 7).Add(-time.Minute)
	w.crowd(2, loan())
	w.at(7, 0).crowd(17, loan())
	w.at(23, 0).counts()
	w.tells("the week before", loans, thisWeek.Add(-1), closed(16))
	w.tells("this week", loans, thisWeek, closed(18))
	w.tells("the week after", loans, thisWeek.Add(1), closed(17))
}

// A service that was off closes late what can still be read, and the rest is missing, which is not the same as fewer than can be shown.
func TestWeeksWhileTheServiceWasOff(t *testing.T) {
	w := newTown(t)
	for week := range 5 {
		w.at(7*week, 9).crowd(20+week, loan())
	}
	w.at(2, 1).counts()
	w.tells("counted once", loans, thisWeek, open(20))
	w.at(0, 0).now = monday.Add(readable + 7*24*time.Hour)
	w.counts()
	w.tells("never closed", loans, thisWeek, open(20))
	w.tells("of which a day can no longer be read", loans, thisWeek.Add(1), trend.Figure{})
	w.tells("closed late", loans, thisWeek.Add(2), closed(22))
	w.tells("closed in time", loans, thisWeek.Add(3), closed(23))
	w.tells("open", loans, thisWeek.Add(4), open(20))
	w.tells("in which nothing was told", loans, thisWeek.Add(5), trend.Figure{Status: trend.Suppressed, Open: true})
}

// A week whose keys are gone though they should not be is not counted as if nothing had been said in it.
func TestAWeekOfWhichTheKeysAreGone(t *testing.T) {
	w := newTown(t)
	w.at(0, 9).crowd(20, loan())
	w.at(2, 1).counts()
	if _, err := w.ring.Expire(monday.AddDate(0, 0, 60)); err != nil {
		t.Fatal(err)
	}
	w.at(4, 1).counts()
	w.tells("on Friday", loans, thisWeek, open(20))
	w.same("as of", w.stored()[0].AsOf, monday.AddDate(0, 0, 2))
}

// Before its first report the service was not there; weeks after it in which nobody told anything are counted.
func TestTheFirstWeekIsThatOfTheFirstReport(t *testing.T) {
	w := newTown(t)
	w.at(3, 0).counts()
	w.same("without reports", len(w.stored()), 0)
	w.at(7, 9).crowd(15, said{category: "loan", at: monday.AddDate(0, 0, 6)}) // of the week before, in which nobody could tell it
	w.at(27, 1).counts()
	w.tells("the week before", loans, thisWeek, trend.Figure{})
	w.tells("the first", loans, thisWeek.Add(1), trend.Figure{Status: trend.Suppressed})
	w.tells("the second", loans, thisWeek.Add(2), trend.Figure{Status: trend.Suppressed, Open: true})
}

// New ranges of a week are those of whose numbers the first was reported in it, where several are listed.
func TestNewRanges(t *testing.T) {
	w := newTown(t)
	w.open = []index.Open{
		{Block: "+120255501", Numbers: 4, Since: monday.AddDate(0, 0, 6), Category: "loan"},
		{Block: "+120255502", Numbers: 9, Since: monday.AddDate(0, 0, -1), Category: "survey"},
		{Block: "+120255503", Numbers: 2, Since: monday},
		{Block: "+120255505", Numbers: 1, Since: monday},
		{Block: "+120255504", Numbers: 7, Since: monday.AddDate(0, 0, 7)},
	}
	w.at(0, 9).says(loan())
	w.at(14, 1).counts()
	want := []trend.Range{{Block: "+120255501", Category: "loan", Numbers: 4}, {Block: "+120255503", Numbers: 2}}
	w.same("ranges", w.stored()[0].Ranges, want)
}

func TestMostRangesOfAWeek(t *testing.T) {
	w := newTown(t)
	for i := range mostRanges + 1 {
		w.open = append(w.open, index.Open{Block: "+" + string(rune('1'+i/100)) + "2025550" + string(rune('0'+i/10%10)) + string(rune('0'+i%10)), Numbers: 3 + i%3, Since: monday})
	}
	w.open[0].Numbers = 2
	w.at(0, 9).says(loan())
	w.at(14, 1).counts()
	got := w.stored()[0].Ranges
	if len(got) != mostRanges || got[0].Block != w.open[1].Block || got[mostRanges-1].Block != w.open[mostRanges].Block {
		t.Errorf("%d ranges, from %+v to %+v", len(got), got[0], got[len(got)-1])
	}
}

// A part of an archive is not counted as if it were the whole.
func TestNothingIsCountedWhileAnArchiveIsImported(t *testing.T) {
	w := newTown(t)
	w.at(0, 9).crowd(20, loan())
	w.at(2, 1).trends.Store = restoring{w.store}
	if err := w.trends.Count(t.Context()); !errors.Is(err, errPart) {
		t.Errorf("got %v", err)
	}
	w.same("stored", len(w.stored()), 0)
}

type restoring struct{ Store }

func (restoring) Restoring(context.Context) (string, error) { return "an archive", nil }

// A clock that is ahead closes no week too early where the store has one of its own.
func TestAClockThatIsAhead(t *testing.T) {
	w := newTown(t)
	w.at(0, 9).crowd(20, loan())
	s := &clocked{Store: w.store, now: monday.AddDate(0, 0, 3)}
	w.at(40, 0).trends.Store = s
	w.counts()
	w.tells("by the store's clock", loans, thisWeek, open(20))
	s.now, s.err = w.now, fault.Unavailable
	if err := w.trends.Count(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("without the store's clock: %v", err)
	}
	w.tells("without the store's clock", loans, thisWeek, open(20))
}

type clocked struct {
	Store
	now time.Time
	err error
}

func (c *clocked) Now(context.Context) (time.Time, error) { return c.now, c.err }

// TestWhatCounts in a table, and as what.
func TestWhatCounts(t *testing.T) {
	w := newTown(t)
	w.at(0, 9)
	full := report.Testimony{
		Kind: report.Offer, Knew: []report.Knew{"exam", "name"}, LeakSector: "exam_site", Campus: "浙江大学",
		Offer: &report.JobOffer{Duties: []report.Duty{"lend_sim"}}, WeekNetwork: 3,
	}
	w.crowd(20, said{category: "fake_job", region: "CN-ZJ", testimony: full})
	w.crowd(30, said{category: "fake_job", region: "CN-ZJ", polarity: report.Fine, testimony: full})
	w.crowd(15, said{testimony: report.Testimony{Kind: report.Text, Campus: "a school that somebody made up"}})
	for network := range uint8(7) {
		w.crowd(5+int(network), said{category: "survey", tier: reputation.Anonymous, testimony: report.Testimony{WeekNetwork: 1 + network}})
	}
	w.crowd(30, said{category: "prize", by: "one and the same"})
	for i := range 30 {
		w.says(said{category: "romance", tier: reputation.Anonymous, by: reputation.Pseudonym(rune('a' + i))}) // by an unsigned gateway
	}
	w.at(14, 1).counts()
	cell := func(t trend.Table, row, column string, n int) trend.Cell {
		return trend.Cell{Place: trend.Place{Table: t, Row: row, Column: column}, Reporters: n}
	}
	w.same("cells", w.stored()[0].Cells, []trend.Cell{
		cell(trend.ByCategory, "fake_job", "", 20), cell(trend.ByCategory, "other", "", 15), cell(trend.ByCategory, "survey", "", 21),
		cell(trend.ByProvince, "CN-ZJ", "fake_job", 20), cell(trend.ByCampus, "浙江大学", "fake_job", 20),
		cell(trend.ByChannel, "call", "survey", 21), cell(trend.ByChannel, "offer", "fake_job", 20), cell(trend.ByChannel, "text", "other", 15),
		cell(trend.ByDuty, "lend_sim", "", 20),
		cell(trend.ByKnew, "exam", "exam_site", 20), cell(trend.ByKnew, "name", "exam_site", 20),
	})
}

// Of a report whose testimony is damaged or away, what its statements tell counts.
func TestTestimonyThatCannotBeOpened(t *testing.T) {
	w := newTown(t)
	w.at(0, 9).crowd(15, said{category: "loan", region: "CN-ZJ", testimony: report.Testimony{Campus: "浙江大学"}})
	w.trends.Store = spoilt{w.store}
	w.at(14, 1).counts()
	w.tells("by category", loans, thisWeek, closed(15))
	w.tells("by province", trend.Place{Table: trend.ByProvince, Row: "CN-ZJ", Column: "loan"}, thisWeek, closed(15))
	w.tells("by campus", trend.Place{Table: trend.ByCampus, Row: "浙江大学", Column: "loan"}, thisWeek, trend.Figure{Status: trend.Suppressed})
}

// spoilt is a store in which what is sealed is damaged or away.
type spoilt struct{ Store }

func (s spoilt) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	return s.Store.Received(ctx, from, before, func(some []reputation.SealedTestimony) error {
		for i := range some {
			if i%2 == 0 {
				some[i].Sealed = nil
			} else {
				some[i].Sealed = append([]byte{}, some[i].Sealed[1:]...)
			}
		}
		return visit(some)
	})
}
