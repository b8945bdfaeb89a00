package storetest

import (
	"errors"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
)

var receivedSentences = []sentence{
	{"reports are walked in the order of their minutes, each as it stands", func(s *stage) {
		first, second := s.fileBy("somebody", about(5), key("qq/10000")), s.file(about(5))
		s.ok(s.store.Withdraw(s.ctx, first.Receipt))
		kept, err := s.store.Testimony(s.ctx, first.Receipt)
		s.ok(err)
		s.received(noon, noon.Add(time.Hour), kept, second)
	}},
	{"the first minute is in it and the last is not, to the second", func(s *stage) {
		r := s.file(about(5)) // a minute past noon
		s.received(noon.Add(time.Minute), noon.Add(2*time.Minute), r)
		s.received(noon.Add(time.Minute+59*time.Second), noon.Add(2*time.Minute), r)
		s.received(noon, noon.Add(time.Minute+59*time.Second))
		s.received(noon.Add(2*time.Minute), noon.Add(time.Hour))
		s.received(noon.Add(time.Hour), noon)
		s.received(time.Time{}, noon.Add(time.Hour), r)
	}},
	{"those of one minute come in the order of their receipts' hashes, however many they are", func(s *stage) {
		want := make([]reputation.SealedTestimony, 1201)
		reports := make([]transfer.Report, len(want))
		for i := range want {
			want[i] = s.said(about(5))
			if want[i].ReceivedAt = noon; i%400 == 0 {
				want[i].ReceivedAt = noon.Add(time.Minute)
			}
			want[i].Statements[0].ReceivedAt = want[i].ReceivedAt
			reports[i] = finished(want[i])
			_, err := s.store.Add(s.ctx, want[i].Statements)
			s.ok(err)
		}
		s.ok(s.store.Restore(s.ctx, reports))
		slices.SortFunc(want, byTime)
		s.received(noon, noon.Add(time.Hour), want...)
	}},
	{"one that replaces another is in it, and so is the other, which is withdrawn", func(s *stage) {
		old, r := s.file(about(5)), s.said(about(5), about(6))
		r.Replaces = old.Receipt
		s.ok(s.store.File(s.ctx, r))
		kept, err := s.store.Testimony(s.ctx, old.Receipt)
		s.ok(err)
		r.Replaces = report.ReceiptHash{}
		s.received(noon, noon.Add(time.Hour), kept, r)
	}},
	{"restored reports are in it where they were received", func(s *stage) {
		s.furnish()
		target := s.another()
		target.takes(s.walks())
		var want []reputation.SealedTestimony
		s.ok(s.store.Received(s.ctx, noon, noon.Add(time.Hour), func(some []reputation.SealedTestimony) error {
			want = append(want, some...)
			return nil
		}))
		same(s.t, "reports", len(want), 6)
		target.received(noon, noon.Add(time.Hour), want...)
	}},
	{"it ends with the error of its visitor, as it is", func(s *stage) {
		s.file(about(5))
		enough := errors.New("enough")
		if err := s.store.Received(s.ctx, noon, noon.Add(time.Hour), func([]reputation.SealedTestimony) error { return enough }); !errors.Is(err, enough) {
			s.t.Errorf("got %v", err)
		}
	}},
	{"a visitor may write", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Received(s.ctx, noon, noon.Add(time.Hour), func([]reputation.SealedTestimony) error {
			return s.store.Withdraw(s.ctx, r.Receipt)
		}))
		kept, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "withdrawn", kept.Withdrawn, true)
	}},
}

// received expects these reports, and no batch without any.
func (s *stage) received(from, before time.Time, want ...reputation.SealedTestimony) {
	s.t.Helper()
	var got []reputation.SealedTestimony
	s.ok(s.store.Received(s.ctx, from, before, func(some []reputation.SealedTestimony) error {
		if len(some) == 0 {
			s.t.Error("an empty batch")
		}
		got = append(got, some...)
		return nil
	}))
	same(s.t, "received", got, want)
}

// byTime is the order in which reports are walked.
func byTime(a, b reputation.SealedTestimony) int {
	if c := a.ReceivedAt.Compare(b.ReceivedAt); c != 0 {
		return c
	}
	return slices.Compare(a.Receipt[:], b.Receipt[:])
}
