package web

import (
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

func contestExamples(s sample) map[string]Page {
	about := key(s.T, "+447700900123")
	chosen := s.Frame
	chosen.Chosen = true
	grounds := Grounds{"wrong", "text_from", attack}
	all := map[string]Page{
		"contest":                Contest{Summary: Summary{Frame: s.Frame}},
		"contest, chosen":        Contest{Summary: Summary{Frame: chosen}},
		"official, chosen":       Official{Frame: chosen},
		"contest, wrong":         Contest{Summary: s.wrong("contest", "q", "kind"), Query: attack},
		"dispute":                Dispute{Summary: Summary{Frame: s.Frame}, Key: about, Judgement: judgements()["scam"], Proofs: casefile.Proofs(), MaxWords: 500},
		"dispute, wrong":         Dispute{Summary: s.wrong("dispute", "claim", "words", "proof"), Key: about, Grounds: grounds, Proofs: casefile.Proofs(), MaxWords: 500},
		"dispute, one way":       Dispute{Summary: Summary{Frame: s.Frame}, Key: about, Proofs: []casefile.Proof{casefile.Documents}},
		"review":                 DisputeReview{Summary: Summary{Frame: s.held()}, Key: about, Grounds: grounds, Public: attack},
		"review, masked":         DisputeReview{Summary: s.wrong("held"), Key: about, Grounds: grounds, Public: "x"},
		"review, silent":         DisputeReview{Summary: Summary{Frame: s.held()}, Key: about, Grounds: Grounds{"erase", "documents", ""}},
		"find case":              FindCase{Summary: Summary{Frame: s.Frame}},
		"find case, wrong":       FindCase{Summary: s.wrong("find", "code"), Code: attack},
		"withdraw case":          WithdrawCase{Frame: s.held(), Code: "C", About: about},
		"held":                   heldPage(s, about),
		"held, nothing":          Held{Frame: s.held(), Code: "C", Key: about},
		"transparency":           Transparency{Frame: s.Frame, Figures: figuresOf(14), Registered: 3},
		"transparency, none yet": Transparency{Frame: s.Frame},
		"official":               Official{Frame: s.Frame, Entries: register(s.T, 3)},
		"official, none":         Official{Frame: s.Frame},
		"official, many":         Official{Frame: s.Frame, Entries: register(s.T, 100+1)},
		"official, nothing":      Official{Frame: s.Frame, Entries: register(s.T, 3), Query: "nothing", Sector: "bank"},
	}
	for name, c := range caseExamples(s) {
		all["case, "+name] = c
	}
	j := judgements()["suspicious"]
	disputed, silent, official := NewSubject(s.Frame, about, j, noon), NewSubject(s.Frame, about, j, noon), NewSubject(s.Frame, about, judgements()["official"], noon)
	disputed.Objection = &casefile.Objection{Words: attack, Lang: "en", Since: noon}
	disputed.Recorded = &Recorded{Entry: auditlog.Entry{Index: 7, At: noon, By: attack, Action: auditlog.Decided, Kind: "dispute", Reason: attack}, Leaf: "AbCd="}
	silent.Objection = &casefile.Objection{Since: noon}
	silent.Recorded = &Recorded{Entry: auditlog.Entry{At: noon, Action: auditlog.Adopted, Kind: "clear"}}
	official.Entry = &register(s.T, 1)[0]
	all["subject, in its owner's words"], all["subject, contested in silence"], all["subject, official by name"] = disputed, silent, official
	return all
}

// caseExamples go through every step, state and outcome.
func caseExamples(s sample) map[string]Page {
	file := casefile.Case{Subject: key(s.T, "+447700900123"), Claim: casefile.Wrong, Proof: casefile.CodeTo, Words: attack, Lang: "en", State: casefile.Waiting, OpenedAt: noon}
	page := func(change func(*Case)) Page {
		c := Case{Summary: Summary{Frame: s.held()}, Code: "0123-4567-89AB-CDEF-K", File: file, Most: 3, Entries: []LogEntry{{7, attack, attack}, {8, "AbCd=", ""}}, Texts: 2, Expires: noon.Add(7 * 24 * time.Hour)}
		change(&c)
		return c
	}
	all := map[string]Page{
		"opened": page(func(c *Case) {
			c.Opened, c.Back, c.Step, c.Digits, c.TextTo = true, attack, "text_digits", "123456", []TextNumber{{Number: "+12025550100"}}
		}),
		"ask":          page(func(c *Case) { c.Step = "ask_digits" }),
		"ask, no more": page(func(c *Case) { c.Step, c.Texts, c.Notes = "ask_digits", 0, []string{"no_more_texts"} }),
		"type": page(func(c *Case) {
			c.Step, c.Notes, c.Tries = "type_digits", []string{"wrong_digits", "sent", "new_digits"}, 3
		}),
		"type, no more": page(func(c *Case) { c.Step, c.Texts, c.Summary = "type_digits", 0, s.wrong("held", "digits") }),
		"record":        page(func(c *Case) { c.Step, c.Notes, c.Record = "add_record", []string{"no_record"}, Record{attack, attack} }),
		"papers": page(func(c *Case) {
			c.Step, c.Summary, c.Notes = "send_documents", s.wrong("held", "document"), []string{"unread"}
		}),
		"submitted": page(func(c *Case) {
			c.Step, c.File.State, c.File.Proof, c.Papers = "wait", casefile.Submitted, casefile.Documents, 1
		}),
		"full": page(func(c *Case) {
			c.Step, c.File.State, c.File.Proof, c.Papers = "wait", casefile.Submitted, casefile.Documents, 3
		}),
		"first paper": page(func(c *Case) { c.Step, c.File.State, c.File.Proof = "wait", casefile.Submitted, casefile.Documents }),
		"in force": page(func(c *Case) {
			c.Step, c.File.State, c.File.ProvedAt, c.Expires, c.Tells = "wait", casefile.InForce, noon, time.Time{}, true
			c.Notes = []string{"in_force", "spent", "confirmed", "not_quiet", "listed"}
		}),
	}
	for _, o := range casefile.Outcomes() {
		all[string(o)] = page(func(c *Case) {
			c.Step, c.File.State, c.File.Outcome, c.File.ClosedAt = "nothing", casefile.Closed, o, noon
			if o == casefile.Cleared {
				c.File.By, c.File.Reason = attack, attack
			}
			if o == casefile.Upheld {
				c.File.By, c.File.Words = attack, ""
			}
		})
	}
	return all
}

func heldPage(s sample, about subject.Key) Held {
	h := Held{Frame: s.held(), Code: "C", Key: about, AsOf: noon, Judgement: judgements()["scam"], Flagged: noon}
	for _, state := range []reputation.State{reputation.Live, reputation.Closed} {
		h.Said = append(h.Said, Said{noon, "bad", "loan", "anonymous", state})
	}
	h.Said = append(h.Said, Said{noon, "fine", "", "verified", reputation.Live}, Said{noon, "bad", "", "partner", reputation.Live})
	for _, k := range transparency.Kinds() {
		h.Decisions = append(h.Decisions, Decided{Decision: reputation.Decision{Kind: k, At: noon, By: attack, Reason: attack}})
	}
	h.Decisions = append(h.Decisions, Decided{Decision: reputation.Decision{Kind: reputation.Clear, At: noon, By: "ada"}}, Decided{reputation.Decision{Kind: reputation.Dispute, At: noon, By: "owner"}, true})
	for _, o := range casefile.Outcomes() {
		h.Cases = append(h.Cases, Contested{casefile.Case{State: casefile.Closed, Outcome: o, OpenedAt: noon}, o == casefile.Upheld})
	}
	for _, state := range []casefile.State{casefile.Waiting, casefile.Submitted, casefile.InForce} {
		h.Cases = append(h.Cases, Contested{Case: casefile.Case{State: state, OpenedAt: noon}})
	}
	return h
}

// figuresOf are those of so many months, with a dispute that waits.
func figuresOf(months int) transparency.Figures {
	t := transparency.NewTally(noon.AddDate(0, months-1, 0))
	for i := range months {
		at := noon.AddDate(0, i, 0)
		t.Case(&casefile.Case{State: casefile.Closed, Outcome: casefile.Cleared, By: "ada", OpenedAt: at, ProvedAt: at, ClosedAt: at.Add(36 * time.Hour)})
		t.Did(auditlog.ReadTexts, at, 2)
	}
	t.Case(&casefile.Case{State: casefile.InForce, OpenedAt: noon, ProvedAt: noon})
	t.Log(1234)
	return t.Figures()
}

// register has so many numbers of banks, all with the name of an attack.
func register(t *testing.T, n int) (all []registry.Entry) {
	for i := range n {
		e := registry.Entry{Subject: key(t, "+1202555"+decimal(float64(1000+i), 0)), Name: attack, Sector: registry.Bank, Evidence: "https://bank.example/contact", Proposed: "ada", Approved: "bo", Since: noon}
		if i%2 == 1 {
			e.Evidence, e.Approved = attack, ""
		}
		all = append(all, e)
	}
	return all
}

// TestTheCodeOfADisputeIsInNoAddress looks at all links and forms of pages that hold one.
func TestTheCodeOfADisputeIsInNoAddress(t *testing.T) {
	const code = "0123-4567-89AB-CDEF-K"
	for _, l := range catalogue.Langs() {
		held := 0
		for name, page := range contestExamples(sample{t, Frame{Lang: l, Path: "/dispute/case"}}) {
			c, ok := page.(Case)
			if !ok {
				continue
			}
			held++
			p := htmlcheck.Parse(t, rendered(t, c))
			for _, attribute := range []string{"href", "action", "formaction", "src"} {
				for _, at := range p.Find("[" + attribute + "]").EachIter() {
					if strings.Contains(at.AttrOr(attribute, ""), code) {
						t.Errorf("%s %s: the code is in %s", l, name, at.AttrOr(attribute, ""))
					}
				}
			}
		}
		if held < 15 {
			t.Fatalf("only %d cases", held)
		}
	}
}

// TestOfficialNumbersAreFound by a part of the name, by the number in any spelling, and by sector.
func TestOfficialNumbersAreFound(t *testing.T) {
	all := []registry.Entry{
		{Subject: key(t, "+12025550110"), Name: "Harbour Bank", Sector: registry.Bank}, {Subject: key(t, "+12025550111"), Name: "Harbour Police", Sector: registry.Police},
	}
	for _, c := range []struct {
		query, sector string
		want          int
	}{{"", "", 2}, {"harbour", "", 2}, {" BANK ", "", 1}, {"", "police", 1}, {"harbour", "bank", 1}, {"001 (202) 555-0110", "", 1}, {"+12025550112", "", 0}, {"bank", "police", 0}} {
		if got := (Official{Entries: all, Query: c.query, Sector: c.sector}).matching(); len(got) != c.want {
			t.Errorf("%q in %q: %d found, want %d", c.query, c.sector, len(got), c.want)
		}
	}
}

// TestEvidenceLeadsToWebAddressesAlone.
func TestEvidenceLeadsToWebAddressesAlone(t *testing.T) {
	for text, want := range map[string]string{
		"https://bank.example/contact/": "https://bank.example/contact/", "javascript:alert(1)": "", "letter of 9 March": "", "https://bank@evil.example/": "", "": "",
	} {
		if got := evidence(text).Href; got != want {
			t.Errorf("%q leads to %q, want %q", text, got, want)
		}
	}
}

// TestWordsAreShownOnlyWhileTheyAreContested.
func TestWordsAreShownOnlyWhileTheyAreContested(t *testing.T) {
	f := Frame{Lang: catalogue.En, Path: "/"}
	s := NewSubject(f, key(t, "+12025550143"), judgements()["scam"], noon)
	s.Objection, s.Entry = &casefile.Objection{Words: "we sell flowers", Since: noon}, &registry.Entry{Name: "Harbour Bank", Sector: registry.Bank}
	if p := htmlcheck.Parse(t, rendered(t, s)); strings.Contains(p.Text("main"), "flowers") || strings.Contains(p.Text("main"), "Harbour") || !p.Has(`a[href="/dispute?q=%2B12025550143"]`) {
		t.Error("words or a name are shown that are over, or the way to contest is not")
	}
	s.Judgement.Conditions = []reputation.Condition{reputation.Disputed}
	if p := htmlcheck.Parse(t, rendered(t, s)); !strings.Contains(p.Text(".words"), "flowers") || p.Has(`a[href="/dispute?q=%2B12025550143"]`) {
		t.Error("the owner's words are not shown, or what is contested can be contested")
	}
}

// TestAnEntryIsShownAsItIsHashed: whoever copies it from the page and reckons its hash gets the one beside it. What a browser would make one space
// of in other elements stays two in one that is formatted already.
func TestAnEntryIsShownAsItIsHashed(t *testing.T) {
	s := sample{T: t, Frame: Frame{Lang: catalogue.En, Path: "/dispute/case"}}
	const entry = `{"reason":"two  spaces, <b> & \"more\""}`
	c := Case{Summary: Summary{Frame: s.Frame}, File: casefile.Case{Subject: key(t, "+12025550143"), Claim: casefile.Wrong, Proof: casefile.DNS, State: casefile.InForce, OpenedAt: noon}, Step: "wait"}
	c.Entries = []LogEntry{{7, "AbCd=", entry}, {8, "EfGh=", ""}}
	p := htmlcheck.Parse(t, rendered(t, c))
	if got := p.Find("#log-title ~ pre.call code").Text(); got != entry {
		t.Errorf("the entry is shown as %q", got)
	}
	if got := p.Text("#log-title ~ .note"); !strings.Contains(got, "cannot be shown now") {
		t.Errorf("of an entry that is not what was written: %q", got)
	}
}

// TestOfOthersTheMonthIsTold, for there is no day of theirs to tell.
func TestOfOthersTheMonthIsTold(t *testing.T) {
	h := Held{Frame: Frame{Lang: catalogue.En, Path: "/dispute/case/held"}, Code: "C", Key: key(t, "+12025550143"), AsOf: noon}
	of := casefile.Case{State: casefile.Closed, Outcome: casefile.Lapsed, OpenedAt: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
	h.Cases = []Contested{{of, true}}
	h.Decisions = []Decided{{reputation.Decision{Kind: reputation.Dispute, By: "owner", At: of.OpenedAt}, true}}
	p := htmlcheck.Parse(t, rendered(t, h))
	for _, part := range []string{"#cases-title ~ .facts dt", "#decided-title ~ .facts dt"} {
		if got := p.Text(part); got != "October 2026" {
			t.Errorf("%s: %q", part, got)
		}
	}
	if !strings.Contains(p.Text("#cases-title ~ .muted"), "you are told the month") {
		t.Error("it is not said why")
	}
	h.Cases[0].Others, h.Decisions = false, nil
	if p := htmlcheck.Parse(t, rendered(t, h)); p.Text("#cases-title ~ .facts dt") != "1 October 2026" || p.Has("#cases-title ~ .muted") {
		t.Errorf("of one's own: %q", p.Text("#cases-title ~ .facts dt"))
	}
}
