package storetest

import (
	"slices"
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
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
	{"nobody is alone in a block that others wrote in since it was seen", func(s *stage) {
		s.file(about(5))
		s.project(about(5), 1, time.Time{})
		seen := s.seen(about(6))
		s.project(about(5), 2, time.Time{})
		s.accompanied(seen, s.debut(about(6), time.Time{}))
		s.accompanied(0, s.debut(about(7), time.Time{}))
	}},
	{"nobody is alone whose debut was not written", func(s *stage) {
		s.introduces(1, s.debut(about(5), time.Time{}))
		s.accompanied(s.seen(about(5)), s.debut(about(5), time.Time{}))
		twice := s.debut(about(6), time.Time{})
		s.accompanied(s.seen(about(6)), twice, twice)
	}},
}

// Tells holds a store that can tell to telling who is alone.
func Tells(t *testing.T, open func(t *testing.T) store.Store) {
	s := enter(t, open)
	for _, call := range []struct {
		name   string
		debuts []reputation.Debut
	}{
		{"nothing", nil},
		{"the first of a block", []reputation.Debut{s.debut(about(5), time.Time{})}},
		{"more of it", []reputation.Debut{s.debut(about(7), time.Time{}), s.debut(about(6), noon)}},
		{"others beside them", []reputation.Debut{s.debut(about(8), noon), s.debut(key("+12025550200"), noon), s.debut(key("qq/10000"), noon)}},
	} {
		var subjects []subject.Key
		for _, d := range call.debuts {
			subjects = append(subjects, d.Projection.Subject)
		}
		_, alone, err := s.store.Introduce(s.ctx, call.debuts, s.seen(subjects...))
		s.ok(err)
		same(t, call.name+": alone", alone, true)
	}
}

// seen returns the sum of the revisions in the blocks of subjects.
func (s *stage) seen(of ...subject.Key) (sum uint64) {
	s.t.Helper()
	var names []string
	for _, about := range of {
		if name, ok := about.Block(); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	kept, err := s.store.Blocks(s.ctx, names...)
	s.ok(err)
	for _, n := range kept {
		sum += n.Revision
	}
	return sum
}

// accompanied expects that these debuts are not alone.
func (s *stage) accompanied(seen uint64, debuts ...reputation.Debut) {
	s.t.Helper()
	_, alone, err := s.store.Introduce(s.ctx, debuts, seen)
	s.ok(err)
	same(s.t, "alone", alone, false)
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
	added, _, err := s.store.Introduce(s.ctx, debuts, 0)
	s.ok(err)
	same(s.t, "added", added, want)
}
