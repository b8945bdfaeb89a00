package mongo

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// reads are what tells of reports, of a store that is reached by none of them before it waited.
func reads(s *Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Testimony": func(ctx context.Context) error { _, err := s.Testimony(ctx, report.ReceiptHash{}); return err },
		"Received": func(ctx context.Context) error {
			return s.Received(ctx, time.Time{}, time.Time{}, func([]reputation.SealedTestimony) error { return nil })
		},
		"Withdraw":   func(ctx context.Context) error { return s.Withdraw(ctx, report.ReceiptHash{}) },
		"Add":        func(ctx context.Context) error { _, err := s.Add(ctx, nil); return err },
		"Statements": func(ctx context.Context) error { _, err := s.Statements(ctx, subject.Key{}); return err },
		"Tally": func(ctx context.Context) error {
			_, err := s.Tally(ctx, []subject.Key{{}}, time.Time{})
			return err
		},
		"Unprojected": func(ctx context.Context) error { _, err := s.Unprojected(ctx, 1); return err },
		"History":     func(ctx context.Context) error { _, err := s.History(ctx, "somebody", 1); return err },
		"Subjects":    func(ctx context.Context) error { _, err := s.Subjects(ctx, subject.Key{}, 1); return err },
		"Walk":        func(ctx context.Context) error { return s.Walk(ctx, nil) },
	}
}

func TestWhoeverReadsWaitsForWhatWasAcknowledged(t *testing.T) {
	for name := range reads(nil) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &Store{} // without a server, so that reading would panic
				s.filings.keep(s.filings.begin(report.ReceiptHash{}))
				ctx, giveUp := context.WithCancel(t.Context())
				failed := make(chan error, 1)
				go func() { failed <- reads(s)[name](ctx) }()
				synctest.Wait()
				giveUp()
				if err := <-failed; !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestNobodyWaitsForWhatIsNotAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f filings
		onItsWay, kept := f.begin(report.ReceiptHash{1}), f.begin(report.ReceiptHash{2})
		f.keep(kept)
		settled := false
		go func() {
			if err := f.settle(t.Context()); err != nil {
				t.Error(err)
			}
			settled = true
		}()
		synctest.Wait()
		if settled {
			t.Fatal("settled before the statements were written")
		}
		f.keep(f.begin(report.ReceiptHash{3})) // later
		f.say(kept)
		synctest.Wait()
		if !settled {
			t.Error("waited for what was not acknowledged when it was called")
		}
		f.say(onItsWay)
	})
}

// Those whose statements are written count no longer, though they are still to be struck out.
func TestManyAreThoseThatOweTheirStatements(t *testing.T) {
	var f filings
	var all []*filing
	for range behind {
		one := f.begin(report.ReceiptHash{})
		if f.keep(one) {
			t.Fatalf("%d are many", len(all)+1)
		}
		all = append(all, one)
	}
	f.begin(report.ReceiptHash{}) // which is not kept
	f.say(all[0])
	if f.keep(f.begin(report.ReceiptHash{})) {
		t.Error("one that owes nothing counts, or one that is not kept")
	}
	if !f.keep(f.begin(report.ReceiptHash{})) {
		t.Error("one more is not many")
	}
}

func TestClosingWaitsUntilNothingIsOwed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f filings
		one := f.begin(report.ReceiptHash{})
		f.keep(one)
		f.say(one)
		ended := false
		go func() {
			f.finish(t.Context())
			ended = true
		}()
		synctest.Wait()
		if ended {
			t.Error("a report that is to be struck out was not waited for")
		}
		f.end(one)
		synctest.Wait()
		if !ended || len(f.receipts()) > 0 {
			t.Errorf("ended: %v, and %d are being filed", ended, len(f.receipts()))
		}
	})
}
