package storetest

import (
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

var testimonySentences = []sentence{
	{"a filed report comes back under its receipt, with its statements", func(s *stage) {
		r := s.fileBy("somebody", about(5), key("wechat/wxid_fiction"), key("CN/sender/SOME BANK"))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "report", got, r)
		unfinished, err := s.store.Unfinished(s.ctx, 10)
		s.ok(err)
		same(s.t, "unfinished", unfinished, nil)
	}},
	{"each statement is filed in version 1 and unprojected, and live unless it is overturned", func(s *stage) {
		r := s.said(about(6), about(5))
		r.Statements[0].State, r.Statements[0].Version = reputation.Withdrawn, 9
		r.Statements[1].State, r.Statements[1].Version = reputation.Overturned, 9
		s.ok(s.store.File(s.ctx, r))
		for i, want := range []reputation.State{reputation.Live, reputation.Overturned} {
			got, err := s.store.Statements(s.ctx, r.Statements[i].Subject)
			s.ok(err)
			if len(got) != 1 || got[0].State != want || got[0].Version != 1 {
				s.t.Errorf("statements as filed: %v", got)
			}
		}
		s.unprojected(about(5), about(6))
	}},
	{"a subject named twice is filed once", func(s *stage) {
		r := s.file(about(5), about(5))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "statements", got.Statements, r.Statements[:1])
	}},
	{"a report kept under that receipt already makes it Exists, and nothing is written", func(s *stage) {
		r := s.file(about(5))
		other := s.said(about(6))
		other.Receipt = r.Receipt
		s.fails(s.store.File(s.ctx, other), fault.Exists)
		s.fails(s.store.File(s.ctx, r), fault.Exists)
		s.keeps(about(5))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "report", got, r)
	}},
	{"a statement that is kept stays as it is", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		want, err := s.store.Statements(s.ctx, about(5))
		s.ok(err)
		r.Receipt = s.said().Receipt
		s.ok(s.store.File(s.ctx, r))
		got, err := s.store.Statements(s.ctx, about(5))
		s.ok(err)
		same(s.t, "statements", got, want)
	}},
	{"a report that cannot be kept is an error, and nothing is written", func(s *stage) {
		empty, stray := s.said(), s.said(about(5))
		stray.Statements[0].Report = report.ID{1}
		if s.store.File(s.ctx, empty) == nil || s.store.File(s.ctx, stray) == nil {
			s.t.Error("filed a report without statements, or another's statement")
		}
		s.keeps()
	}},
	{"an unknown receipt is NotFound", func(s *stage) {
		unknown := s.said(about(5)).Receipt
		_, err := s.store.Testimony(s.ctx, unknown)
		s.fails(err, fault.NotFound)
		s.fails(s.store.Withdraw(s.ctx, unknown), fault.NotFound)
		s.fails(s.store.Complete(s.ctx, unknown), fault.NotFound)
	}},
	{"completing a finished report changes nothing", func(s *stage) {
		r := s.file(about(5))
		s.project(about(5), 1, time.Time{})
		s.ok(s.store.Complete(s.ctx, r.Receipt))
		s.unprojected()
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		r := s.file(about(5))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		r.Sealed[0], r.Digest[0], r.Statements[0].Mass = 'X', 'X', 99
		got.Sealed[1], got.Digest[1] = 'X', 'X'
		again, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "report", again, made(1, "", about(5)))
	}},
}

var replaceSentences = []sentence{
	{"the report it names is withdrawn with the writing of the statements", func(s *stage) {
		old := s.fileBy("somebody", about(5), about(6))
		r := s.saidBy("somebody", about(5))
		r.Replaces = old.Receipt
		s.ok(s.store.File(s.ctx, r))
		same(s.t, "tally", s.reading(about(5)).Tally, reputation.Fold(r.Statements, nil, noon))
		same(s.t, "tally", s.reading(about(6)).Tally, reputation.Tally{})
		got, err := s.store.Testimony(s.ctx, old.Receipt)
		s.ok(err)
		if !got.Withdrawn || got.Sealed != nil {
			s.t.Errorf("the replaced report is %+v", got)
		}
	}},
	{"what it replaced is kept no longer than it takes", func(s *stage) {
		r := s.said(about(5))
		r.Replaces = s.file(about(5)).Receipt
		s.ok(s.store.File(s.ctx, r))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		r.Replaces = report.ReceiptHash{}
		same(s.t, "report", got, r)
	}},
	{"a report that is unknown or withdrawn cannot be replaced, and nothing is written", func(s *stage) {
		r, unknown, withdrawn := s.said(about(5)), s.said(about(6)), s.file(about(7))
		r.Replaces = unknown.Receipt
		s.fails(s.store.File(s.ctx, r), fault.NotFound)
		s.ok(s.store.Withdraw(s.ctx, withdrawn.Receipt))
		r.Replaces = withdrawn.Receipt
		s.fails(s.store.File(s.ctx, r), fault.NotFound)
		s.keeps(about(7))
	}},
	{"trying again is Exists", func(s *stage) {
		r := s.said(about(5))
		r.Replaces = s.file(about(5)).Receipt
		s.ok(s.store.File(s.ctx, r))
		s.fails(s.store.File(s.ctx, r), fault.Exists)
	}},
}

var withdrawSentences = []sentence{
	{"its live statements become withdrawn, their version is raised, and they await projection", func(s *stage) {
		r := s.fileBy("somebody", about(5), about(6))
		s.project(about(5), 1, time.Time{})
		s.project(about(6), 1, time.Time{})
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		for _, of := range r.Statements {
			got, err := s.store.Statements(s.ctx, of.Subject)
			s.ok(err)
			of.State, of.Version, of.Reporter, of.Person = reputation.Withdrawn, 2, "", ""
			same(s.t, "statements", got, []reputation.Statement{of})
			same(s.t, "tally", s.reading(of.Subject).Tally, reputation.Tally{})
		}
		s.unprojected(about(5), about(6))
	}},
	{"its sealed testimony and its reporter are erased", func(s *stage) {
		r := s.fileBy("somebody", about(5))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		if got.Sealed != nil || !got.Withdrawn || len(got.Statements) != 1 || got.Digest != nil || got.Statements[0].Speaks() != "" {
			s.t.Errorf("withdrawn: %+v", got)
		}
		history, err := s.store.History(s.ctx, "somebody", 10)
		s.ok(err)
		same(s.t, "history", history, nil)
	}},
	{"withdrawing again changes nothing", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		before, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		s.project(about(5), 1, time.Time{})
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		after, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "report", after, before)
		s.unprojected()
	}},
	{"a withdrawn report is still kept under its receipt", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.fails(s.store.File(s.ctx, r), fault.Exists)
	}},
	{"it restores what held before", func(s *stage) {
		s.fileBy("somebody", about(5))
		before := s.reading(about(5)).Tally
		second := s.fileBy("somebody", about(5))
		s.ok(s.store.Withdraw(s.ctx, second.Receipt))
		same(s.t, "tally", s.reading(about(5)).Tally, before)
	}},
}
