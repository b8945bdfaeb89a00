package storetest

import (
	"fmt"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
)

// states expects what became of what a report says about the number 5, and in which version.
func (s *stage) states(of reputation.SealedTestimony, want reputation.State, version uint32) {
	s.t.Helper()
	kept, err := s.store.Testimony(s.ctx, of.Receipt)
	s.ok(err)
	got := kept.Statements[0]
	if got.State != want || got.Version != version {
		s.t.Errorf("is %s in version %d, want %s in %d", got.State, got.Version, want, version)
	}
}

// distrusts expects exactly these reporters on the list.
func (s *stage) distrusts(want ...transfer.Distrusted) {
	s.t.Helper()
	got, err := s.store.DistrustedAll(s.ctx)
	s.ok(err)
	same(s.t, "distrusted", got, want)
}

// listed expects exactly these on the list of some reporters.
func (s *stage) listed(of []reputation.Pseudonym, want ...transfer.Distrusted) {
	s.t.Helper()
	got, err := s.store.Distrusted(s.ctx, of...)
	s.ok(err)
	if len(got)+len(want) > 0 {
		same(s.t, fmt.Sprintf("distrusted of %q", of), got, want)
	}
}

var sanctionSentences = []sentence{
	{"what is overturned counts no more, and counts again once it is reinstated", func(s *stage) {
		r := s.fileBy("one", about(5))
		before := s.reading(about(5)).Tally
		s.project(about(5), 1, noon)
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		s.states(r, reputation.Overturned, 2)
		s.unprojected(about(5))
		same(s.t, "live", s.reading(about(5)).Tally.Live, 0)
		s.project(about(5), 2, noon)
		s.ok(s.store.Reinstate(s.ctx, about(5), r.Report))
		s.states(r, reputation.Live, 3)
		s.unprojected(about(5))
		same(s.t, "tally", s.reading(about(5)).Tally, before)
	}},
	{"of a report about two subjects one statement is overturned", func(s *stage) {
		r := s.fileBy("one", about(5), about(6))
		s.ok(s.store.Overturn(s.ctx, about(6), r.Report))
		s.states(r, reputation.Live, 1)
		same(s.t, "live", s.reading(about(6)).Tally.Live, 0)
	}},
	{"overturned, it still is in the history of its reporter, and says who that is", func(s *stage) {
		r := s.fileBy("one", about(5))
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		got, err := s.store.History(s.ctx, "one", 10)
		s.ok(err)
		if len(got) != 1 || got[0].State != reputation.Overturned || got[0].Reporter != "one" {
			s.t.Errorf("history: %v", got)
		}
	}},
	{"again, and for what is in another state, neither changes anything", func(s *stage) {
		r, withdrawn := s.fileBy("one", about(5)), s.fileBy("another", about(5))
		s.ok(s.store.Reinstate(s.ctx, about(5), r.Report))
		s.states(r, reputation.Live, 1)
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		s.states(r, reputation.Overturned, 2)
		s.ok(s.store.Withdraw(s.ctx, withdrawn.Receipt))
		s.ok(s.store.Overturn(s.ctx, about(5), withdrawn.Report))
		s.ok(s.store.Reinstate(s.ctx, about(5), withdrawn.Report))
		s.states(withdrawn, reputation.Withdrawn, 2)
	}},
	{"what was overturned can be withdrawn, and then nobody is named, and it never counts again", func(s *stage) {
		r := s.fileBy("one", about(5))
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		s.project(about(5), 1, noon)
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.states(r, reputation.Withdrawn, 3)
		s.unprojected(about(5))
		s.ok(s.store.Reinstate(s.ctx, about(5), r.Report))
		s.states(r, reputation.Withdrawn, 3)
		same(s.t, "live", s.reading(about(5)).Tally.Live, 0)
		said, err := s.store.Statements(s.ctx, about(5))
		s.ok(err)
		if len(said) != 1 || said[0].Speaks() != "" || said[0].Reporter != "" {
			s.t.Errorf("kept %v", said)
		}
	}},
	{"what was overturned can be replaced, and does not count beside its correction once it is reinstated", func(s *stage) {
		r := s.fileBy("one", about(5))
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		correction := s.oldReport(0, "one", about(5))
		correction.Replaces = r.Receipt
		s.ok(s.store.File(s.ctx, correction))
		s.ok(s.store.Reinstate(s.ctx, about(5), r.Report))
		s.states(r, reputation.Withdrawn, 3)
		same(s.t, "live", s.reading(about(5)).Tally.Live, 1)
	}},
	{"a statement that is unknown is not found", func(s *stage) {
		r := s.file(about(5))
		s.fails(s.store.Overturn(s.ctx, about(6), r.Report), fault.NotFound)
		s.fails(s.store.Reinstate(s.ctx, about(5), report.ID{9}), fault.NotFound)
	}},
	{"who is distrusted stays on the list with the day on which a moderator said so last, until trusted again", func(s *stage) {
		today := reputation.DateOf(noon)
		one, another := transfer.Distrusted{By: "one", On: today + 1}, transfer.Distrusted{By: "another", On: today + 2}
		s.listed([]reputation.Pseudonym{"one", ""})
		s.ok(s.store.Distrust(s.ctx, transfer.Distrusted{By: "one", On: today}))
		s.ok(s.store.Distrust(s.ctx, one))
		s.ok(s.store.Distrust(s.ctx, another))
		s.distrusts(another, one)
		s.listed([]reputation.Pseudonym{"", "somebody", "one", "one"}, one)
		s.listed([]reputation.Pseudonym{"one", "another"}, another, one)
		s.listed([]reputation.Pseudonym{"", "somebody"})
		s.listed(nil)
		s.ok(s.store.Trust(s.ctx, "one"))
		s.ok(s.store.Trust(s.ctx, "one"))
		s.ok(s.store.Trust(s.ctx, ""))
		s.listed([]reputation.Pseudonym{"one"})
		s.distrusts(another)
	}},
	{"a further name of whoever is distrusted says of which, and takes no place of what a moderator put there", func(s *stage) {
		today := reputation.DateOf(noon)
		second, third := transfer.Distrusted{By: "second", On: today, Of: "first"}, transfer.Distrusted{By: "third", On: today + 2}
		s.ok(s.store.Distrust(s.ctx, transfer.Distrusted{By: "second", On: today + 1, Of: "another"}))
		s.ok(s.store.Distrust(s.ctx, second))
		s.ok(s.store.Distrust(s.ctx, transfer.Distrusted{By: "third", On: today, Of: "first"}))
		s.ok(s.store.Distrust(s.ctx, third)) // by a moderator, who knows no other name
		s.ok(s.store.Distrust(s.ctx, transfer.Distrusted{By: "third", On: today + 3, Of: "first"}))
		s.distrusts(second, third)
		s.listed([]reputation.Pseudonym{"third", "second"}, second, third)
	}},
	{"nobody cannot be distrusted, nor a further name that is the first", func(s *stage) {
		for _, d := range []transfer.Distrusted{{On: reputation.DateOf(noon)}, {By: "one", Of: "one"}} {
			if s.store.Distrust(s.ctx, d) == nil {
				s.t.Errorf("distrusts %+v", d)
			}
		}
		s.distrusts()
	}},
	{"forgiven are those who were distrusted before a day", func(s *stage) {
		today := reputation.DateOf(noon)
		for i, by := range []reputation.Pseudonym{"one", "another", "somebody"} {
			s.ok(s.store.Distrust(s.ctx, transfer.Distrusted{By: by, On: today + reputation.Date(i)}))
		}
		for _, want := range []int{2, 0} {
			n, err := s.store.Forgive(s.ctx, today+2)
			s.ok(err)
			same(s.t, "forgiven", n, want)
		}
		s.distrusts(transfer.Distrusted{By: "somebody", On: today + 2})
	}},
}
