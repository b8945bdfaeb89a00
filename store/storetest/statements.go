package storetest

import (
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var statementSentences = []sentence{
	{"statements without testimony are added once, unprojected, and stay as they were", func(s *stage) {
		filed, imported := s.file(about(5)), s.said(about(5), about(6))
		again := filed.Statements[0]
		again.Category = "survey"
		added, err := s.store.Add(s.ctx, append(imported.Statements, again))
		s.ok(err)
		same(s.t, "added", added, 2)
		added, err = s.store.Add(s.ctx, imported.Statements)
		s.ok(err)
		same(s.t, "added again", added, 0)
		s.unprojected(about(5), about(6))
		kept, err := s.store.Statements(s.ctx, about(6))
		s.ok(err)
		same(s.t, "kept", kept, imported.Statements[1:])
		kept, err = s.store.Statements(s.ctx, about(5))
		s.ok(err)
		same(s.t, "kept", len(kept), 2)
		for _, k := range kept {
			if k.Category == "survey" {
				s.t.Error("a statement kept was written over")
			}
		}
	}},
	{"all that is kept about a subject comes ordered by report", func(s *stage) {
		first, second, third := s.said(about(5)), s.said(about(5)), s.said(about(5))
		s.ok(s.store.File(s.ctx, third))
		s.ok(s.store.File(s.ctx, first))
		s.ok(s.store.File(s.ctx, second))
		got, err := s.store.Statements(s.ctx, about(5))
		s.ok(err)
		same(s.t, "statements", got, []reputation.Statement{first.Statements[0], second.Statements[0], third.Statements[0]})
	}},
	{"a subject whose key begins another's is not mixed with it", func(s *stage) {
		short, long := key("CN/95588"), key("CN/955881")
		s.file(long)
		s.file(short)
		s.ok(s.store.Decide(s.ctx, decided("1", long, reputation.Register)))
		s.project(long, 1, time.Time{})
		got, err := s.store.Statements(s.ctx, short)
		s.ok(err)
		if len(got) != 1 || got[0].Subject != short {
			s.t.Errorf("statements about %v: %v", short, got)
		}
		if r := s.reading(short); r.Tally.Standing.Official || len(r.Marks) != 1 {
			s.t.Errorf("reading of %v: %+v", short, r)
		}
		s.keeps(short, long)
		s.unprojected(short)
	}},
	{"a tally is the fold of statements and decisions, in the order asked", func(s *stage) {
		first, second := s.fileBy("somebody", about(5), about(6)), s.fileBy("another", about(5))
		ruling := decided("1", about(5), reputation.Confirm)
		s.ok(s.store.Decide(s.ctx, ruling))
		got, err := s.store.Tally(s.ctx, []subject.Key{about(6), about(7), about(5)}, noon)
		s.ok(err)
		both := []reputation.Statement{first.Statements[0], second.Statements[0]}
		same(s.t, "tallies", tallies(got), []reputation.Tally{
			reputation.Fold(first.Statements[1:], nil, noon),
			{},
			reputation.Fold(both, []reputation.Decision{ruling}, noon),
		})
	}},
	{"a reading marks each statement and decision that no projection has settled", func(s *stage) {
		s.file(about(5))
		s.file(about(5))
		s.ok(s.store.Decide(s.ctx, decided("1", about(5), reputation.Confirm)))
		if marks := s.reading(about(5)).Marks; len(marks) != 3 {
			s.t.Errorf("two statements and a decision have marks %v", marks)
		}
		s.project(about(5), 1, time.Time{})
		s.file(about(5))
		if marks := s.reading(about(5)).Marks; len(marks) != 1 {
			s.t.Errorf("one new statement has marks %v", marks)
		}
	}},
	{"history is the newest first, and at most n", func(s *stage) {
		first := s.fileBy("somebody", about(6))
		s.fileBy("somebody else", about(7))
		second := s.fileBy("somebody", about(5))
		s.file(about(8))
		got, err := s.store.History(s.ctx, "somebody", 16)
		s.ok(err)
		same(s.t, "history", got, []reputation.Statement{second.Statements[0], first.Statements[0]})
		got, err = s.store.History(s.ctx, "somebody", 1)
		s.ok(err)
		same(s.t, "history", got, second.Statements)
	}},
	{"whoever cannot be recognised has no history", func(s *stage) {
		s.file(about(5))
		got, err := s.store.History(s.ctx, "", 16)
		s.ok(err)
		same(s.t, "history", got, nil)
	}},
	{"one pseudonym that begins another has not its history", func(s *stage) {
		for _, by := range []reputation.Pseudonym{"some", "some\x00body", "somebody", "some|body"} {
			s.fileBy(by, about(5))
		}
		got, err := s.store.History(s.ctx, "some", 16)
		s.ok(err)
		if len(got) != 1 || got[0].Reporter != "some" {
			s.t.Errorf("history: %v", got)
		}
	}},
}

var subjectSentences = []sentence{
	{"whatever has a statement, a decision or a projection is a subject", func(s *stage) {
		s.file(about(7))
		s.ok(s.store.Decide(s.ctx, decided("1", about(5), reputation.Register)))
		s.saves(projected(reputation.Reading{Subject: about(6)}, 1, time.Time{}))
		s.keeps(about(5), about(6), about(7))
	}},
	{"pages follow each other in the order of keys, without gap or repetition", func(s *stage) {
		want := []subject.Key{
			key("+12025550105"), key("+12025550106"), key("CN/95588"), key("CN/955881"), key("CN/sender/BANK"), key("CN/sender/BANK A"),
			key("CN/sender/BANK-A"), key("CN/sender/BANKS"), key("qq/10000"), key("qq/100001"), key("wechat/wxid_fiction"),
		}
		for i, of := range want { // each in one, two or three places
			if i%3 == 0 {
				s.file(of)
				s.file(of)
			}
			if i%3 == 1 || i%2 == 0 {
				s.ok(s.store.Decide(s.ctx, decided("1", of, reputation.Dispute)))
			}
			if i%3 == 2 {
				s.saves(projected(reputation.Reading{Subject: of}, 1, time.Time{}))
			}
		}
		for _, size := range []int{1, 2, 3, 100} {
			same(s.t, "pages", s.pages(size), want)
		}
	}},
	{"a limit of nothing returns nothing", func(s *stage) {
		s.file(about(5))
		got, err := s.store.Subjects(s.ctx, subject.Key{}, 0)
		s.ok(err)
		same(s.t, "subjects", got, nil)
		got, err = s.store.Unprojected(s.ctx, 0)
		s.ok(err)
		same(s.t, "unprojected", got, nil)
	}},
}

// pages reads all subjects by pages of a size.
func (s *stage) pages(size int) (all []subject.Key) {
	s.t.Helper()
	var after subject.Key
	for {
		page, err := s.store.Subjects(s.ctx, after, size)
		s.ok(err)
		if len(page) == 0 {
			return all
		}
		if len(page) > size {
			s.t.Fatalf("a page of %d has %d subjects", size, len(page))
		}
		all = append(all, page...)
		after = page[len(page)-1]
	}
}

func tallies(readings []reputation.Reading) (tallies []reputation.Tally) {
	for _, r := range readings {
		tallies = append(tallies, r.Tally)
	}
	return tallies
}
