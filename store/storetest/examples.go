package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// approved makes up an example of a report.
func approved(id string, of reputation.SealedTestimony) trend.Example {
	return trend.Example{
		ID: id, Receipt: of.Receipt, Category: "fake_job", Kind: report.Offer, Lang: "zh-CN", Text: "日结，只需帮忙转发短信 " + id,
		ApprovedAt: reputation.DateOf(noon).Time(), By: "a moderator",
	}
}

// shows expects that the examples with these IDs are all, of one category and day.
func (s *stage) shows(want ...string) {
	s.t.Helper()
	s.named("examples", s.store.Examples, want)
}

// showsEverybody expects that those are all that everybody may see.
func (s *stage) showsEverybody(want ...string) {
	s.t.Helper()
	s.named("examples for everybody", s.store.ShownExamples, want)
}

func (s *stage) named(what string, some func(context.Context) ([]trend.Example, error), want []string) {
	s.t.Helper()
	all, err := some(s.ctx)
	s.ok(err)
	var got []string
	for _, e := range all {
		got = append(got, e.ID)
	}
	same(s.t, what, got, want)
}

// shownEverybody are the IDs of those of reports that count.
func (m *model) shownEverybody() (ids []string) {
	for receipt, e := range m.examples {
		said := m.testimony(m.reports[receipt]).Statements
		if slices.ContainsFunc(said, func(s reputation.Statement) bool { return s.State == reputation.Live && s.Polarity == report.Bad }) {
			ids = append(ids, e.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

var exampleSentences = []sentence{
	{"all come by category, the one approved last first, and those of one day by ID", func(s *stage) {
		s.shows()
		var want []trend.Example
		for _, of := range []struct {
			category report.Category
			id       string
			age      int
		}{{"advertising", "7", 1}, {"fake_job", "3", 0}, {"fake_job", "4", 0}, {"fake_job", "1", 2}, {"survey", "2", 0}} {
			e := approved(of.id, s.file(about(5)))
			e.Category, e.ApprovedAt = of.category, e.ApprovedAt.AddDate(0, 0, -of.age)
			want = append(want, e)
		}
		for _, i := range []int{2, 4, 0, 3, 1} {
			s.ok(s.store.PutExample(s.ctx, want[i]))
		}
		for _, some := range []func(context.Context) ([]trend.Example, error){s.store.Examples, s.store.ShownExamples} {
			got, err := some(s.ctx)
			s.ok(err)
			same(s.t, "examples", got, want)
		}
	}},
	{"a report has one example, and an ID is of one", func(s *stage) {
		r, other := s.file(about(5)), s.file(about(5))
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.fails(s.store.PutExample(s.ctx, approved("1", r)), fault.Exists)
		s.fails(s.store.PutExample(s.ctx, approved("2", r)), fault.Exists)
		s.fails(s.store.PutExample(s.ctx, approved("1", other)), fault.Exists)
		s.shows("1")
		s.ok(s.store.PutExample(s.ctx, approved("2", other)))
		s.shows("1", "2")
	}},
	{"of a report that is unknown or withdrawn none is kept", func(s *stage) {
		withdrawn := s.file(about(5))
		s.ok(s.store.Withdraw(s.ctx, withdrawn.Receipt))
		for _, r := range []reputation.SealedTestimony{withdrawn, s.said(about(5))} {
			s.fails(s.store.PutExample(s.ctx, approved("1", r)), fault.NotFound)
		}
		s.shows()
	}},
	{"what is dropped is gone, and its report may have another", func(s *stage) {
		r := s.file(about(5))
		s.fails(s.store.DropExample(s.ctx, "1"), fault.NotFound)
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.ok(s.store.DropExample(s.ctx, "1"))
		s.fails(s.store.DropExample(s.ctx, "1"), fault.NotFound)
		s.shows()
		s.ok(s.store.PutExample(s.ctx, approved("2", r)))
		s.shows("2")
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		same(s.t, "report", got, r)
	}},
	{"withdrawing a report takes its example away, and no other", func(s *stage) {
		r, other := s.file(about(5)), s.file(about(5))
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.ok(s.store.PutExample(s.ctx, approved("2", other)))
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.shows("2")
		s.fails(s.store.DropExample(s.ctx, "1"), fault.NotFound)
		s.ok(s.store.PutExample(s.ctx, approved("1", s.file(about(6)))))
	}},
	{"so does replacing it, and what replaces it may have one", func(s *stage) {
		r, replacement := s.file(about(5)), s.said(about(5))
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		replacement.Replaces = r.Receipt
		s.ok(s.store.File(s.ctx, replacement))
		s.shows()
		s.ok(s.store.PutExample(s.ctx, approved("2", replacement)))
		s.shows("2")
	}},
	{"everybody sees one while its report says something that counts, and it stays meanwhile", func(s *stage) {
		r, other := s.fileBy("one", about(5), about(6)), s.fileBy("one", about(5))
		s.showsEverybody()
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.ok(s.store.PutExample(s.ctx, approved("2", other)))
		s.ok(s.store.Overturn(s.ctx, about(5), r.Report))
		s.showsEverybody("1", "2") // what it says of the other number counts
		s.ok(s.store.Overturn(s.ctx, about(6), r.Report))
		s.showsEverybody("2")
		s.shows("1", "2")
		s.ok(s.store.Reinstate(s.ctx, about(6), r.Report))
		s.showsEverybody("1", "2")
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		s.showsEverybody("2")
	}},
	{"everybody sees one of a report that speaks well of a number never", func(s *stage) {
		r := s.said(about(5))
		r.Statements[0].Polarity = report.Fine
		s.ok(s.store.File(s.ctx, r))
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.showsEverybody()
		s.shows("1")
	}},
	{"vouching leaves it, and it leaves vouching", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.PutExample(s.ctx, approved("1", r)))
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		s.says(r.Receipt, vouched(r, "somebody")...)
		s.shows("1")
	}},
	{"it was approved on a day", func(s *stage) {
		want := approved("1", s.file(about(5)))
		precise := want
		precise.ApprovedAt = noon.Add(time.Millisecond)
		s.ok(s.store.PutExample(s.ctx, precise))
		got, err := s.store.Examples(s.ctx)
		s.ok(err)
		same(s.t, "examples", got, []trend.Example{want})
	}},
	{"an example of nothing is an error", func(s *stage) {
		r := s.file(about(5))
		for name, spoil := range map[string]func(*trend.Example){
			"without an ID":           func(e *trend.Example) { e.ID = "" },
			"without a text":          func(e *trend.Example) { e.Text = "" },
			"of no category":          func(e *trend.Example) { e.Category = "" },
			"that was never approved": func(e *trend.Example) { e.ApprovedAt = time.Time{} },
		} {
			e := approved("1", r)
			if spoil(&e); s.store.PutExample(s.ctx, e) == nil {
				s.t.Errorf("kept an example %s", name)
			}
		}
		s.shows()
	}},
	{"of a report that is withdrawn while it is approved none is left", func(s *stage) {
		for n := range contenders {
			r := s.file(about(5))
			var group sync.WaitGroup
			group.Go(func() { check(s, s.store.Withdraw(s.ctx, r.Receipt)) })
			group.Go(func() {
				if err := s.store.PutExample(s.ctx, approved(r.Report.String(), r)); err != nil && !errors.Is(err, fault.NotFound) {
					s.t.Errorf("the %dth: %v", n, err)
				}
			})
			group.Wait()
		}
		s.shows()
	}},
	{"of all who approve a report at once one does", func(s *stage) {
		r := s.file(about(5))
		errs := make([]error, contenders)
		var group sync.WaitGroup
		for i := range contenders {
			group.Go(func() { errs[i] = s.store.PutExample(s.ctx, approved(string(rune('a'+i)), r)) })
		}
		group.Wait()
		winner := slices.Index(errs, nil)
		if winner < 0 {
			s.t.Fatalf("nobody did: %v", errs)
		}
		for i, err := range errs {
			if i != winner && !errors.Is(err, fault.Exists) {
				s.t.Errorf("beside the %dth the %dth: %v", winner, i, err)
			}
		}
		s.shows(string(rune('a' + winner)))
	}},
}
