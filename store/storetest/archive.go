package storetest

import (
	"errors"
	"slices"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

var archiveSentences = []sentence{
	{"walking hands over all truth in order, then reports, and who stopped at last", func(s *stage) {
		s.furnish()
		all, reported, stopped := s.walks(), false, false
		s.ok(s.store.Walk(s.ctx, func(b transfer.Batch) error {
			if reported && len(b.Statements)+len(b.Decisions) > 0 || stopped && len(b.Reports) > 0 {
				s.t.Error("statements or decisions come after reports, or reports after who stopped")
			}
			reported, stopped = reported || len(b.Reports) > 0, stopped || len(b.Stops) > 0
			return nil
		}))
		same(s.t, "who stopped", all.Stops, []conversation.Name{sender(2), sender(7), sender(30)})
		var want transfer.Batch
		for _, about := range s.pages(100) {
			said, err := s.store.Statements(s.ctx, about)
			s.ok(err)
			want = joined(want, transfer.Batch{Statements: said, Decisions: s.ruled(about)})
		}
		same(s.t, "statements", all.Statements, want.Statements)
		same(s.t, "decisions", all.Decisions, want.Decisions)
		same(s.t, "reports", len(all.Reports), 6)
		if !slices.IsSortedFunc(all.Reports, func(a, b transfer.Report) int { return slices.Compare(a.Receipt[:], b.Receipt[:]) }) {
			s.t.Error("reports come in no order")
		}
		for i := range all.Reports {
			kept, err := s.store.Testimony(s.ctx, all.Reports[i].Receipt)
			s.ok(err)
			kept.Statements = nil
			same(s.t, "report", all.Reports[i].SealedTestimony, kept)
		}
	}},
	{"of what others write during a walk, each report is handed over whole or not at all", func(s *stage) {
		stays, goes, changes := s.fileBy("somebody", about(5)), s.fileBy("somebody", about(5)), s.file(about(6))
		comes, replaces := s.now(about(5), about(6)), s.now(about(6))
		replaces.Replaces = changes.Receipt
		begun := false
		var all transfer.Batch
		s.ok(s.store.Walk(s.ctx, func(b transfer.Batch) error {
			if all = joined(all, b); !begun {
				begun = true
				s.ok(s.store.File(s.ctx, comes))
				s.ok(s.store.File(s.ctx, replaces))
				s.ok(s.store.Withdraw(s.ctx, goes.Receipt))
			}
			return nil
		}))
		target := s.another()
		target.takes(all)
		for _, r := range all.Reports {
			s.ok(target.store.Complete(s.ctx, r.Receipt))
		}
		for _, r := range []reputation.SealedTestimony{stays, goes, changes} { // acknowledged before
			_, err := target.store.Testimony(s.ctx, r.Receipt)
			s.ok(err)
		}
		for _, said := range target.walks().Statements {
			if !slices.ContainsFunc(all.Reports, func(r transfer.Report) bool { return r.Report == said.Report }) {
				s.t.Errorf("a statement of a report that was not handed over: %v", said)
			}
		}
		for _, r := range all.Reports {
			kept, err := target.store.Testimony(s.ctx, r.Receipt)
			s.ok(err)
			same(s.t, "statements of a report", len(kept.Statements), len(r.Subjects))
			for _, said := range kept.Statements {
				same(s.t, "live", said.State == reputation.Live, !kept.Withdrawn)
			}
		}
	}},
	{"so is one of whose statements one was overturned since", func(s *stage) {
		s.file(about(5))
		comes, begun := s.now(about(5), about(6)), false
		overturned := comes.Statements[1]
		overturned.State, overturned.Version = reputation.Overturned, 2
		var all transfer.Batch
		s.ok(s.store.Walk(s.ctx, func(b transfer.Batch) error {
			if all = joined(all, b); !begun {
				begun = true
				_, err := s.store.Add(s.ctx, []reputation.Statement{overturned})
				s.ok(errors.Join(err, s.store.File(s.ctx, comes)))
			}
			return nil
		}))
		target := s.another()
		target.takes(all)
		for _, r := range all.Reports {
			s.ok(target.store.Complete(s.ctx, r.Receipt))
			kept, err := target.store.Testimony(s.ctx, r.Receipt)
			s.ok(err)
			same(s.t, "statements of a report", len(kept.Statements), len(r.Subjects))
			if r.Receipt == comes.Receipt {
				same(s.t, "statements", kept.Statements, []reputation.Statement{comes.Statements[0], overturned})
			}
		}
	}},
	{"a walk ends with the error of its visitor, as it is", func(s *stage) {
		s.furnish()
		full := errors.New("the disk is full")
		if err := s.store.Walk(s.ctx, func(transfer.Batch) error { return full }); !errors.Is(err, full) || errors.Is(err, fault.Unavailable) {
			s.t.Errorf("got %v", err)
		}
	}},
	{"what is restored is what was handed over, and awaits projection", func(s *stage) {
		s.furnish()
		target := s.another()
		target.takes(s.walks())
		same(s.t, "truth", target.walks(), s.walks())
		target.unprojected(s.pages(100)...)
		for _, about := range s.pages(100) {
			same(s.t, "tally", target.reading(about).Tally, s.reading(about).Tally)
		}
		for _, by := range []reputation.Pseudonym{"somebody", "another"} {
			want, err := s.store.History(s.ctx, by, 100)
			s.ok(err)
			got, err := target.store.History(s.ctx, by, 100)
			s.ok(err)
			same(s.t, "history of "+string(by), got, want)
		}
	}},
	{"restoring again changes nothing, even what was withdrawn since", func(s *stage) {
		kept := s.furnish()
		target, all := s.another(), s.walks()
		target.takes(all)
		s.ok(target.store.Withdraw(s.ctx, kept.Receipt))
		for i, about := range target.pages(100) {
			target.project(about, 1, noon.Add(time.Duration(i)*time.Hour))
		}
		want := target.walks()
		target.takes(all)
		same(s.t, "truth", target.walks(), want)
		target.unprojected()
	}},
	{"a restored report is withdrawn, replaced and refused again as where it came from", func(s *stage) {
		kept := s.furnish()
		target := s.another()
		target.takes(s.walks())
		for _, st := range []*stage{s, target} {
			st.fails(st.store.File(s.ctx, kept), fault.Exists)
			correction := made(900, "", about(5))
			correction.Replaces = kept.Receipt
			st.ok(st.store.File(s.ctx, correction))
			st.fails(st.store.File(s.ctx, correction), fault.Exists)
			again := made(901, "", about(5))
			again.Replaces = kept.Receipt
			st.fails(st.store.File(s.ctx, again), fault.NotFound)
			st.ok(st.store.Withdraw(s.ctx, correction.Receipt))
		}
		same(s.t, "truth", target.walks(), s.walks())
	}},
	{"an unfinished report is restored as one, and completed as where it came from", func(s *stage) {
		old := s.fileBy("somebody", about(5))
		r := s.saidBy("somebody", about(5), about(6))
		r.Replaces = old.Receipt
		target := s.another()
		target.takes(s.walks())
		s.ok(target.store.Restore(s.ctx, []transfer.Report{unfinished(r)}))
		target.unfinished(r)
		same(s.t, "tally", target.reading(about(5)).Tally, reputation.Fold(old.Statements, nil, noon))
		same(s.t, "walked", target.walks().Reports, sorted(finished(old), unfinished(r)))
		s.ok(target.store.Complete(s.ctx, r.Receipt))
		s.ok(s.store.File(s.ctx, r))
		target.unfinished()
		same(s.t, "truth", target.walks(), s.walks())
	}},
	{"of a withdrawn report no statement is restored that counts, or could again", func(s *stage) {
		r := s.fileBy("somebody", about(5), about(6))
		s.ok(s.store.Overturn(s.ctx, about(6), r.Report))
		before := s.walks()
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		target := s.another()
		target.takes(transfer.Batch{Statements: before.Statements, Reports: s.walks().Reports})
		same(s.t, "truth", target.walks(), s.walks())
		history, err := target.store.History(s.ctx, "somebody", 10)
		s.ok(err)
		same(s.t, "history", history, nil)
	}},
	{"a store that keeps anything takes over no archive", func(s *stage) {
		for name, keep := range map[string]func(*stage){
			"a report":     func(o *stage) { o.file(about(5)) },
			"a statement":  func(o *stage) { _, err := o.store.Add(s.ctx, o.said(about(5)).Statements); s.ok(err) },
			"a decision":   func(o *stage) { s.ok(o.store.Decide(s.ctx, decided("1", about(5), reputation.Clear))) },
			"a projection": func(o *stage) { o.saves(projected(reputation.Reading{Subject: about(5)}, 1, time.Time{})) },
			"a key":        func(o *stage) { s.ok(o.store.PutKey(s.ctx, issued("app"))) },
			"a stop":       func(o *stage) { s.ok(o.store.Stop(s.ctx, sender(1))) },
			"a week":       func(o *stage) { o.counts(figures(week, 20), true) },
			"a burst":      func(o *stage) { s.ok(o.store.SaveBurst(s.ctx, found("1", noon))) },
			"a hook":       func(o *stage) { s.ok(o.store.PutHook(s.ctx, hooked("a-school", 1))) },
			"an entry":     func(o *stage) { o.logs(0, 1) },
			"an account":   func(o *stage) { s.ok(o.store.PutAccount(s.ctx, employed("a", 1))) },
			"a case":       func(o *stage) { o.opens(opened("a", about(5), 0)) },
			"a proposal":   func(o *stage) { s.ok(o.store.PutProposal(s.ctx, proposed("a", 1))) },
			"a flag":       func(o *stage) { s.ok(o.store.SaveFlag(s.ctx, flagged(about(5), 0))) },
			"a report without statements": func(o *stage) {
				s.ok(o.store.Restore(s.ctx, []transfer.Report{unfinished(o.said(about(5)))}))
			},
		} {
			other := s.another()
			keep(other)
			if err := other.store.BeginRestore(s.ctx, "one"); !errors.Is(err, fault.Exists) {
				s.t.Errorf("over %s: %v", name, err)
			}
			other.restores("")
		}
	}},
	{"a store that keeps nothing but a conversation takes over an archive", func(s *stage) {
		s.converses(remembered(sender(1), 1, time.Hour), true)
		s.ok(s.store.BeginRestore(s.ctx, "one"))
		s.restores("one")
		s.forgets(noon.Add(time.Hour), 10, 1)
	}},
	{"a store takes over one archive until it ends, and goes on after an interruption", func(s *stage) {
		s.restores("")
		if s.store.BeginRestore(s.ctx, "") == nil {
			s.t.Error("took over no archive")
		}
		s.ok(s.store.BeginRestore(s.ctx, "one"))
		s.file(about(5))
		s.ok(s.store.BeginRestore(s.ctx, "one"))
		s.fails(s.store.BeginRestore(s.ctx, "another"), fault.Exists)
		s.restores("one")
		s.ok(s.store.EndRestore(s.ctx))
		s.ok(s.store.EndRestore(s.ctx))
		s.restores("")
		s.fails(s.store.BeginRestore(s.ctx, "one"), fault.Exists)
	}},
}

// furnish fills a store with something of every kind, and returns a report that still stands. All of it was
// long ago, whatever the clock of the store says.
func (s *stage) furnish() (kept reputation.SealedTestimony) {
	s.t.Helper()
	kept = s.fileBy("somebody", about(5), key("CN/95588"))
	s.fileBy("another", about(5), about(6), key("CN/955881"))
	withdrawn := s.fileBy("somebody", about(7))
	s.ok(s.store.Withdraw(s.ctx, withdrawn.Receipt))
	replaced := s.file(about(8))
	replacement := s.saidBy("somebody", about(8), key("wechat/wxid_fiction"))
	replacement.Replaces = replaced.Receipt
	s.ok(s.store.File(s.ctx, replacement))
	imported := s.said(about(5), about(9)).Statements
	imported[0].State, imported[0].Version = reputation.Overturned, 7
	imported[0].Person, imported[0].APIKey, imported[0].Polarity = "of before", "app", report.Fine
	_, err := s.store.Add(s.ctx, imported)
	s.ok(err)
	undo := decided("2", about(5), reputation.Undo)
	undo.Undoes = "1"
	for _, d := range []reputation.Decision{decided("1", about(5), reputation.Confirm), undo, decided("1", key("qq/10000"), reputation.Register)} {
		s.ok(s.store.Decide(s.ctx, d))
	}
	proved := s.file(about(5), about(9))
	s.ok(s.store.Vouch(s.ctx, proved.Receipt, vouching(proved, "somebody")))
	s.converses(remembered(sender(2), 1, time.Hour), true)
	for _, n := range []int{30, 2, 11, 7} {
		s.ok(s.store.Stop(s.ctx, sender(n)))
	}
	s.ok(s.store.Resume(s.ctx, sender(11)))
	return kept
}

// now makes up a report that is received at this moment.
func (s *stage) now(about ...subject.Key) reputation.SealedTestimony {
	r := s.said(about...)
	r.ReceivedAt = time.Now().UTC().Truncate(time.Minute)
	for i := range r.Statements {
		r.Statements[i].ReceivedAt = r.ReceivedAt
	}
	return r
}

// walks returns all that is handed over. Reports of the last hour may come as unfinished ones; here they do not.
func (s *stage) walks() (all transfer.Batch) {
	s.t.Helper()
	s.ok(s.store.Walk(s.ctx, func(b transfer.Batch) error {
		all = joined(all, b)
		return nil
	}))
	for i := range all.Reports {
		if r := &all.Reports[i]; r.Unfinished && s.finished(r.Receipt) {
			r.Unfinished, r.Statements = false, nil
		}
	}
	return all
}

// finished reports whether the store says so.
func (s *stage) finished(receipt report.ReceiptHash) bool {
	s.t.Helper()
	list, err := s.store.Unfinished(s.ctx, 1000)
	s.ok(err)
	return !slices.ContainsFunc(list, func(t reputation.SealedTestimony) bool { return t.Receipt == receipt })
}

// takes restores what another store handed over.
func (s *stage) takes(all transfer.Batch) {
	s.t.Helper()
	_, err := s.store.Add(s.ctx, all.Statements)
	s.ok(err)
	for _, d := range all.Decisions {
		s.ok(s.store.Decide(s.ctx, d))
	}
	s.ok(s.store.Restore(s.ctx, all.Reports))
	for _, name := range all.Stops {
		s.ok(s.store.Stop(s.ctx, name))
	}
}

// restores expects that this archive is being taken over.
func (s *stage) restores(want string) {
	s.t.Helper()
	got, err := s.store.Restoring(s.ctx)
	s.ok(err)
	same(s.t, "restoring", got, want)
}

func joined(a, b transfer.Batch) transfer.Batch {
	return transfer.Batch{
		Statements: append(a.Statements, b.Statements...), Decisions: append(a.Decisions, b.Decisions...),
		Reports: append(a.Reports, b.Reports...), Stops: append(a.Stops, b.Stops...), Keys: append([]apikey.Key(nil), a.Keys...),
	}
}

// finished is a report of which all is written.
func finished(t reputation.SealedTestimony) transfer.Report {
	r := transfer.Report{SealedTestimony: t, Subjects: subjectsOf(t)}
	r.Statements, r.Replaces = nil, report.ReceiptHash{}
	return r
}

// unfinished is a report of which the statements are to be written.
func unfinished(t reputation.SealedTestimony) transfer.Report {
	return transfer.Report{SealedTestimony: t, Subjects: subjectsOf(t), Unfinished: true}
}

func subjectsOf(t reputation.SealedTestimony) (about []subject.Key) {
	for i := range t.Statements {
		about = append(about, t.Statements[i].Subject)
	}
	return about
}

func sorted(reports ...transfer.Report) []transfer.Report {
	slices.SortFunc(reports, func(a, b transfer.Report) int { return slices.Compare(a.Receipt[:], b.Receipt[:]) })
	return reports
}
