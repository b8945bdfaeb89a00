package recorder

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
)

// record writes entries.
func (a *archive) record(all ...auditlog.Entry) {
	a.Helper()
	for _, e := range all {
		_, err := a.Record(a.Context(), e)
		a.ok(err)
	}
}

// people records what is done with accounts: kind, name and role, one after the other.
func (a *archive) people(all ...[3]string) {
	a.Helper()
	for _, did := range all {
		a.record(auditlog.Entry{By: "shell:root", Action: auditlog.ChangedPeople, Kind: did[0], Object: did[1], Reason: did[2]})
	}
}

func (a *archive) account(name string, change func(*moderator.Account)) {
	a.Helper()
	m := moderator.Account{Name: name, Revision: 1, Role: moderator.Moderator, MadeAt: noon, Password: "$argon2id$", Factor: []byte("sealed")}
	change(&m)
	a.ok(a.PutAccount(a.Context(), m))
}

// TestAccountsAreWhatEntriesSay: whoever gives themselves the desk in the store is found out.
func TestAccountsAreWhatEntriesSay(t *testing.T) {
	settled := [][3]string{{"added", "Mei", "auditor"}, {"settled", "Mei"}}
	for name, c := range map[string]struct {
		log    [][3]string
		change func(*moderator.Account)
		want   []string
	}{
		"as it was made":                {settled, func(m *moderator.Account) { m.Role = moderator.Auditor }, nil},
		"invited":                       {settled[:1], func(m *moderator.Account) { m.Role, m.Password, m.Invite = moderator.Auditor, "", []byte("x") }, nil},
		"with another role":             {settled, func(*moderator.Account) {}, []string{`the account "Mei" is moderator, and entry 1, the last that gives it a role, says auditor`}},
		"made moderator":                {append(settled[:2:2], [3]string{"role", "Mei", "moderator"}), func(*moderator.Account) {}, nil},
		"with its role of old":          {append(settled[:2:2], [3]string{"role", "Mei", "moderator"}), func(m *moderator.Account) { m.Role = moderator.Auditor }, []string{`entry 3: the account "Mei" was about to become moderator and is auditor`}},
		"disabled":                      {append(settled[:2:2], [3]string{"disabled", "Mei"}), func(m *moderator.Account) { m.Role, m.Disabled = moderator.Auditor, true }, nil},
		"enabled past the log":          {append(settled[:2:2], [3]string{"disabled", "Mei"}), func(m *moderator.Account) { m.Role = moderator.Auditor }, []string{`entry 3: the account "Mei" was about to be disabled and is not`}},
		"disabled past the log":         {settled, func(m *moderator.Account) { m.Role, m.Disabled = moderator.Auditor, true }, []string{`the account "Mei" is disabled, and no entry says so`}},
		"invited past the log":          {settled, func(m *moderator.Account) { m.Role, m.Password, m.Invite = moderator.Auditor, "", []byte("x") }, []string{`entry 2: the account "Mei" was about to be given a password, and an invitation waits for it`}},
		"invited beside":                {settled, func(m *moderator.Account) { m.Role, m.Invite = moderator.Auditor, []byte("x") }, []string{`the account "Mei" has a password and an invitation as well`}},
		"invited anew":                  {append(settled[:2:2], [3]string{"reset", "Mei"}), func(m *moderator.Account) { m.Role, m.Password, m.Invite = moderator.Auditor, "", []byte("x") }, nil},
		"with a password of old":        {append(settled[:2:2], [3]string{"reset", "Mei"}), func(m *moderator.Account) { m.Role = moderator.Auditor }, []string{`entry 3: the account "Mei" was about to be invited anew, and has a password`}},
		"with a password and no choice": {settled[:1], func(m *moderator.Account) { m.Role = moderator.Auditor }, []string{`the account "Mei" has a password, and no entry says that somebody chose one`}},
		"reset to less":                 {[][3]string{{"added", "Mei", "moderator"}, {"settled", "Mei"}, {"reset", "Mei", "auditor"}, {"settled", "Mei"}}, func(m *moderator.Account) { m.Role = moderator.Auditor }, nil},
		"reset, and back past the log":  {[][3]string{{"added", "Mei", "moderator"}, {"settled", "Mei"}, {"reset", "Mei", "auditor"}, {"settled", "Mei"}}, func(*moderator.Account) {}, []string{`entry 3: the account "Mei" was about to become auditor and is moderator`}},
	} {
		a := newArchive(t)
		a.people(c.log...)
		a.account("Mei", c.change)
		a.finds(name, a.another(), nil, c.want...)
	}
	a := newArchive(t)
	a.people([3]string{"added", "Mei", "auditor"}, [3]string{"settled", "Zhou"})
	a.account("Zhou", func(*moderator.Account) {})
	a.finds("deleted, and not made", a.another(), nil, `entry 1: the account "Mei" was about to be made and is not there`,
		`entry 2: the account "Zhou" was changed (settled), and no entry before says that it was made`, `the account "Zhou" is moderator, and entry 0`)
}

// TestSanctionsAreWhatEntriesSay: what counts, whose reports do not, and which flags are done with.
func TestSanctionsAreWhatEntriesSay(t *testing.T) {
	about := func(a *archive, did auditlog.Action, n int, id report.ID) auditlog.Entry {
		return auditlog.Entry{By: "Ling", Action: did, Subject: a.about(n), Object: id.String(), Reason: "copied"}
	}
	for name, c := range map[string]struct {
		do   func(a *archive, id report.ID)
		want []string
	}{
		"overturned": {func(a *archive, id report.ID) {
			a.record(about(a, auditlog.Overturned, 1, id))
			a.ok(a.Overturn(a.Context(), a.about(1), id))
		}, nil},
		"overturned, and put back past the log": {func(a *archive, id report.ID) { a.record(about(a, auditlog.Overturned, 1, id)) },
			[]string{"entry 1: the report 01000000000000000000000000000000 about +12025550101 was about to be overturned and counts"}},
		"reinstated, and overturned again past the log": {func(a *archive, id report.ID) {
			a.record(about(a, auditlog.Overturned, 1, id), about(a, auditlog.Reinstated, 1, id))
			a.ok(a.Overturn(a.Context(), a.about(1), id))
		}, []string{"entry 2: the report 01000000000000000000000000000000 about +12025550101 was about to count again and does not"}},
		"its sender is distrusted": {func(a *archive, id report.ID) {
			a.record(about(a, auditlog.Distrusted, 1, id))
			a.ok(a.Distrust(a.Context(), transfer.Distrusted{By: "somebody", On: reputation.DateOf(noon)}))
			a.ok(a.Overturn(a.Context(), a.about(1), id))
			a.ok(a.Overturn(a.Context(), a.about(2), a.says(2, 2, "somebody"))) // of the same sender
		}, nil},
		"another's is overturned past the log meanwhile": {func(a *archive, id report.ID) {
			a.record(about(a, auditlog.Distrusted, 1, id))
			a.ok(a.Distrust(a.Context(), transfer.Distrusted{By: "somebody", On: reputation.DateOf(noon)}))
			a.ok(a.Overturn(a.Context(), a.about(1), id))
			a.ok(a.Overturn(a.Context(), a.about(2), a.says(2, 2, "another")))
		}, []string{"the report 02000000000000000000000000000000 about +12025550102 is overturned, and neither"}},
		"many are distrusted past the log": {func(a *archive, id report.ID) {
			a.record(about(a, auditlog.Distrusted, 1, id))
			a.ok(a.Overturn(a.Context(), a.about(1), id))
			for _, who := range []reputation.Pseudonym{"somebody", "2", "3", "4", "5", "6", "7"} {
				a.ok(a.Distrust(a.Context(), transfer.Distrusted{By: who, On: reputation.DateOf(noon)}))
			}
		}, []string{"7 names are distrusted, and 1 entries can stand for 6 at most"}},
		"a flag is dismissed": {func(a *archive, _ report.ID) {
			a.record(auditlog.Entry{By: "Ling", Action: auditlog.Dismissed, Subject: a.about(1), Reason: "a campaign"})
			a.ok(a.SaveFlag(a.Context(), brigade.Flag{Subject: a.about(1), FoundAt: noon, Dismissed: noon.Add(time.Second), By: "Ling"}))
		}, nil},
		"a later flag is dismissed past the log": {func(a *archive, _ report.ID) {
			a.record(auditlog.Entry{By: "Ling", Action: auditlog.Dismissed, Subject: a.about(1), Reason: "a campaign"})
			a.ok(a.SaveFlag(a.Context(), brigade.Flag{Subject: a.about(1), FoundAt: noon, Dismissed: noon.AddDate(0, 0, 1), By: "Ling"}))
		}, []string{`the flag on +12025550101 is dismissed, by "Ling", and no entry says so`}},
	} {
		a := newArchive(t)
		c.do(a, a.says(1, 1, "somebody"))
		a.finds(name, a.another(), nil, c.want...)
	}
}

// TestWhoIsDistrustedIsSoUntilAnEntrySaysOtherwise: whoever takes them off the list in the store, or has a report of theirs count, is found out.
func TestWhoIsDistrustedIsSoUntilAnEntrySaysOtherwise(t *testing.T) {
	said := func(did auditlog.Action, n int, id report.ID) func(a *archive) {
		return func(a *archive) {
			a.record(auditlog.Entry{By: "Ling", Action: did, Subject: a.about(n), Object: id.String(), Reason: "copied"})
		}
	}
	lists := func(d transfer.Distrusted) func(a *archive) {
		return func(a *archive) {
			d.On = reputation.DateOf(noon)
			a.ok(a.Distrust(a.Context(), d))
		}
	}
	overturns := func(a *archive) { a.ok(a.Overturn(a.Context(), a.about(1), report.ID{1})) }
	further := func(a *archive) { a.says(2, 2, "their next name") }
	another := func(a *archive) { a.says(2, 2, "another") }
	same := func(a *archive) { a.says(2, 2, "somebody") }
	distrusted, first := said(auditlog.Distrusted, 1, report.ID{1}), lists(transfer.Distrusted{By: "somebody"})
	next := lists(transfer.Distrusted{By: "their next name", Of: "somebody"})
	unlisted := "entry 1: the sender of the report 01000000000000000000000000000000 about +12025550101 was about to be distrusted and is not"
	for name, c := range map[string]struct {
		does []func(*archive)
		want []string
	}{
		"as it was done":                {[]func(*archive){distrusted, first, overturns}, nil},
		"taken off the list":            {[]func(*archive){distrusted}, []string{unlisted}},
		"trusted again":                 {[]func(*archive){distrusted, said(auditlog.Trusted, 1, report.ID{1})}, nil},
		"trusted again by another":      {[]func(*archive){distrusted, same, said(auditlog.Distrusted, 2, report.ID{2}), said(auditlog.Trusted, 2, report.ID{2})}, nil},
		"another is trusted again":      {[]func(*archive){distrusted, another, said(auditlog.Distrusted, 2, report.ID{2}), said(auditlog.Trusted, 2, report.ID{2})}, []string{unlisted}},
		"trusted before":                {[]func(*archive){distrusted, said(auditlog.Trusted, 1, report.ID{1}), distrusted}, []string{"entry 3: the sender of"}},
		"what they said counts":         {[]func(*archive){distrusted, first}, []string{"entry 1: the report 01000000000000000000000000000000 about +12025550101 was about to be overturned with all"}},
		"what they say now counts":      {[]func(*archive){distrusted, first, overturns, next, further}, []string{"entry 1: the report 02000000000000000000000000000000 about +12025550102 was about to be overturned with all"}},
		"it counts under a lapsed name": {[]func(*archive){distrusted, said(auditlog.Trusted, 1, report.ID{1}), next, further}, nil},
		"put back by itself":            {[]func(*archive){distrusted, first, said(auditlog.Reinstated, 1, report.ID{1})}, nil},
		"nobody is named any more": {[]func(*archive){distrusted, func(a *archive) {
			_, err := a.Freeze(a.Context(), a.about(1), noon.AddDate(0, 0, 200))
			a.ok(err)
		}}, nil},
	} {
		a := newArchive(t)
		a.says(1, 1, "somebody")
		for _, do := range c.does {
			do(a)
		}
		a.finds(name, a.another(), nil, c.want...)
	}
}

// TestWhoIsTrustedAgain: what was taken out by itself stays out then, and all else that they said counts.
func TestWhoIsTrustedAgain(t *testing.T) {
	a := newArchive(t)
	id := a.says(1, 1, "somebody")
	e := auditlog.Entry{By: "Ling", Subject: a.about(1), Object: id.String(), Reason: "copied"}
	for _, did := range []auditlog.Action{auditlog.Overturned, auditlog.Distrusted, auditlog.Trusted} {
		e.Action = did
		a.record(e)
	}
	a.finds("what was overturned by itself counts", a.another(), nil, "entry 1: the report 01000000000000000000000000000000 about +12025550101 was about to be overturned and counts")
	a.ok(a.Overturn(t.Context(), a.about(1), id))
	a.finds("it does not", a.another(), nil)
	a.ok(a.Overturn(t.Context(), a.about(2), a.says(2, 2, "somebody")))
	a.finds("one more does not", a.another(), nil, "entry 3: since somebody is trusted again, the report 02000000000000000000000000000000 about +12025550102 was about to count again")
	a.ok(a.Reinstate(t.Context(), a.about(2), report.ID{2}))
	a.ok(a.Overturn(t.Context(), a.about(3), a.says(3, 3, "")))
	f, err := a.another().Verify(t.Context())
	a.ok(err)
	if f.Unnamed != 1 || f.Sanctions != 2 {
		t.Errorf("%+v", f)
	}
}

// TestAReinstatementIsToldUnderItsOwnEntry where it was not done, though somebody is trusted again since: that one is to be abandoned.
func TestAReinstatementIsToldUnderItsOwnEntry(t *testing.T) {
	a := newArchive(t)
	id := a.says(1, 1, "somebody")
	a.ok(a.Overturn(t.Context(), a.about(1), id))
	other := a.says(2, 2, "another")
	for _, e := range []auditlog.Entry{
		{Action: auditlog.Overturned, Subject: a.about(1), Object: id.String()}, {Action: auditlog.Reinstated, Subject: a.about(1), Object: id.String()},
		{Action: auditlog.Distrusted, Subject: a.about(2), Object: other.String()}, {Action: auditlog.Trusted, Subject: a.about(2), Object: other.String()},
	} {
		e.By, e.Reason = "Ling", "x"
		a.record(e)
	}
	a.finds("cut off", a.another(), nil, "entry 2: the report 01000000000000000000000000000000 about +12025550101 was about to count again and does not")
}

// TestProposalsAreWhatEntriesSay, and what was made of them is the decision of two.
func TestProposalsAreWhatEntriesSay(t *testing.T) {
	proposal := func(a *archive, change func(*registry.Proposal)) registry.Proposal {
		p := registry.Proposal{
			ID: "1", Revision: 1, Subject: a.about(1), Name: "Bank", Sector: registry.Bank, Evidence: "https://bank.example", By: "Ling", At: noon, State: registry.Approved,
			DecidedBy: "Wei", DecidedAt: noon, Decision: "d",
		}
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		change func(*registry.Proposal)
		want   []string
	}{
		"as it was made":        {func(*registry.Proposal) {}, nil},
		"with other evidence":   {func(p *registry.Proposal) { p.Evidence = "https://evil.example" }, []string{"entry 1 says of the proposal 1 what the store does not"}},
		"of somebody else":      {func(p *registry.Proposal) { p.By = "Wei" }, []string{"entry 1 says of the proposal 1 what the store does not"}},
		"for another body":      {func(p *registry.Proposal) { p.Name = "Bank of evil" }, []string{"entry 1 says of the proposal 1 what the store does not"}},
		"of another sector":     {func(p *registry.Proposal) { p.Sector = registry.Police }, []string{"entry 1 says of the proposal 1 what the store does not"}},
		"to remove":             {func(p *registry.Proposal) { p.Remove = "d" }, []string{"entry 1 says of the proposal 1 what the store does not"}},
		"approved by another":   {func(p *registry.Proposal) { p.DecidedBy = "Mei" }, []string{"the proposal 1 about +12025550101 names a decision that is not"}},
		"of no decision at all": {func(p *registry.Proposal) { p.Decision = "x" }, []string{"the proposal 1 about +12025550101 names a decision that is not"}},
		"declined past the log": {func(p *registry.Proposal) { p.State, p.Decision = registry.Declined, "" }, []string{`the proposal 1 about +12025550101 was declined, by "Wei", and no entry says so`}},
	} {
		a := newArchive(t)
		p := proposal(a, func(*registry.Proposal) {})
		a.record(auditlog.OfProposal(p))
		d := reputation.Decision{ID: "d", Subject: p.Subject, Kind: reputation.Register, At: noon, By: "Ling + Wei", Name: "Bank", Reason: p.Evidence}
		a.record(auditlog.OfDecision(auditlog.Decided, d))
		a.ok(a.Decide(t.Context(), d))
		a.ok(a.PutProposal(t.Context(), proposal(a, c.change)))
		a.finds(name, a.another(), nil, c.want...)
	}
	a := newArchive(t)
	p := proposal(a, func(p *registry.Proposal) { p.State, p.Decision = registry.Declined, "" })
	a.record(auditlog.OfProposal(p))
	a.finds("not there", a.another(), nil, `entry 1: a proposal about +12025550101 (by "Ling") was about to be made and is not there`)
	a.record(auditlog.Entry{By: "Wei", Action: auditlog.Declined, Subject: p.Subject, Object: p.ID, Reason: p.Evidence})
	a.ok(a.PutProposal(t.Context(), p))
	a.finds("declined", a.another(), nil)
}

// TestTheOperatorsProposalIsMadeByAModeratorToo, of whom the store names the one who did.
func TestTheOperatorsProposalIsMadeByAModeratorToo(t *testing.T) {
	a := newArchive(t)
	p := registry.Proposal{ID: "1", Revision: 1, Subject: a.about(1), Name: "Bank", Sector: registry.Bank, Evidence: "https://bank.example", By: registry.Shell + "root", At: noon, State: registry.Open}
	a.record(auditlog.OfProposal(p))
	a.ok(a.PutProposal(t.Context(), p))
	a.finds("proposed", a.another(), nil)
	if _, err := a.Proposed(t.Context(), p.ID, "Ling"); !errors.Is(err, fault.NotFound) {
		t.Errorf("Ling is said to have proposed it: %v", err)
	}
	p.By, p.Revision = "Ling", 2
	a.record(auditlog.OfProposal(p))
	a.finds("a crash", a.another(), nil, `entry 2: the proposal 1 about +12025550101 was about to be made by "Ling" too and was not`)
	if won, err := a.SaveProposal(t.Context(), p); !won || err != nil {
		t.Fatal(won, err)
	}
	a.finds("proposed too", a.another(), nil)
	for _, r := range []*Recorder{a.Recorder, a.another()} {
		if e, err := r.Proposed(t.Context(), p.ID, "Ling"); err != nil || !e.Proposes(p) {
			t.Errorf("%+v, %v", e, err)
		}
	}
	p.By, p.Revision = "Wei", 3
	if won, err := a.SaveProposal(t.Context(), p); !won || err != nil {
		t.Fatal(won, err)
	}
	a.finds("in another's name", a.another(), nil, "entry 2 says of the proposal 1 what the store does not")
	a.record(auditlog.Entry{By: "Wei", Action: auditlog.Declined, Subject: p.Subject, Object: p.ID, Reason: p.Evidence})
	if _, err := a.Proposed(t.Context(), p.ID, "Ling"); !errors.Is(err, fault.NotFound) {
		t.Errorf("what was declined is proposed still: %v", err)
	}
}

// TestAForgedEntryStopsEverything in a running server: it signs no checkpoint over it, and nothing is decided until it is gone.
func TestAForgedEntryStopsEverything(t *testing.T) {
	a := newArchive(t)
	a.decide(1)
	whole := slices.Clone(a.log)
	a.forge(auditlog.OfDecision(auditlog.Decided, reputation.Decision{ID: "mine", Subject: a.about(8), Kind: reputation.Clear, At: noon, By: "Wei", Reason: "x"}))
	if err := a.CatchUp(t.Context()); err == nil {
		t.Error("it is taken for one of the service")
	}
	if signed, err := a.Checkpoint(noon); err == nil {
		t.Errorf("it is signed: %s", signed)
	}
	if _, err := a.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts}); err == nil {
		t.Error("all goes on behind it")
	}
	if _, ok := a.OfDecision("mine"); ok {
		t.Error("it is shown")
	}
	a.log = whole
	a.decide(2)
	a.finds("without it", a.Recorder, nil)
}

// TestWithoutKeysNothingIsRecorded, nor is anything taken for verified.
func TestWithoutKeysNothingIsRecorded(t *testing.T) {
	a := newArchive(t)
	a.decide(1)
	r := New(Config{Store: a.shelf, Clock: func() time.Time { return a.now }})
	_, errRecord := r.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts})
	_, errVerify := r.Verify(t.Context())
	for _, err := range []error{errRecord, errVerify, r.Begin(t.Context())} {
		if !errors.Is(err, ErrLocked) {
			t.Error(err)
		}
	}
	if len(a.log) != 2 {
		t.Errorf("%d entries", len(a.log))
	}
}
