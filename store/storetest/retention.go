package storetest

import (
	"slices"
	"time"

	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// unseals expects that so many testimonies are erased.
func (s *stage) unseals(before reputation.Date, limit, want int) {
	s.t.Helper()
	got, err := s.store.EraseTestimony(s.ctx, before, limit)
	s.ok(err)
	same(s.t, "erased", got, want)
}

// freezes expects that so many statements about a subject no longer name a reporter.
func (s *stage) freezes(of subject.Key, before time.Time, want int) {
	s.t.Helper()
	got, err := s.store.Freeze(s.ctx, of, before)
	s.ok(err)
	same(s.t, "frozen", got, want)
}

// aged expects these subjects, in pages of any size.
func (s *stage) aged(before time.Time, want ...subject.Key) {
	s.t.Helper()
	for _, size := range []int{1, 2, 1000} {
		var got []subject.Key
		for after := (subject.Key{}); ; {
			page, err := s.store.Aged(s.ctx, before, after, size)
			s.ok(err)
			got = append(got, page...)
			if len(page) < size {
				break
			}
			after = page[len(page)-1]
		}
		same(s.t, "aged", got, want)
	}
}

// worded expects whether a report still has its testimony and digest.
func (s *stage) worded(r reputation.SealedTestimony, want bool) {
	s.t.Helper()
	kept, err := s.store.Testimony(s.ctx, r.Receipt)
	s.ok(err)
	if has := kept.Sealed != nil; has != want || has != (kept.Digest != nil) {
		s.t.Errorf("testimony %q, digest %q", kept.Sealed, kept.Digest)
	}
}

// oldReport makes up a report of so many days before noon, by somebody.
func (s *stage) oldReport(days int, by reputation.Pseudonym, about ...subject.Key) reputation.SealedTestimony {
	r := s.saidBy(by, about...)
	r.ReceivedAt = r.ReceivedAt.AddDate(0, 0, -days)
	r.SealedOn = reputation.DateOf(r.ReceivedAt)
	for i := range r.Statements {
		r.Statements[i].ReceivedAt = r.ReceivedAt
		r.Statements[i].At = reputation.EventTime(time.Time{}, r.ReceivedAt)
	}
	return r
}

// fileOld files a report of so many days before noon.
func (s *stage) fileOld(days int, by reputation.Pseudonym, about ...subject.Key) reputation.SealedTestimony {
	s.t.Helper()
	r := s.oldReport(days, by, about...)
	s.ok(s.store.File(s.ctx, r))
	return r
}

var retentionSentences = []sentence{
	{"testimony that was sealed before a day is erased, a part at a time, and what was sealed on it is not", func(s *stage) {
		today := reputation.DateOf(noon)
		var old []reputation.SealedTestimony
		for range 3 {
			old = append(old, s.fileOld(31, "one", about(5)))
		}
		young := s.fileOld(30, "one", about(5))
		s.unseals(today-30, 0, 0)
		s.unseals(today-30, 2, 2)
		s.unseals(today-30, 2, 1)
		s.unseals(today-30, 2, 0)
		for _, r := range old {
			s.worded(r, false)
		}
		s.worded(young, true)
		s.unseals(today-29, 2, 1)
		s.worded(young, false)
	}},
	{"erasing testimony changes nothing else: it can be withdrawn, replaced and received", func(s *stage) {
		r, other := s.fileOld(31, "one", about(5), about(6)), s.fileOld(31, "another", about(5))
		before := s.reading(about(5))
		s.unseals(reputation.DateOf(noon)-30, 10, 2)
		same(s.t, "reading", s.reading(about(5)), before)
		r.Sealed, r.Digest = nil, nil
		kept, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "report", kept, r)
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		instead := s.said(about(5))
		instead.Replaces = other.Receipt
		s.ok(s.store.File(s.ctx, instead))
		same(s.t, "live", s.reading(about(5)).Tally.Live, 1)
	}},
	{"testimony that comes late is erased too", func(s *stage) {
		today := reputation.DateOf(noon)
		s.fileOld(31, "", about(5))
		s.unseals(today-30, 10, 1)
		late := s.fileOld(40, "", about(5))
		restored := s.oldReport(50, "", about(6))
		s.ok(s.store.Restore(s.ctx, []transfer.Report{finished(restored)}))
		s.unseals(today-30, 10, 2)
		s.worded(late, false)
		s.worded(restored, false)
		s.unseals(today-30, 10, 0)
	}},
	{"what was withdrawn has nothing to be erased", func(s *stage) {
		r := s.fileOld(31, "", about(5))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.unseals(reputation.DateOf(noon), 10, 0)
	}},
	{"an example outlives the testimony it is of", func(s *stage) {
		r := s.fileOld(31, "", about(5))
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.unseals(reputation.DateOf(noon), 10, 1)
		s.shows("1")
	}},
	{"aged are those with a statement that was received before a moment and names its reporter, in their order", func(s *stage) {
		s.fileOld(181, "one", key("qq/10000"), about(7), about(5))
		s.fileOld(181, "", about(6))
		s.fileOld(179, "one", about(8))
		s.fileOld(200, "another", about(7))
		s.aged(noon.AddDate(0, 0, -180), about(5), about(7), key("qq/10000"))
		s.aged(noon.AddDate(0, 0, -190), about(7))
		s.aged(noon.AddDate(0, 0, -300))
		s.freezes(about(7), noon.AddDate(0, 0, -180), 2)
		s.aged(noon.AddDate(0, 0, -180), about(5), key("qq/10000"))
	}},
	{"aged is to the minute of receipt, and that of the moment itself is not", func(s *stage) {
		r := s.fileOld(181, "one", about(5))
		s.aged(r.ReceivedAt)
		s.freezes(about(5), r.ReceivedAt, 0)
		s.aged(r.ReceivedAt.Add(time.Second), about(5))
		s.freezes(about(5), r.ReceivedAt.Add(time.Second), 1)
	}},
	{"who is frozen is named nowhere, and what counts is the same", func(s *stage) {
		old, later, latest := s.fileOld(200, "one", about(5)), s.fileOld(190, "one", about(5)), s.fileOld(10, "one", about(5))
		alone, nobody := s.fileOld(190, "another", about(5)), s.fileOld(190, "", about(5))
		before := s.reading(about(5)).Tally
		s.project(about(5), 1, noon)
		s.freezes(about(5), noon.AddDate(0, 0, -180), 3)
		same(s.t, "tally", s.reading(about(5)).Tally, before)
		s.states(old, reputation.Superseded, 2)
		s.states(later, reputation.Superseded, 2)
		s.states(latest, reputation.Live, 1)
		s.states(alone, reputation.Live, 1)
		s.states(nobody, reputation.Live, 1)
		s.unprojected(about(5))
		s.project(about(5), 2, noon)
		s.unprojected()
		for by, want := range map[reputation.Pseudonym]int{"one": 1, "another": 0} {
			history, err := s.store.History(s.ctx, by, 10)
			s.ok(err)
			same(s.t, "history", len(history), want)
		}
		said, err := s.store.Statements(s.ctx, about(5))
		s.ok(err)
		for _, one := range said {
			if named := one.Speaks() != ""; named != (one.Report == latest.Report) {
				s.t.Errorf("received %s, by %q", one.ReceivedAt, one.Speaks())
			}
		}
		s.freezes(about(5), noon.AddDate(0, 0, -180), 0)
		s.unprojected()
	}},
	{"where freezing supersedes nothing it leaves nothing unprojected", func(s *stage) {
		s.fileOld(190, "one", about(5))
		s.project(about(5), 1, noon)
		s.freezes(about(5), noon.AddDate(0, 0, -180), 1)
		s.unprojected()
		s.freezes(about(6), noon, 0)
		s.keeps(about(5))
	}},
	{"what does not count loses its reporter too, and supersedes nothing", func(s *stage) {
		first, overturned := s.fileOld(200, "one", about(5)), s.fileOld(190, "one", about(5))
		s.ok(s.store.Overturn(s.ctx, about(5), overturned.Report))
		before := s.reading(about(5)).Tally
		s.freezes(about(5), noon, 2)
		same(s.t, "tally", s.reading(about(5)).Tally, before)
		s.states(first, reputation.Live, 1)
		s.states(overturned, reputation.Overturned, 2)
	}},
	{"freezing goes by who speaks, whatever the epoch, and whatever was decided", func(s *stage) {
		old := s.fileOld(200, "one", about(5))
		again := s.oldReport(10, "one", about(5))
		again.Statements[0].Reporter = "one, in a later epoch"
		s.ok(s.store.File(s.ctx, again))
		d := decided("1", about(5), reputation.Recycle)
		d.At = noon.AddDate(0, 0, -100)
		s.ok(s.store.Decide(s.ctx, d))
		before := s.reading(about(5)).Tally
		s.freezes(about(5), noon.AddDate(0, 0, -180), 1)
		same(s.t, "tally", s.reading(about(5)).Tally, before)
		s.states(old, reputation.Superseded, 2)
	}},
	{"what is frozen can be withdrawn", func(s *stage) {
		r := s.fileOld(200, "one", about(5))
		s.freezes(about(5), noon, 1)
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.states(r, reputation.Withdrawn, 2)
	}},
	{"scrubbing changes nothing that can be read", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Scrub(s.ctx))
		s.worded(r, true)
		s.keeps(about(5))
	}},
	{"accounts of erasures come from a day on, the last saved of each", func(s *stage) {
		today := reputation.DateOf(noon)
		var want []erasure.Account
		for i := range 3 {
			want = append(want, erasure.Account{Day: today + reputation.Date(i), Texts: 1 + i, Documents: 2, Links: 3, Conversations: 4, Keys: 5})
		}
		for _, a := range slices.Backward(want) {
			first := a
			first.Texts = 0
			s.ok(s.store.SaveErasure(s.ctx, first))
			s.ok(s.store.SaveErasure(s.ctx, a))
		}
		for from := range 4 {
			got, err := s.store.Erasures(s.ctx, today+reputation.Date(from))
			s.ok(err)
			same(s.t, "accounts", got, want[from:])
		}
		if s.store.SaveErasure(s.ctx, erasure.Account{}) == nil {
			s.t.Error("kept an account of no day")
		}
	}},
}
