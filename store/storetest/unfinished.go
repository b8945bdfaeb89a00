package storetest

import (
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/store"
)

// Begin stores the testimony of a report and not its statements, as File does that is cut short by a crash.
type Begin func(s store.Store, t reputation.SealedTestimony) error

// Unfinished holds a store to what it promises about reports that a crash left unfinished.
func Unfinished(t *testing.T, open func(t *testing.T) store.Store, begin Begin) {
	for _, c := range []struct {
		holds string
		test  func(*stage, reputation.SealedTestimony)
	}{
		{"it is listed with its statements, none of which is kept", func(s *stage, r reputation.SealedTestimony) {
			s.unfinished(r)
			s.keeps()
		}},
		{"whoever knows its receipt, or walks the reports, sees the statements that it owes", func(s *stage, r reputation.SealedTestimony) {
			kept, err := s.store.Testimony(s.ctx, r.Receipt)
			s.ok(err)
			same(s.t, "report", kept, r)
			s.received(noon, noon.Add(time.Hour), r)
		}},
		{"what became of one of its statements since is seen in its place", func(s *stage, r reputation.SealedTestimony) {
			overturned := r.Statements[1]
			overturned.State, overturned.Version = reputation.Overturned, 2
			_, err := s.store.Add(s.ctx, []reputation.Statement{overturned})
			s.ok(err)
			kept, err := s.store.Testimony(s.ctx, r.Receipt)
			s.ok(err)
			same(s.t, "statements", kept.Statements, []reputation.Statement{r.Statements[0], overturned})
		}},
		{"completing it writes its statements as File would have", func(s *stage, r reputation.SealedTestimony) {
			s.ok(s.store.Complete(s.ctx, r.Receipt))
			kept, err := s.store.Testimony(s.ctx, r.Receipt)
			s.ok(err)
			same(s.t, "report", kept, r)
			s.unfinished()
			s.unprojected(about(5), about(6))
			history, err := s.store.History(s.ctx, "somebody", 10)
			s.ok(err)
			same(s.t, "history", len(history), 2)
		}},
		{"filing it again is Exists, and leaves it unfinished", func(s *stage, r reputation.SealedTestimony) {
			s.fails(s.store.File(s.ctx, r), fault.Exists)
			s.unfinished(r)
		}},
		{"withdrawing it completes it first", func(s *stage, r reputation.SealedTestimony) {
			s.ok(s.store.Withdraw(s.ctx, r.Receipt))
			s.unfinished()
			said, err := s.store.Statements(s.ctx, about(5))
			s.ok(err)
			if len(said) != 1 || said[0].State != reputation.Withdrawn {
				s.t.Errorf("statements: %v", said)
			}
		}},
		{"vouching completes it first", func(s *stage, _ reputation.SealedTestimony) {
			r := s.said(about(7), about(8))
			r.Replaces = s.file(about(7)).Receipt
			s.ok(begin(s.store, r))
			s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody else")))
			s.says(r.Receipt, vouched(r, "somebody else")...)
			same(s.t, "counting", s.reading(about(7)).Tally.Live, 1)
			s.unprojected(about(7), about(8))
		}},
		{"withdrawing it withdraws what it replaces", func(s *stage, r reputation.SealedTestimony) {
			other := s.said(about(5))
			other.Replaces = r.Receipt
			s.ok(begin(s.store, other))
			s.ok(s.store.Withdraw(s.ctx, other.Receipt))
			s.unfinished()
			same(s.t, "tally", s.reading(about(5)).Tally, reputation.Tally{})
		}},
		{"completing it withdraws what it replaces, and not before", func(s *stage, r reputation.SealedTestimony) {
			s.ok(s.store.Complete(s.ctx, r.Receipt))
			other := s.said(about(5))
			other.Replaces = r.Receipt
			s.ok(begin(s.store, other))
			s.unfinished(other)
			same(s.t, "tally", s.reading(about(5)).Tally, reputation.Fold(r.Statements[:1], nil, noon))
			s.ok(s.store.Complete(s.ctx, other.Receipt))
			same(s.t, "tally", s.reading(about(5)).Tally, reputation.Fold(other.Statements, nil, noon))
		}},
		{"completing it takes away the example of what it replaces, and not before", func(s *stage, r reputation.SealedTestimony) {
			s.ok(s.store.PutExample(s.ctx, approved("1", r)))
			other := s.said(about(5))
			other.Replaces = r.Receipt
			s.ok(begin(s.store, other))
			s.ok(s.store.PutExample(s.ctx, approved("2", other)))
			s.shows("1", "2")
			s.ok(s.store.Complete(s.ctx, other.Receipt))
			s.shows("2")
		}},
		{"the list has a limit", func(s *stage, _ reputation.SealedTestimony) {
			s.ok(begin(s.store, s.said(about(7))))
			got, err := s.store.Unfinished(s.ctx, 1)
			s.ok(err)
			same(s.t, "unfinished, at most one", len(got), 1)
		}},
	} {
		t.Run(c.holds, func(t *testing.T) {
			s := enter(t, open)
			r := s.saidBy("somebody", about(5), about(6))
			s.ok(begin(s.store, r))
			c.test(s, r)
		})
	}
}

// unfinished expects exactly these reports to be unfinished.
func (s *stage) unfinished(want ...reputation.SealedTestimony) {
	s.t.Helper()
	got, err := s.store.Unfinished(s.ctx, 10)
	s.ok(err)
	same(s.t, "unfinished", got, want)
}
