package storetest

import (
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var changeSentences = []sentence{
	{"following from the beginning returns everything, in the order of writing", func(s *stage) {
		s.file(about(5), about(6), about(7))
		for _, n := range []int{7, 5, 6} {
			s.project(about(n), 1, time.Time{})
		}
		_, got := s.changed("", 10)
		same(s.t, "changed", got, []subject.Key{about(7), about(5), about(6)})
	}},
	{"after a cursor only later writes come, each subject once and as it is now", func(s *stage) {
		s.file(about(5), about(6))
		s.project(about(5), 1, time.Time{})
		cursor, _ := s.changed("", 10)
		s.project(about(6), 1, time.Time{})
		s.project(about(5), 2, time.Time{})
		s.project(about(6), 2, time.Time{})
		next, got := s.changed(cursor, 10)
		same(s.t, "changed", got, []subject.Key{about(5), about(6)})
		projections, _, err := s.store.Changed(s.ctx, cursor, 10)
		s.ok(err)
		same(s.t, "revision", projections[1].Revision, 2)
		_, got = s.changed(next, 10)
		same(s.t, "changed since", got, nil)
	}},
	{"pages go on where the one before ended", func(s *stage) {
		s.file(about(5), about(6), about(7))
		for _, n := range []int{5, 6, 7} {
			s.project(about(n), 1, time.Time{})
		}
		cursor, got := s.changed("", 2)
		same(s.t, "first page", got, []subject.Key{about(5), about(6)})
		cursor, got = s.changed(cursor, 2)
		same(s.t, "second page", got, []subject.Key{about(7)})
		_, got = s.changed(cursor, 2)
		same(s.t, "third page", got, nil)
	}},
	{"a cursor of another store is Foreign, however much was written since", func(s *stage) {
		other := s.another()
		other.file(about(5))
		other.project(about(5), 1, time.Time{})
		cursor, _ := other.changed("", 10)
		s.file(about(5), about(6))
		for _, n := range []int{5, 6} {
			s.project(about(n), 1, time.Time{})
		}
		for _, foreign := range []reputation.Cursor{cursor, "99", "no number", "1@", "-1@nowhere"} {
			_, _, err := s.store.Changed(s.ctx, foreign, 10)
			s.fails(err, fault.Foreign)
		}
	}},
	{"where nothing is damaged, mending changes nothing", func(s *stage) {
		s.file(about(5))
		want := s.project(about(5), 1, noon)
		cursor, _ := s.changed("", 10)
		lost, err := s.store.Mend(s.ctx)
		s.ok(err)
		same(s.t, "lost", lost, nil)
		got, err := s.store.Projection(s.ctx, about(5))
		s.ok(err)
		same(s.t, "projection", got, want)
		s.due(noon, about(5))
		_, changed := s.changed(cursor, 10)
		same(s.t, "changed", changed, nil)
	}},
	{"what a save hastens becomes due with it, and nothing when it is refused", func(s *stage) {
		s.file(about(5), about(6), about(7))
		s.project(about(6), 1, noon.Add(24*time.Hour))
		s.project(about(7), 1, noon.Add(24*time.Hour))
		refused := projected(s.reading(about(5)), 2, noon.Add(24*time.Hour))
		refused.Hastens = []subject.Key{about(6)}
		saved := projected(s.reading(about(5)), 1, noon.Add(24*time.Hour))
		saved.Hastens = []subject.Key{about(7), about(8)}
		_, err := s.store.Save(s.ctx, []reputation.Save{refused, saved})
		s.ok(err)
		due, err := s.store.DueBy(s.ctx, saved.Projection.AsOf, 10)
		s.ok(err)
		same(s.t, "due", due, []subject.Key{about(7)})
	}},
	{"a refused save and hastening are no change", func(s *stage) {
		s.file(about(5))
		s.project(about(5), 1, noon.Add(time.Hour))
		cursor, _ := s.changed("", 10)
		_, err := s.store.Save(s.ctx, []reputation.Save{projected(s.reading(about(5)), 1, noon)})
		s.ok(err)
		s.ok(s.store.Hasten(s.ctx, []subject.Key{about(5)}, noon))
		_, got := s.changed(cursor, 10)
		same(s.t, "changed", got, nil)
	}},
}

// changed follows from a cursor.
func (s *stage) changed(after reputation.Cursor, limit int) (reputation.Cursor, []subject.Key) {
	s.t.Helper()
	projections, next, err := s.store.Changed(s.ctx, after, limit)
	s.ok(err)
	var keys []subject.Key
	for _, p := range projections {
		keys = append(keys, p.Subject)
	}
	return next, keys
}
