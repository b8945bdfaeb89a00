package storetest

import (
	"slices"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var debutSentences = []sentence{
	{"what is said about new subjects is kept and shown in one stroke", func(s *stage) {
		five, six := s.debut(about(5), noon.Add(time.Hour)), s.debut(about(6), time.Time{})
		s.introduces(2, five, six)
		s.unprojected()
		for _, d := range []reputation.Debut{five, six} {
			about := d.Projection.Subject
			same(s.t, "statements", s.statements(about), d.Statements)
			got, err := s.store.Projection(s.ctx, about)
			s.ok(err)
			same(s.t, "projection", got, d.Projection)
		}
		due, err := s.store.DueBy(s.ctx, noon.Add(time.Hour), 10)
		s.ok(err)
		same(s.t, "due", due, []subject.Key{about(5)})
		changed, _, err := s.store.Changed(s.ctx, "", 10)
		s.ok(err)
		same(s.t, "number of changes", len(changed), 2)
	}},
	{"statements about a subject that is shown already await projection", func(s *stage) {
		s.file(about(5))
		before := s.project(about(5), 1, time.Time{})
		late := s.debut(about(5), noon)
		late.Hastens = []subject.Key{about(5)}
		s.introduces(1, late)
		s.unprojected(about(5))
		got, err := s.store.Projection(s.ctx, about(5))
		s.ok(err)
		same(s.t, "projection", got, before)
	}},
	{"what else was said about a subject that makes its debut stays unprojected", func(s *stage) {
		s.file(about(5))
		s.introduces(1, s.debut(about(5), time.Time{}))
		s.revision(about(5), 1)
		s.unprojected(about(5))
		same(s.t, "number of marks", len(s.reading(about(5)).Marks), 1)
	}},
	{"a statement that was kept before its subject's debut stays unprojected as it was", func(s *stage) {
		d := s.debut(about(5), time.Time{})
		before := slices.Clone(d.Statements)
		before[0].Category = "survey"
		added, err := s.store.Add(s.ctx, before)
		s.ok(err)
		same(s.t, "added", added, 1)
		for range 2 {
			s.introduces(0, d)
			s.unprojected(about(5))
			s.revision(about(5), 1)
			same(s.t, "statements", s.statements(about(5)), before)
		}
	}},
	{"a debut makes due what it hastens", func(s *stage) {
		s.file(about(5))
		s.project(about(5), 1, noon.Add(time.Hour))
		six := s.debut(about(6), time.Time{})
		six.Hastens = []subject.Key{about(5)}
		s.introduces(1, six)
		due, err := s.store.DueBy(s.ctx, noon, 10)
		s.ok(err)
		same(s.t, "due", due, []subject.Key{about(5)})
	}},
}

// debut makes up a statement about a subject and what it would be if it were the only one.
func (s *stage) debut(about subject.Key, due time.Time) reputation.Debut {
	said := s.said(about).Statements
	tally := reputation.Fold(said, nil, noon)
	return reputation.Debut{Statements: said, Projection: projected(reputation.Reading{Subject: about, Tally: tally}, 1, due).Projection}
}

func (s *stage) statements(about subject.Key) []reputation.Statement {
	s.t.Helper()
	said, err := s.store.Statements(s.ctx, about)
	s.ok(err)
	return said
}

// introduces expects so many new statements.
func (s *stage) introduces(want int, debuts ...reputation.Debut) {
	s.t.Helper()
	added, err := s.store.Introduce(s.ctx, debuts)
	s.ok(err)
	same(s.t, "added", added, want)
}
