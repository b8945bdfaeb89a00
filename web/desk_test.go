package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// deskOf is the frame of a page of the desk, for somebody of a role.
func deskOf(s sample, page string, role moderator.Role) Desk {
	return Desk{Summary: Summary{Frame: s.Frame}, Who: attack, Role: role, Page: page}
}

func deskExamples(s sample) map[string]Page {
	chosen := s.Frame
	chosen.Chosen = true
	outside := func(page string, problems ...Problem) Desk {
		return Desk{Summary: Summary{Frame: chosen, Problems: problems}, Page: page}
	}
	done := outside("signin")
	done.Done = "welcome"
	invited := DeskWelcome{Desk: outside("welcome"), Name: attack, Code: attack, As: moderator.Auditor, Until: noon, Sealed: attack, Secret: "GEZD GNBV", Contact: "help@example.org"}
	invited.Held = "welcome"
	if err := invited.Offer("otpauth://totp/x"); err != nil {
		s.Fatal(err)
	}
	m, a := moderator.Moderator, moderator.Auditor
	pages := map[string]Page{
		"desk, sign in":        DeskSignIn{Desk: done, Unsent: []string{attack}, Contact: "help@example.org"},
		"desk, not signed in":  DeskSignIn{Desk: outside("signin", Problem{Text: attack}), Name: attack},
		"desk, invitation":     DeskWelcome{Desk: outside("welcome", Problem{Field: "invitation", Text: attack}), Code: attack},
		"desk, invited":        invited,
		"desk, account":        DeskAccount{deskOf(s, "account", m)},
		"desk, log":            deskLog(s, m),
		"desk, auditor's log":  DeskLog{Desk: deskOf(s, "log", a), Damaged: true},
		"desk, no texts":       DeskTexts{Desk: deskOf(s, "texts", m)},
		"desk, number":         DeskSubject{Desk: Desk{Summary: Summary{Frame: chosen}, Who: attack, Role: m, Page: "subjects"}, Typed: attack},
		"desk, quiet registry": DeskRegistry{Desk: deskOf(s, "registry", m), Number: attack, Name: attack, Sector: "bank", Evidence: attack, Gone: attack, Reason: attack},
		"desk, empty dispute":  NewDeskCase(deskOf(s, "case", m), closedCase(s.T), reputation.Judgement{}, noon),
	}
	dealt := aFlag(s.T)
	dealt.Dismissed, dealt.By = noon, attack
	quiet := NewDeskSubject(deskOf(s, "subjects", m), key(s.T, "+12025550143"), reputation.Judgement{}, noon)
	quiet.Flagged(dealt, false)
	pages["desk, quiet number"] = quiet
	texted := openCase(s.T)
	texted.Proof = casefile.TextFrom
	pages["desk, dispute by text"] = NewDeskCase(deskOf(s, "case", m), texted, reputation.Judgement{}, noon)
	queue := DeskQueue{Desk: deskOf(s, "queue", m)}
	d := queue.Desk
	queue.Part("disputes", []Way{d.CaseWay(openCase(s.T), noon)}, 3, true)
	queue.Part("registry", []Way{d.ProposalWay("x", attack, attack, attack, noon, noon)}, 0, false)
	queue.Part("flags", []Way{d.FlagWay(aFlag(s.T))}, 2, false)
	queue.Part("bursts", []Way{d.BurstWay(trend.Burst{Category: "loan", FoundAt: noon, Reporters: 30}, attack)}, 0, false)
	queue.Part("texts", nil, 0, false)
	pages["desk, queue"] = queue
	pages["desk, auditor's queue"] = DeskQueue{Desk: deskOf(s, "queue", a)}
	pages["desk, registry"], pages["desk, auditor's registry"] = deskRegistry(s, m), deskRegistry(s, a)
	pages["desk, number with all"], pages["desk, dispute"] = deskSubject(s), deskCase(s)
	texts := DeskTexts{Desk: deskOf(s, "texts", m), Picked: []string{"a"}, More: DeskTextsPath + "?from=20"}
	texts.Wait("a", noon, "loan", report.Text, "en", attack, true)
	for id, held := range map[string]bool{"b": false, "c": true} {
		texts.Show(trend.Example{ID: id, Category: "loan", Kind: report.Call, Lang: "zh-CN", Text: attack, By: attack, ApprovedAt: noon}, held)
	}
	pages["desk, texts"] = texts
	return pages
}

func openCase(t *testing.T) casefile.Case {
	return casefile.Case{
		ID: "c1", Subject: key(t, "+12025550143"), Claim: casefile.Wrong, Proof: casefile.Documents, Words: attack, Lang: "en", State: casefile.InForce,
		OpenedAt: noon.AddDate(0, 0, -3), ProvedAt: noon.AddDate(0, 0, -2),
	}
}

func closedCase(t *testing.T) casefile.Case {
	c := openCase(t)
	c.ID, c.State, c.Outcome, c.ClosedAt, c.Reason, c.Words = "c2", casefile.Closed, casefile.Upheld, noon, attack, ""
	return c
}

func aFlag(t *testing.T) brigade.Flag {
	return brigade.Flag{Subject: key(t, "+12025550143"), FoundAt: noon, LastAt: noon, Since: noon.Add(-2 * time.Hour), Until: noon, Reports: 40, New: 38, Networks: 2}
}

func deskCase(s sample) DeskCase {
	p := NewDeskCase(deskOf(s, "case", moderator.Moderator), openCase(s.T), reputation.Judgement{Verdict: reputation.Scam}, noon)
	p.Paper("p1", "application/pdf", 1<<20, noon, false)
	p.Paper("p2", "image/png", 1, noon, true)
	p.May([]casefile.Outcome{casefile.Cleared, casefile.Upheld, casefile.Accepted, casefile.Recycled, casefile.Unproved}, "upheld")
	p.Admits = casefile.ToErase
	p.Unopened([]int{1, 2})
	p.Other(closedCase(s.T))
	return p
}

func deskSubject(s sample) DeskSubject {
	about := key(s.T, "+12025550143")
	p := NewDeskSubject(deskOf(s, "subjects", moderator.Moderator), about, reputation.Judgement{Verdict: reputation.Scam}, noon)
	p.Picked, p.Decision = "01", "d1"
	p.Add(Line{Report: "01", Month: noon, Polarity: report.Bad, Category: "loan", Tier: reputation.Anonymous, State: reputation.Live, Network: "A", Made: true})
	p.Add(Line{Report: "02", Month: noon, Polarity: report.Fine, Tier: reputation.Verified, State: reputation.Overturned, Network: "B", Known: true, Distrusted: true, APIKey: attack})
	p.Left = 2
	p.Flagged(aFlag(s.T), true)
	p.Case(openCase(s.T))
	decided := []reputation.Decision{
		{ID: "d1", Kind: reputation.Confirm, At: noon, By: attack, Reason: attack}, {ID: "d2", Kind: reputation.Register, Name: attack, At: noon, By: attack},
		{ID: "d3", Kind: reputation.Clear, At: noon, By: attack},
		{ID: "d4", Kind: reputation.Undo, Undoes: "d3", At: noon, By: attack},
	}
	for _, one := range decided {
		p.Ruling(one, decided)
	}
	return p
}

func deskRegistry(s sample, role moderator.Role) DeskRegistry {
	p := DeskRegistry{Desk: deskOf(s, "registry", role), Entries: 1}
	about := key(s.T, "CN/95588")
	p.Add(registry.Proposal{ID: "1", Subject: about, Name: attack, Sector: registry.Bank, Evidence: "https://bank.example", By: attack, At: noon, State: registry.Open}, reputation.Judgement{}, noon)
	p.Add(registry.Proposal{ID: "2", Subject: about, Name: attack, Remove: "d", Evidence: attack, By: "Wei", At: noon, State: registry.Open}, reputation.Judgement{}, noon)
	scam := reputation.Judgement{Verdict: reputation.Scam, Reasons: []reputation.Reason{{Code: reputation.ReasonConfirmed}}}
	p.Add(registry.Proposal{ID: "4", Subject: about, Name: attack, Sector: registry.Bank, Evidence: "https://bank.example", By: "Wei", At: noon, State: registry.Open}, scam, noon)
	p.Add(registry.Proposal{ID: "3", Subject: about, Name: attack, Sector: registry.Police, Evidence: "https://police.example", By: "Wei", At: noon, State: registry.Approved}, reputation.Judgement{}, noon)
	p.Add(registry.Proposal{ID: "5", Subject: about, Name: attack, Sector: registry.Police, Evidence: "https://police.example", By: registry.Shell + "root", At: noon, State: registry.Open}, reputation.Judgement{}, noon)
	p.Add(registry.Proposal{ID: "6", Subject: about, Name: attack, Sector: registry.Police, Evidence: "https://police.example", By: p.Who, At: noon, State: registry.Approved}, reputation.Judgement{}, noon)
	return p
}

func deskLog(s sample, role moderator.Role) DeskLog {
	p := DeskLog{Desk: deskOf(s, "log", role), Size: 3, Root: "ab", Older: "/desk/log?before=1"}
	for i, a := range actions() {
		p.Add(auditlog.Entry{Index: uint64(i), At: noon, By: attack, Action: a, Kind: kindOfEntry(a), Object: attack, Reason: attack, Subject: key(s.T, "+12025550143")})
	}
	p.Add(auditlog.Entry{At: noon, By: attack, Action: auditlog.Proposed, Kind: auditlog.Removal, Name: attack})
	p.Add(auditlog.Entry{At: noon, By: attack, Action: auditlog.ReadTexts, Kind: "loan"})
	p.Add(auditlog.Entry{At: noon, By: attack, Action: auditlog.ChangedPeople, Kind: "role", Object: "Wei", Reason: "auditor"})
	p.Add(auditlog.Entry{At: noon, By: attack, Action: auditlog.Began})
	return p
}

func actions() []auditlog.Action {
	return []auditlog.Action{
		auditlog.Began, auditlog.Adopted, auditlog.Decided, auditlog.ReadTexts, auditlog.Approved, auditlog.TookBack, auditlog.ReadCase, auditlog.ReadDocument, auditlog.Admitted,
		auditlog.ClosedCase, auditlog.ReadSubject, auditlog.Overturned, auditlog.Reinstated, auditlog.Distrusted, auditlog.Trusted, auditlog.Proposed,
		auditlog.Declined, auditlog.Dismissed, auditlog.ChangedPeople, auditlog.KeysRotated, auditlog.KeysDestroyed, auditlog.Abandoned,
	}
}

func kindOfEntry(a auditlog.Action) string {
	return map[auditlog.Action]string{auditlog.Adopted: "confirm", auditlog.Decided: "register", auditlog.ClosedCase: "upheld", auditlog.ChangedPeople: "role", auditlog.Proposed: "bank"}[a]
}

// TestTheLogIsWords: kinds and roles are told as words of the reader's language.
func TestTheLogIsWords(t *testing.T) {
	p := htmlcheck.Parse(t, rendered(t, deskLog(sample{t, Frame{Lang: catalogue.ZhCN, Path: "/desk/log"}}, moderator.Moderator)))
	p.Find("tbody td:nth-child(4), tbody td:nth-child(6)").Each(func(_ int, cell *goquery.Selection) {
		for _, code := range []string{auditlog.Removal, "bank", "loan", "auditor", "entry"} {
			if strings.Contains(cell.Text(), code) {
				t.Errorf("%q", cell.Text())
			}
		}
	})
}

// TestTheDeskHasWordsForAllThatIsThere goes through every vocabulary that it shows.
func TestTheDeskHasWordsForAllThatIsThere(t *testing.T) {
	all := map[string][]string{
		"desk.role": {"moderator", "auditor"}, "desk.claim": {"wrong", "forged", "new_owner", "erase"}, "desk.proof": {"text_from", "code_to", "dns", "documents"},
		"desk.state": {"waiting", "submitted", "in_force", "closed"}, "desk.says": {"bad", "fine"}, "desk.tier": {"anonymous", "verified", "partner", "trusted"},
		"desk.stated":   {"live", "withdrawn", "overturned", "superseded", "closed"},
		"desk.people":   {"added", "settled", "password", "disabled", "enabled", "reset", "role"},
		"desk.outcome":  {"cleared", "upheld", "accepted", "recycled", "erased", "unproved", "lapsed", "withdrawn"},
		"desk.answer":   {"cleared", "upheld", "accepted", "recycled", "erased", "unproved", "lapsed", "withdrawn"},
		"desk.decision": {"confirm", "clear", "dispute", "accept_claim", "register", "recycle", "forget", "undo"},
	}
	for _, a := range actions() {
		all["desk.action"] = append(all["desk.action"], string(a))
	}
	for _, s := range registry.Sectors() {
		all["desk.sector"] = append(all["desk.sector"], string(s))
	}
	for vocabulary, values := range all {
		for _, v := range values {
			for _, l := range catalogue.Langs() {
				if words := l.Text(vocabulary + "." + v); strings.Contains(words, catalogue.Missing) {
					t.Errorf("%s: no words for %s.%s", l, vocabulary, v)
				}
			}
		}
	}
}

// TestAnAuditorIsOfferedNothingToDecide looks at what their pages post and lead to.
func TestAnAuditorIsOfferedNothingToDecide(t *testing.T) {
	s := sample{t, Frame{Lang: catalogue.En, Path: "/desk"}}
	for name, page := range map[string]Page{
		"queue": DeskQueue{Desk: deskOf(s, "queue", moderator.Auditor)}, "registry": deskRegistry(s, moderator.Auditor), "log": deskLog(s, moderator.Auditor),
	} {
		p := htmlcheck.Parse(t, rendered(t, page))
		if n := p.Find("main form").Length(); n > 0 {
			t.Errorf("%s: %d forms", name, n)
		}
		for _, path := range []string{"/desk/subjects", "/desk/texts"} {
			if n := p.Find(`main a[href^="` + path + `"]`).Length(); n > 0 {
				t.Errorf("%s leads to %s", name, path)
			}
		}
	}
}

// TestWhoProposedIsNotOfferedToApprove: that is refused, and should not be offered.
func TestWhoProposedIsNotOfferedToApprove(t *testing.T) {
	p := htmlcheck.Parse(t, rendered(t, deskRegistry(sample{t, Frame{Lang: catalogue.En, Path: "/desk/registry"}}, moderator.Moderator)))
	var offered []string
	for _, id := range []string{"1", "2", "3", "4", "5", "6"} {
		p.Find("#proposal-" + id + " button").Each(func(_ int, b *goquery.Selection) { offered = append(offered, id+" "+b.AttrOr("value", "")) })
	}
	if want := []string{"1 decline", "2 approve", "2 decline", "3 approve", "3 decline", "4 approve", "4 decline", "5 approve", "5 decline", "6 decline"}; !slices.Equal(offered, want) {
		t.Errorf("offered: %q, want %q", offered, want)
	}
}

// TestWhatWaitsSinceTodayIsToldInHours: none waits for 0 days.
func TestWhatWaitsSinceTodayIsToldInHours(t *testing.T) {
	d := deskOf(sample{t, Frame{Lang: catalogue.En}}, "queue", moderator.Moderator)
	for waits, want := range map[time.Duration]string{
		-time.Minute: "waiting for less than an hour", 59 * time.Minute: "waiting for less than an hour", time.Hour: "waiting for 1 hour",
		23 * time.Hour: "waiting for 23 hours", 24 * time.Hour: "waiting for 1 day", 50 * time.Hour: "waiting for 2 days",
	} {
		if got := d.since(noon, noon.Add(waits)); got != want {
			t.Errorf("after %s: %q, want %q", waits, got, want)
		}
	}
}

// TestAFlagAccountsForItsReports: which are taken out by its button, and which are not.
func TestAFlagAccountsForItsReports(t *testing.T) {
	s := sample{t, Frame{Lang: catalogue.En, Path: "/desk/subjects"}}
	if got := deskSubject(s).Flag.Makes; !strings.HasPrefix(got, "1 statement makes it") || !strings.Contains(got, " 39 more of that time") {
		t.Error(got)
	}
	lost := NewDeskSubject(deskOf(s, "subjects", moderator.Moderator), key(t, "+12025550143"), reputation.Judgement{}, noon)
	if lost.Flagged(aFlag(t), false); !strings.Contains(lost.Flag.Makes, "not found any more") {
		t.Error(lost.Flag.Makes)
	}
}

// TestWhatRisesLeadsToItsPage and not to all that rises.
func TestWhatRisesLeadsToItsPage(t *testing.T) {
	d := deskOf(sample{t, Frame{Lang: catalogue.En}}, "queue", moderator.Moderator)
	for want, scope := range map[string]trend.Scope{"/trends/categories/loan": trend.Country(), "/trends/campuses/x": trend.Campus("x")} {
		if got := d.BurstWay(trend.Burst{Scope: scope, Category: "loan", FoundAt: noon}, "x").Path; got != want {
			t.Errorf("%s leads to %s, want %s", scope.Path(), got, want)
		}
	}
}

// TestWhatFollowsFromDocumentsIsSaidBefore: of what cannot be undone above all.
func TestWhatFollowsFromDocumentsIsSaidBefore(t *testing.T) {
	for _, l := range catalogue.Langs() {
		said := map[string]bool{}
		for _, follow := range casefile.Follows() {
			d := DeskCase{Desk: deskOf(sample{T: t, Frame: Frame{Lang: l, Path: "/desk/cases/c1"}}, "case", moderator.Moderator), Admits: follow}
			if said[d.AdmitText()] || d.AdmitButton() == "" {
				t.Errorf("%s, %s: %q, %q", l, follow, d.AdmitText(), d.AdmitButton())
			}
			said[d.AdmitText()] = true
		}
	}
}
