package storetest

import (
	"fmt"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// opened makes up a case about a subject, opened so many minutes after noon.
func opened(id string, of subject.Key, minutes int) casefile.Case {
	return casefile.Case{
		ID: id, Revision: 1, Subject: of, Claim: casefile.Wrong, Proof: casefile.CodeTo, Lang: "en", State: casefile.Waiting,
		OpenedAt: noon.Add(time.Duration(minutes) * time.Minute), SealedOn: reputation.DateOf(noon), Sealed: fmt.Appendf(nil, "sealed for %s", id),
	}
}

// answered is case a about a subject with everything in it, in revision 7.
func answered(of subject.Key) casefile.Case {
	c := opened("a", of, 0)
	c.Revision, c.Claim, c.Proof, c.Words, c.Lang, c.State = 7, casefile.Forged, casefile.TextFrom, "Others show it as theirs.", "zh-CN", casefile.Closed
	c.ProvedAt, c.ClosedAt, c.Outcome, c.Decision = noon.Add(time.Minute), noon.Add(time.Hour), casefile.Accepted, "the dispute"
	c.By, c.Reason, c.Mark = "a moderator", "the carrier confirmed it", [16]byte{0: 1, 15: 2}
	return c
}

// opens stores cases.
func (s *stage) opens(cases ...casefile.Case) {
	s.t.Helper()
	for _, c := range cases {
		s.ok(s.store.PutCase(s.ctx, c))
	}
}

// moves expects that a case is written, or not.
func (s *stage) moves(c casefile.Case, wins bool) {
	s.t.Helper()
	s.written("case "+c.ID, c.Revision, wins)(s.store.SaveCase(s.ctx, c))
}

// kept expects a case to stand so.
func (s *stage) stands(want casefile.Case) {
	s.t.Helper()
	got, err := s.store.Case(s.ctx, want.ID)
	s.ok(err)
	same(s.t, "case "+want.ID, got, want)
}

// pending expects these cases to be open, the longest waiting first.
func (s *stage) pending(limit int, want ...casefile.Case) {
	s.t.Helper()
	got, err := s.store.Pending(s.ctx, limit)
	s.ok(err)
	same(s.t, "cases that are not closed", got, want)
}

// contested expects these cases about a subject, the last first.
func (s *stage) contested(of subject.Key, want ...casefile.Case) {
	s.t.Helper()
	got, err := s.store.CasesAbout(s.ctx, of)
	s.ok(err)
	same(s.t, "cases about "+of.String(), got, want)
}

var caseSentences = []sentence{
	{"a case comes as it stands, and an unknown one is not found", func(s *stage) {
		_, err := s.store.Case(s.ctx, "a")
		s.fails(err, fault.NotFound)
		s.opens(answered(about(5)), opened("b", key("domain/example.com"), 1))
		s.stands(answered(about(5)))
		s.stands(opened("b", key("domain/example.com"), 1))
		_, err = s.store.Case(s.ctx, "")
		s.fails(err, fault.NotFound)
	}},
	{"an ID that is kept is kept once", func(s *stage) {
		s.opens(opened("a", about(5), 0))
		s.fails(s.store.PutCase(s.ctx, answered(about(6))), fault.Exists)
		s.stands(opened("a", about(5), 0))
		s.contested(about(6))
	}},
	{"what is written after the revision that is kept is kept, all of it", func(s *stage) {
		before := opened("a", about(5), 0)
		before.Revision = 6
		s.opens(before)
		s.moves(answered(about(5)), true)
		s.stands(answered(about(5)))
		erased := answered(about(5))
		erased.Revision, erased.Sealed, erased.SealedOn = 8, nil, 0
		s.moves(erased, true)
		s.stands(erased)
	}},
	{"what is written after any other revision is not, nor what is not kept", func(s *stage) {
		kept := opened("a", about(5), 0)
		kept.Revision = 2
		s.opens(kept)
		for _, revision := range []uint64{1, 2, 4, 1 << 62} {
			other := answered(about(6))
			other.Revision = revision
			s.moves(other, false)
		}
		s.moves(opened("b", about(5), 0), false)
		s.stands(kept)
		s.pending(10, kept)
		s.contested(about(6))
	}},
	{"those about a subject come the last first, and of one second by ID", func(s *stage) {
		s.contested(about(5))
		s.opens(opened("d", about(5), 1), opened("b", about(5), 3), opened("a", about(5), 1), opened("c", about(6), 2), opened("e", about(51), 9))
		closed := opened("d", about(5), 1)
		closed.Revision, closed.State, closed.Outcome = 2, casefile.Closed, casefile.Withdrawn
		s.moves(closed, true)
		s.contested(about(5), opened("b", about(5), 3), opened("a", about(5), 1), closed)
		s.contested(about(6), opened("c", about(6), 2))
	}},
	{"those that are not closed come the first first, and of one second by ID, as many as asked", func(s *stage) {
		a, b, c := opened("a", about(5), 2), opened("b", about(6), 1), opened("c", about(5), 1)
		s.opens(a, c, b)
		s.pending(10, b, c, a)
		s.pending(2, b, c)
		s.pending(0)
		b.Revision, b.State = 2, casefile.InForce
		s.moves(b, true)
		s.pending(10, b, c, a)
		b.Revision, b.State = 3, casefile.Closed
		s.moves(b, true)
		s.pending(10, c, a)
		b.Revision, b.State = 4, casefile.Submitted
		s.moves(b, true)
		s.pending(10, b, c, a)
		s.ok(s.store.PutCase(s.ctx, closedCase("z")))
		s.pending(10, b, c, a)
	}},
	{"all come ordered by ID, after one, as many as asked", func(s *stage) {
		a, b, c := opened("a", about(5), 2), closedCase("b"), opened("c", about(7), 1)
		s.opens(c, a, b)
		for _, x := range []struct {
			after string
			limit int
			want  []casefile.Case
		}{{"", 10, []casefile.Case{a, b, c}}, {"", 2, []casefile.Case{a, b}}, {"a", 1, []casefile.Case{b}}, {"aa", 10, []casefile.Case{b, c}}, {"c", 10, nil}} {
			got, err := s.store.Cases(s.ctx, x.after, x.limit)
			s.ok(err)
			same(s.t, fmt.Sprintf("%d cases after %q", x.limit, x.after), got, x.want)
		}
	}},
	{"its times are kept to the second", func(s *stage) {
		precise := answered(about(5))
		spread(&precise.OpenedAt, &precise.ProvedAt, &precise.ClosedAt)
		s.opens(precise)
		s.stands(answered(about(5)))
		precise.Revision++
		s.moves(precise, true)
		want := answered(about(5))
		want.Revision++
		s.stands(want)
		s.contested(about(5), want)
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		c := opened("a", about(5), 0)
		s.opens(c)
		c.Sealed[0] = 'X'
		for _, read := range []func() (casefile.Case, error){
			func() (casefile.Case, error) { return s.store.Case(s.ctx, "a") },
			func() (casefile.Case, error) { all, err := s.store.Cases(s.ctx, "", 1); return all[0], err },
			func() (casefile.Case, error) { all, err := s.store.Pending(s.ctx, 1); return all[0], err },
			func() (casefile.Case, error) { all, err := s.store.CasesAbout(s.ctx, about(5)); return all[0], err },
		} {
			got, err := read()
			s.ok(err)
			got.Sealed[0] = 'X'
		}
		s.stands(opened("a", about(5), 0))
	}},
	{"of all who write after one revision one wins", func(s *stage) {
		s.opens(opened("a", about(5), 0))
		oneWins(s, func(revision uint64) (bool, error) {
			c := opened("a", about(5), 0)
			if c.Revision = revision; revision%2 == 0 {
				c.State = casefile.Closed
			}
			return s.store.SaveCase(s.ctx, c)
		}, func() uint64 {
			c, err := s.store.Case(s.ctx, "a")
			s.ok(err)
			s.contested(about(5), c)
			if c.State == casefile.Closed {
				s.pending(10)
			} else {
				s.pending(10, c)
			}
			return c.Revision
		})
	}},
	{"a case that cannot be kept is an error", func(s *stage) {
		for name, spoil := range map[string]func(*casefile.Case){
			"without an ID":         func(c *casefile.Case) { c.ID = "" },
			"with a strange ID":     func(c *casefile.Case) { c.ID = "a\x00b" },
			"about nothing":         func(c *casefile.Case) { c.Subject = subject.Key{} },
			"in no state":           func(c *casefile.Case) { c.State = "" },
			"of no revision":        func(c *casefile.Case) { c.Revision = 0 },
			"of a revision beyond":  func(c *casefile.Case) { c.Revision = ^uint64(0) },
			"that was never opened": func(c *casefile.Case) { c.OpenedAt = time.Time{} },
		} {
			c := opened("a", about(5), 0)
			if spoil(&c); s.store.PutCase(s.ctx, c) == nil {
				s.t.Errorf("put a case %s", name)
			}
			if won, err := s.store.SaveCase(s.ctx, c); won || err == nil {
				s.t.Errorf("saved a case %s: %v", name, err)
			}
		}
		s.pending(10)
	}},
}

// closedCase is a case that was closed before it was ever kept, as one of an archive.
func closedCase(id string) casefile.Case {
	c := opened(id, about(6), 0)
	c.State, c.Outcome, c.ClosedAt = casefile.Closed, casefile.Upheld, noon.Add(time.Hour)
	return c
}
