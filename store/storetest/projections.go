package storetest

import (
	"fmt"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var projectionSentences = []sentence{
	{"a projection comes back as it was saved", func(s *stage) {
		s.fileBy("somebody", about(5))
		s.file(about(5))
		s.ok(s.store.Decide(s.ctx, decided("1", about(5), reputation.Dispute)))
		want := s.project(about(5), 1, noon.Add(time.Hour))
		got, err := s.store.Projection(s.ctx, about(5))
		s.ok(err)
		same(s.t, "projection", got, want)
		got.Tally.Days[0].Reports = 99
		again, err := s.store.Projection(s.ctx, about(5))
		s.ok(err)
		same(s.t, "projection, after what was handed over was changed", again, want)
	}},
	{"a subject never projected is NotFound", func(s *stage) {
		s.file(about(5))
		_, err := s.store.Projection(s.ctx, about(5))
		s.fails(err, fault.NotFound)
	}},
	{"only the revision after the one kept is saved, each for itself", func(s *stage) {
		s.file(about(5), about(6))
		s.project(about(5), 1, time.Time{})
		five, six := s.reading(about(5)), s.reading(about(6))
		for _, wrong := range []uint64{0, 1, 3} {
			refused, err := s.store.Save(s.ctx, []reputation.Save{projected(five, wrong, noon)})
			s.ok(err)
			same(s.t, "refused", refused, []subject.Key{about(5)})
		}
		refused, err := s.store.Save(s.ctx, []reputation.Save{projected(five, 1, noon), projected(six, 1, noon), projected(five, 2, noon)})
		s.ok(err)
		same(s.t, "refused", refused, []subject.Key{about(5)})
		s.revision(about(5), 2)
		s.revision(about(6), 1)
	}},
	{"a refused save settles nothing", func(s *stage) {
		s.file(about(5))
		_, err := s.store.Save(s.ctx, []reputation.Save{projected(s.reading(about(5)), 2, noon)})
		s.ok(err)
		s.unprojected(about(5))
		due, err := s.store.DueBy(s.ctx, noon, 10)
		s.ok(err)
		same(s.t, "due", due, nil)
	}},
	{"a record whose version has since moved on stays unprojected", func(s *stage) {
		r := s.file(about(5))
		read := s.reading(about(5))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.saves(projected(read, 1, time.Time{}))
		s.unprojected(about(5))
		s.project(about(5), 2, time.Time{})
		s.unprojected()
	}},
	{"a record written after the reading stays unprojected", func(s *stage) {
		s.file(about(5))
		read := s.reading(about(5))
		s.file(about(5))
		s.saves(projected(read, 1, time.Time{}))
		s.unprojected(about(5))
		if marks := s.reading(about(5)).Marks; len(marks) != 1 {
			s.t.Errorf("marks left: %v", marks)
		}
	}},
	{"a block is the projections of the numbers with two digits more", func(s *stage) {
		for _, of := range []string{
			"+12025550105", "+12025550199", "+1202555010", "+120255501051", "+120255501061", "+120255501062", "+12025550200", "qq/10000",
		} {
			s.saves(projected(reputation.Reading{Subject: key(of)}, 1, time.Time{}))
		}
		for _, test := range []struct{ blocks, want []string }{
			{[]string{"+120255501"}, []string{"+12025550105", "+12025550199"}},
			{[]string{"+120255500", "+120255501", "+120255502"}, []string{"+12025550105", "+12025550199", "+12025550200"}},
			{[]string{"+120255502", "+120255501"}, []string{"+12025550200", "+12025550105", "+12025550199"}},
			{[]string{"+120255501", "+1202555010"}, []string{"+12025550105", "+12025550199", "+120255501051", "+120255501061", "+120255501062"}},
			{[]string{"+120255501", "+12025550105", "+12025550106"}, []string{"+12025550105", "+12025550199"}},
			{nil, []string{}},
		} {
			got, err := s.store.Blocks(s.ctx, test.blocks...)
			s.ok(err)
			numbers := make([]string, 0, len(got))
			for _, p := range got {
				numbers = append(numbers, p.Subject.String())
			}
			same(s.t, fmt.Sprint("blocks ", test.blocks), numbers, test.want)
		}
	}},
}

var dueSentences = []sentence{
	{"what is due by a moment comes the longest due first", func(s *stage) {
		for of, after := range map[int]time.Duration{5: 3 * time.Hour, 6: time.Hour, 7: 2 * time.Hour, 8: 4 * time.Hour} {
			s.saves(projected(reputation.Reading{Subject: about(of)}, 1, noon.Add(after)))
		}
		s.saves(projected(reputation.Reading{Subject: about(9)}, 1, time.Time{}))
		s.due(noon)
		s.due(noon.Add(3*time.Hour), about(6), about(7), about(5))
		got, err := s.store.DueBy(s.ctx, noon.Add(3*time.Hour), 2)
		s.ok(err)
		same(s.t, "due, at most two", got, []subject.Key{about(6), about(7)})
	}},
	{"a new revision is due when it says", func(s *stage) {
		s.project(about(5), 1, noon)
		s.project(about(5), 2, noon.Add(time.Hour))
		s.due(noon)
		s.due(noon.Add(time.Hour), about(5))
		s.project(about(5), 3, time.Time{})
		s.due(noon.Add(time.Hour))
	}},
	{"hastening makes due sooner, or at all, but never later", func(s *stage) {
		s.project(about(5), 1, noon.Add(9*time.Hour))
		s.project(about(6), 1, time.Time{})
		s.project(about(7), 1, noon.Add(time.Hour))
		all := []subject.Key{about(5), about(6), about(7)}
		s.ok(s.store.Hasten(s.ctx, all, noon.Add(2*time.Hour)))
		s.due(noon.Add(time.Hour), about(7))
		s.due(noon.Add(2*time.Hour), about(7), about(5), about(6))
		s.due(noon.Add(9*time.Hour), about(7), about(5), about(6))
	}},
	{"hastening does not raise the revision", func(s *stage) {
		p := s.project(about(5), 1, noon.Add(9*time.Hour))
		s.ok(s.store.Hasten(s.ctx, []subject.Key{about(5)}, noon))
		p.Due = noon
		got, err := s.store.Projection(s.ctx, about(5))
		s.ok(err)
		same(s.t, "projection", got, p)
	}},
	{"hastening passes over a subject without a projection", func(s *stage) {
		s.ok(s.store.Hasten(s.ctx, []subject.Key{about(5)}, noon))
		s.due(noon)
		s.keeps()
	}},
}

// due expects exactly these subjects to be due by a moment, in this order.
func (s *stage) due(by time.Time, want ...subject.Key) {
	s.t.Helper()
	got, err := s.store.DueBy(s.ctx, by, 100)
	s.ok(err)
	same(s.t, "due by "+by.Format(time.TimeOnly), got, want)
}

// revision expects the projection of a subject in this revision.
func (s *stage) revision(of subject.Key, want uint64) {
	s.t.Helper()
	got, err := s.store.Projection(s.ctx, of)
	s.ok(err)
	if got.Revision != want {
		s.t.Errorf("revision of %v is %d, want %d", of, got.Revision, want)
	}
}
