package storetest

import (
	"time"

	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// calls returns a call of every method but Close, with what a caller could mean by it.
func calls(s *stage, kept reputation.SealedTestimony) map[string]func() error {
	st, ctx, of := s.store, s.ctx, kept.Statements[0].Subject
	return map[string]func() error{
		"Bind":       func() error { return st.Bind(ctx, "fingerprint") },
		"Bound":      func() error { _, err := st.Bound(ctx); return err },
		"Check":      func() error { return st.Check(ctx) },
		"File":       func() error { return st.File(ctx, made(1000, "", of)) },
		"Unfinished": func() error { _, err := st.Unfinished(ctx, 10); return err },
		"Complete":   func() error { return st.Complete(ctx, kept.Receipt) },
		"Testimony":  func() error { _, err := st.Testimony(ctx, kept.Receipt); return err },
		"Received": func() error {
			return st.Received(ctx, noon, noon.Add(time.Hour), func([]reputation.SealedTestimony) error { return nil })
		},
		"Withdraw":    func() error { return st.Withdraw(ctx, kept.Receipt) },
		"Vouch":       func() error { return st.Vouch(ctx, kept.Receipt, vouching(kept, "somebody")) },
		"Statements":  func() error { _, err := st.Statements(ctx, of); return err },
		"Tally":       func() error { _, err := st.Tally(ctx, []subject.Key{of}, noon); return err },
		"Unprojected": func() error { _, err := st.Unprojected(ctx, 10); return err },
		"History":     func() error { _, err := st.History(ctx, "somebody", 16); return err },
		"Subjects":    func() error { _, err := st.Subjects(ctx, subject.Key{}, 10); return err },
		"Decide":      func() error { return st.Decide(ctx, decided("1", of, reputation.Confirm)) },
		"Decisions":   func() error { _, err := st.Decisions(ctx, of); return err },
		"Projection":  func() error { _, err := st.Projection(ctx, of); return err },
		"Blocks":      func() error { _, err := st.Blocks(ctx, "+120255501"); return err },
		"Save": func() error {
			_, err := st.Save(ctx, []reputation.Save{projected(reputation.Reading{Subject: of}, 1, noon)})
			return err
		},
		"PutKey":         func() error { return st.PutKey(ctx, issued("app")) },
		"KeysAll":        func() error { _, err := st.KeysAll(ctx); return err },
		"RevokeKey":      func() error { return st.RevokeKey(ctx, "app") },
		"DueBy":          func() error { _, err := st.DueBy(ctx, noon, 10); return err },
		"Hasten":         func() error { return st.Hasten(ctx, []subject.Key{of}, noon) },
		"Mend":           func() error { _, err := st.Mend(ctx); return err },
		"Walk":           func() error { return st.Walk(ctx, func(transfer.Batch) error { return nil }) },
		"Restore":        func() error { return st.Restore(ctx, []transfer.Report{finished(made(1001, "", of))}) },
		"BeginRestore":   func() error { return st.BeginRestore(ctx, "an archive") },
		"Restoring":      func() error { _, err := st.Restoring(ctx); return err },
		"EndRestore":     func() error { return st.EndRestore(ctx) },
		"Changed":        func() error { _, _, err := st.Changed(ctx, "", 10); return err },
		"Conversation":   func() error { _, err := st.Conversation(ctx, sender(1)); return err },
		"Converse":       func() error { _, err := st.Converse(ctx, remembered(sender(1), 1, time.Hour)); return err },
		"Forget":         func() error { _, err := st.ForgetConversations(ctx, noon, 10); return err },
		"Stop":           func() error { return st.Stop(ctx, sender(1)) },
		"Resume":         func() error { return st.Resume(ctx, sender(1)) },
		"Stopped":        func() error { _, err := st.Stopped(ctx, sender(1)); return err },
		"Lease":          func() error { _, _, err := st.Lease(ctx, "sweep"); return err },
		"Claim":          func() error { _, err := st.Claim(ctx, "sweep", "one", 0); return err },
		"Yield":          func() error { return st.Yield(ctx, "sweep", "one") },
		"Published":      func() error { _, err := st.Published(ctx, 0); return err },
		"Newest":         func() error { _, err := st.Newest(ctx); return err },
		"Publish":        func() error { _, err := st.Publish(ctx, whole(10), 0); return err },
		"Fold":           func() error { return st.Fold(ctx, whole(10)) },
		"SaveWeek":       func() error { _, err := st.SaveWeek(ctx, figures(week, 20)); return err },
		"Weeks":          func() error { _, err := st.Weeks(ctx, week, 10); return err },
		"SaveBurst":      func() error { return st.SaveBurst(ctx, found("1", noon)) },
		"Bursts":         func() error { _, err := st.Bursts(ctx, noon); return err },
		"PutExample":     func() error { return st.PutExample(ctx, approved("1", kept)) },
		"Examples":       func() error { _, err := st.Examples(ctx); return err },
		"DropExample":    func() error { return st.DropExample(ctx, "1") },
		"PutHook":        func() error { return st.PutHook(ctx, hooked("a-school", 1)) },
		"Hooks":          func() error { _, err := st.Hooks(ctx); return err },
		"SaveHook":       func() error { _, err := st.SaveHook(ctx, hooked("a-school", 2)); return err },
		"DropHook":       func() error { return st.DropHook(ctx, "a-school") },
		"Append":         func() error { _, err := st.Append(ctx, 0, line(0)); return err },
		"Entries":        func() error { _, err := st.Entries(ctx, 0, 10); return err },
		"Logged":         func() error { _, err := st.Logged(ctx); return err },
		"PutAccount":     func() error { return st.PutAccount(ctx, employed("a", 1)) },
		"Accounts":       func() error { _, err := st.Accounts(ctx); return err },
		"SaveAccount":    func() error { _, err := st.SaveAccount(ctx, employed("a", 2)); return err },
		"PutCase":        func() error { return st.PutCase(ctx, opened("a", of, 0)) },
		"SaveCase":       func() error { _, err := st.SaveCase(ctx, answered(of)); return err },
		"Case":           func() error { _, err := st.Case(ctx, "a"); return err },
		"CasesAbout":     func() error { _, err := st.CasesAbout(ctx, of); return err },
		"Pending":        func() error { _, err := st.Pending(ctx, 10); return err },
		"Cases":          func() error { _, err := st.Cases(ctx, "", 10); return err },
		"PutDocument":    func() error { return st.PutDocument(ctx, sent("a", "x", 0)) },
		"Documents":      func() error { _, err := st.Documents(ctx, "a"); return err },
		"CountDocuments": func() error { _, err := st.CountDocuments(ctx, "a"); return err },
		"EraseDocuments": func() error {
			_, err := st.EraseDocuments(ctx, reputation.DateOf(noon), 10)
			return err
		},
		"DropDocuments": func() error { return st.DropDocuments(ctx, "a") },
		"PutProposal":   func() error { return st.PutProposal(ctx, proposed("a", 1)) },
		"SaveProposal":  func() error { _, err := st.SaveProposal(ctx, settled()); return err },
		"Proposals":     func() error { _, err := st.Proposals(ctx, "", 10); return err },
		"SaveFlag":      func() error { return st.SaveFlag(ctx, flagged(of, 0)) },
		"Flags":         func() error { _, err := st.Flags(ctx, 10); return err },
		"FlagsAll":      func() error { _, err := st.FlagsAll(ctx, subject.Key{}, 10); return err },
		"Flag":          func() error { _, err := st.Flag(ctx, of); return err },
		"Decided":       func() error { _, err := st.Decided(ctx, subject.Key{}, 10); return err },

		"ShownExamples":  func() error { _, err := st.ShownExamples(ctx); return err },
		"Overturn":       func() error { return st.Overturn(ctx, of, kept.Report) },
		"Reinstate":      func() error { return st.Reinstate(ctx, of, kept.Report) },
		"Distrust":       func() error { return st.Distrust(ctx, transfer.Distrusted{By: "somebody", On: 1}) },
		"Trust":          func() error { return st.Trust(ctx, "somebody") },
		"Distrusted":     func() error { _, err := st.Distrusted(ctx, "somebody"); return err },
		"DistrustedAll":  func() error { _, err := st.DistrustedAll(ctx); return err },
		"Forgive":        func() error { _, err := st.Forgive(ctx, 1); return err },
		"EraseTestimony": func() error { _, err := st.EraseTestimony(ctx, 1, 10); return err },
		"Aged":           func() error { _, err := st.Aged(ctx, noon, subject.Key{}, 10); return err },
		"Freeze":         func() error { _, err := st.Freeze(ctx, of, noon); return err },
		"Scrub":          func() error { return st.Scrub(ctx) },
		"SaveErasure":    func() error { return st.SaveErasure(ctx, erasure.Account{Day: 1}) },
		"Erasures":       func() error { _, err := st.Erasures(ctx, 1); return err },
	}
}
