package storetest

import (
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

// isDistrusted expects whether one of these is on the list.
func (s *stage) isDistrusted(want bool, by ...reputation.Pseudonym) {
	s.t.Helper()
	got, err := s.store.Distrusted(s.ctx, by...)
	s.ok(err)
	if got != want {
		s.t.Errorf("one of %q is distrusted: %v", by, got)
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
	{"who is distrusted stays on the list with the first day, until trusted again", func(s *stage) {
		today := reputation.DateOf(noon)
		s.isDistrusted(false, "one", "")
		s.ok(s.store.Distrust(s.ctx, "one", today))
		s.ok(s.store.Distrust(s.ctx, "one", today+1))
		s.ok(s.store.Distrust(s.ctx, "another", today+2))
		s.distrusts(transfer.Distrusted{By: "another", On: today + 2}, transfer.Distrusted{By: "one", On: today})
		s.isDistrusted(true, "", "somebody", "one")
		s.isDistrusted(false, "", "somebody")
		s.isDistrusted(false)
		s.ok(s.store.Trust(s.ctx, "one"))
		s.ok(s.store.Trust(s.ctx, "one"))
		s.ok(s.store.Trust(s.ctx, ""))
		s.isDistrusted(false, "one")
		s.distrusts(transfer.Distrusted{By: "another", On: today + 2})
	}},
	{"nobody cannot be distrusted", func(s *stage) {
		if s.store.Distrust(s.ctx, "", reputation.DateOf(noon)) == nil {
			s.t.Error("distrusts all who cannot be recognised")
		}
		s.distrusts()
	}},
	{"forgiven are those who were distrusted before a day", func(s *stage) {
		today := reputation.DateOf(noon)
		for i, by := range []reputation.Pseudonym{"one", "another", "somebody"} {
			s.ok(s.store.Distrust(s.ctx, by, today+reputation.Date(i)))
		}
		for _, want := range []int{2, 0} {
			n, err := s.store.Forgive(s.ctx, today+2)
			s.ok(err)
			same(s.t, "forgiven", n, want)
		}
		s.distrusts(transfer.Distrusted{By: "somebody", On: today + 2})
	}},
}
