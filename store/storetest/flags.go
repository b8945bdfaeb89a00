package storetest

import (
	"slices"
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// flagged makes up a flag, found so many minutes after noon.
func flagged(of subject.Key, minutes int) brigade.Flag {
	at := noon.Add(time.Duration(minutes) * time.Minute)
	return brigade.Flag{
		Subject: of, Polarity: report.Fine, FoundAt: at, LastAt: at.Add(time.Hour), Since: noon.Add(-3 * time.Hour), Until: noon.Add(-time.Hour), Reports: 40, New: 39, Networks: 3,
	}
}

// dismissed is a flag that a moderator looked at.
func dismissed(of subject.Key, minutes int) brigade.Flag {
	f := flagged(of, minutes)
	f.Dismissed, f.By = noon.Add(5*time.Hour), "a moderator"
	return f
}

// flags expects these flags, those found last first.
func (s *stage) flags(limit int, want ...brigade.Flag) {
	s.t.Helper()
	got, err := s.store.Flags(s.ctx, limit)
	s.ok(err)
	same(s.t, "flags", got, want)
}

var flagSentences = []sentence{
	{"a flag comes as it stands, dismissed or not, and an unknown one is not found", func(s *stage) {
		_, err := s.store.Flag(s.ctx, about(5))
		s.fails(err, fault.NotFound)
		for _, f := range []brigade.Flag{flagged(about(5), 0), dismissed(about(6), 1)} {
			s.ok(s.store.SaveFlag(s.ctx, f))
			got, err := s.store.Flag(s.ctx, f.Subject)
			s.ok(err)
			same(s.t, "flag", got, f)
		}
	}},
	{"those that are not dismissed come the last first, and of one second by subject, as many as asked", func(s *stage) {
		s.flags(10)
		for _, f := range []brigade.Flag{flagged(about(6), 1), dismissed(about(8), 9), flagged(about(5), 1), flagged(about(7), 2), flagged(key("qq/10000"), 0)} {
			s.ok(s.store.SaveFlag(s.ctx, f))
		}
		s.flags(10, flagged(about(7), 2), flagged(about(5), 1), flagged(about(6), 1), flagged(key("qq/10000"), 0))
		s.flags(2, flagged(about(7), 2), flagged(about(5), 1))
		s.flags(0)
	}},
	{"all of them come in the order of their subjects, dismissed or not, a part at a time", func(s *stage) {
		want := []brigade.Flag{flagged(about(5), 1), dismissed(about(6), 9), flagged(about(7), 2), dismissed(key("qq/10000"), 0)}
		for _, f := range slices.Backward(want) {
			s.ok(s.store.SaveFlag(s.ctx, f))
		}
		for _, size := range []int{1, 3, 10} {
			var got []brigade.Flag
			for after := (subject.Key{}); ; after = got[len(got)-1].Subject {
				page, err := s.store.FlagsAll(s.ctx, after, size)
				s.ok(err)
				if got = append(got, page...); len(page) < size {
					break
				}
			}
			same(s.t, "flags", got, want)
		}
		none, err := s.store.FlagsAll(s.ctx, subject.Key{}, 0)
		s.ok(err)
		same(s.t, "none", len(none), 0)
	}},
	{"one about a subject takes the place of that before", func(s *stage) {
		for _, f := range []brigade.Flag{flagged(about(5), 0), dismissed(about(5), 0), flagged(about(5), 7)} {
			s.ok(s.store.SaveFlag(s.ctx, f))
			got, err := s.store.Flag(s.ctx, about(5))
			s.ok(err)
			same(s.t, "flag", got, f)
		}
		s.flags(10, flagged(about(5), 7))
		s.ok(s.store.SaveFlag(s.ctx, dismissed(about(5), 7)))
		s.flags(10)
	}},
	{"its times are kept to the second", func(s *stage) {
		precise := dismissed(about(5), 0)
		spread(&precise.FoundAt, &precise.LastAt, &precise.Since, &precise.Until, &precise.Dismissed)
		s.ok(s.store.SaveFlag(s.ctx, precise))
		got, err := s.store.Flag(s.ctx, about(5))
		s.ok(err)
		same(s.t, "flag", got, dismissed(about(5), 0))
	}},
	{"a flag that cannot be kept is an error", func(s *stage) {
		never := flagged(about(5), 0)
		never.FoundAt = time.Time{}
		for _, f := range []brigade.Flag{never, flagged(subject.Key{}, 0)} {
			if s.store.SaveFlag(s.ctx, f) == nil {
				s.t.Errorf("kept %+v", f)
			}
		}
		s.flags(10)
	}},
}
