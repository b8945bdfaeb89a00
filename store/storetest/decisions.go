package storetest

import (
	"slices"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// decided makes up a decision.
func decided(id string, about subject.Key, kind reputation.DecisionKind) reputation.Decision {
	return reputation.Decision{
		ID: id, Subject: about, Kind: kind, At: noon.Add(1234567 * time.Nanosecond), By: "a moderator", Reason: "heard the recording",
	}
}

var decisionSentences = []sentence{
	{"all decisions about a subject come ordered by ID", func(s *stage) {
		a, b := decided("a", about(5), reputation.Confirm), decided("b", about(5), reputation.Undo)
		b.Undoes = "a"
		c := decided("c", about(5), reputation.Register)
		c.Name = "Ninth Bank of Fiction"
		s.ok(s.store.Decide(s.ctx, c))
		s.ok(s.store.Decide(s.ctx, b))
		s.ok(s.store.Decide(s.ctx, a))
		s.ok(s.store.Decide(s.ctx, decided("a", about(6), reputation.Clear)))
		got, err := s.store.Decisions(s.ctx, about(5))
		s.ok(err)
		same(s.t, "decisions", got, []reputation.Decision{a, b, c})
	}},
	{"a decision awaits projection", func(s *stage) {
		s.ok(s.store.Decide(s.ctx, decided("a", about(5), reputation.Confirm)))
		s.unprojected(about(5))
		s.project(about(5), 1, time.Time{})
		s.unprojected()
	}},
	{"the same ID again changes nothing", func(s *stage) {
		first := decided("a", about(5), reputation.Confirm)
		s.ok(s.store.Decide(s.ctx, first))
		s.project(about(5), 1, time.Time{})
		s.ok(s.store.Decide(s.ctx, decided("a", about(5), reputation.Clear)))
		got, err := s.store.Decisions(s.ctx, about(5))
		s.ok(err)
		same(s.t, "decisions", got, []reputation.Decision{first})
		s.unprojected()
	}},
	{"decisions come subject by subject, a part at a time, and those about one ordered by ID", func(s *stage) {
		var want []reputation.Decision
		for _, of := range []subject.Key{about(5), about(7), key("qq/10000")} {
			for _, id := range []string{"a", "b"} {
				want = append(want, decided(id, of, reputation.Clear))
			}
		}
		for _, d := range slices.Backward(want) {
			s.ok(s.store.Decide(s.ctx, d))
		}
		s.file(about(6))
		for _, size := range []int{1, 2, 3} {
			var got []reputation.Decision
			for after := (subject.Key{}); ; after = got[len(got)-1].Subject {
				page, err := s.store.Decided(s.ctx, after, size)
				s.ok(err)
				if len(page) > 2*size {
					s.t.Errorf("%d decisions about at most %d subjects", len(page), size)
				}
				if got = append(got, page...); len(page) == 0 {
					break
				}
			}
			same(s.t, "decisions", got, want)
		}
	}},
	{"a decision without a subject or an ID is an error", func(s *stage) {
		if s.store.Decide(s.ctx, decided("", about(5), reputation.Confirm)) == nil {
			s.t.Error("kept a decision without an ID")
		}
		if s.store.Decide(s.ctx, decided("a", subject.Key{}, reputation.Confirm)) == nil {
			s.t.Error("kept a decision about nothing")
		}
	}},
}
