package desk

import (
	"context"
	"slices"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/examples"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/recorder"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// Record notes an entry of the audit log.
func (b *bureau) Record(_ context.Context, e auditlog.Entry) (auditlog.Entry, error) { return e, nil }

// Lookup finds a scam.
func (b *bureau) Lookup(key subject.Key) (index.Answer, error) {
	return index.Answer{Subject: key, Judgement: reputation.Judgement{Verdict: reputation.Scam}}, nil
}

// Rule notes a ruling.
func (b *bureau) Rule(_ context.Context, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error) {
	return reputation.Decision{}, b.note("rule", string(kind), about.String(), by, reason)
}

// Undo notes what is taken back.
func (b *bureau) Undo(_ context.Context, about subject.Key, id, by, reason string) (reputation.Decision, error) {
	return reputation.Decision{}, b.note("undo", about.String(), id, by, reason)
}

type casesOf struct{ *bureau }

func aCase() casefile.Case {
	key, _ := subject.ParseKey(number)
	return casefile.Case{ID: "c1", Subject: key, Claim: casefile.Wrong, Proof: casefile.Documents, Words: "it is my bakery", Lang: "en", State: casefile.Submitted, OpenedAt: noon}
}

func (b casesOf) Pending(context.Context, int) ([]casefile.Case, error) {
	return []casefile.Case{aCase()}, nil
}

func (b casesOf) ReadCase(_ context.Context, id, by string) (dispute.File, error) {
	if id != "c1" {
		return dispute.File{}, fault.NotFound
	}
	may := []casefile.Outcome{casefile.Cleared, casefile.Upheld}
	return dispute.File{Case: aCase(), Papers: []dispute.Paper{{Name: "p1", Type: "application/pdf", Size: 4, SentAt: noon}}, May: may, Admit: casefile.ToErase}, b.note("read case", id, by)
}

func (b casesOf) ReadDocument(_ context.Context, id, name, by string) (dispute.Paper, []byte, error) {
	return dispute.Paper{Name: name, Type: "application/pdf"}, []byte("%PDF"), b.note("read document", id, name, by)
}

func (b casesOf) Admit(_ context.Context, id, by string) (casefile.Case, error) {
	return casefile.Case{}, b.note("admit", id, by)
}

func (b casesOf) Answer(_ context.Context, id string, outcome casefile.Outcome, by, reason string) (casefile.Case, error) {
	if reason == "" {
		return casefile.Case{}, ruling.ErrNoReason
	}
	return casefile.Case{}, b.note("answer", id, string(outcome), by, reason)
}

type sanctionsOf struct{ *bureau }

func (b sanctionsOf) Read(_ context.Context, about subject.Key, by string) (sanction.View, error) {
	said := []sanction.Said{{Handle: "01", Month: noon, Polarity: report.Bad, Category: "loan", Tier: reputation.Anonymous, State: reputation.Live, Network: "A"}}
	return sanction.View{Said: said, Flag: &brigade.Flag{Subject: about, Reports: 40}, Found: true}, b.note("read statements", about.String(), by)
}

func (b sanctionsOf) Overturn(_ context.Context, about subject.Key, handle, by, reason string) error {
	if handle != "01" {
		return sanction.ErrNoReport
	}
	if reason == "" {
		return ruling.ErrNoReason
	}
	return b.note("overturn", about.String(), handle, by, reason)
}

func (b sanctionsOf) Reinstate(_ context.Context, _ subject.Key, handle, by, reason string) error {
	return b.note("reinstate", handle, by, reason)
}

func (b sanctionsOf) Distrust(_ context.Context, _ subject.Key, handle, by, reason string) error {
	return b.note("distrust", handle, by, reason)
}

func (b sanctionsOf) Trust(_ context.Context, _ subject.Key, handle, by, reason string) error {
	return b.note("trust", handle, by, reason)
}

func (b sanctionsOf) Break(_ context.Context, about subject.Key, by, reason string) (int, error) {
	return 3, b.note("break", about.String(), by, reason)
}

func (b sanctionsOf) Dismiss(_ context.Context, about subject.Key, by, reason string) error {
	return b.note("dismiss", about.String(), by, reason)
}

type textsOf struct{ *bureau }

func (b textsOf) Waiting(_ context.Context, _ report.Category, _ int, by string) ([]examples.Text, error) {
	if b.away {
		return nil, fault.Unavailable
	}
	return []examples.Text{{Name: "aa", Category: "loan", Kind: report.Call, Lang: "en", Text: "they knew my parcel", ReceivedOn: noon}}, b.note("read texts", by)
}

func (b textsOf) Approve(_ context.Context, name, by string) (trend.Example, error) {
	switch name {
	case "gone":
		return trend.Example{}, examples.ErrNoText
	case "away":
		b.away = true
		return trend.Example{}, fault.Unavailable
	}
	return trend.Example{}, b.note("approve text", name, by)
}

func (b textsOf) Approved(context.Context) ([]examples.Published, error) {
	shown := trend.Example{ID: "bb", Category: "loan", Kind: report.Call, Lang: "en", Text: "a prize", By: "Ling", ApprovedAt: noon}
	held := shown
	held.ID, held.Text = "cc", "a loan"
	all := []examples.Published{{Example: shown}, {Example: held, Held: true}}
	return append(all, slices.Repeat(all[:1], b.more)...), nil
}

func (b textsOf) TakeBack(_ context.Context, id, by string) error { return b.note("take back", id, by) }

type registerOf struct{ *bureau }

func (b registerOf) Waiting(context.Context) ([]registry.Proposal, error) {
	p := registry.Proposal{ID: "r1", Subject: aCase().Subject, Name: "Ming Bank", Sector: registry.Bank, Evidence: "https://bank.example", By: "Wei", At: noon, State: registry.Open}
	operators, unfinished, own := p, p, p
	operators.ID, operators.By = "r2", registry.Shell+"root"
	unfinished.ID, unfinished.State, unfinished.DecidedBy = "r3", registry.Approved, "Xu"
	own.ID, own.By, own.State, own.DecidedBy = "r4", "Ling", registry.Approved, "Xu"
	return []registry.Proposal{p, operators, unfinished, own}, nil
}

func (b registerOf) Entries(context.Context) ([]registry.Entry, error) { return nil, nil }

func (b registerOf) Propose(_ context.Context, p registry.Proposal, by string) (registry.Proposal, error) {
	if err := p.Check(); err != nil {
		return p, err
	}
	return p, b.note("propose", p.Subject.String(), p.Name, by)
}

func (b registerOf) Remove(_ context.Context, about subject.Key, reason, by string) (registry.Proposal, error) {
	if reason == "" {
		return registry.Proposal{}, registry.ErrEvidence
	}
	return registry.Proposal{}, b.note("remove", about.String(), reason, by)
}

func (b registerOf) Approve(_ context.Context, id, by string) (registry.Proposal, error) {
	p := registry.Proposal{ID: id, State: registry.Approved, DecidedBy: by}
	if id == "r2" {
		p = registry.Proposal{ID: id, State: registry.Open, By: by}
	}
	return p, b.note("approve", id, by)
}

func (b registerOf) Decline(_ context.Context, id, by string) error { return b.note("decline", id, by) }

type logOf struct{ *bureau }

func (b logOf) Head() (uint64, auditlog.Hash) { return 60, auditlog.Hash{1} }

func (b logOf) Status() recorder.Status { return recorder.Status{Damaged: b.refuse} }

func (b logOf) Opened(string, string, string) bool { return false }

func (b logOf) Entries(_ context.Context, from uint64, n int) (all []auditlog.Entry, err error) {
	for i := range n {
		all = append(all, auditlog.Entry{Index: from + uint64(i), At: noon, By: "Ling", Action: auditlog.ReadTexts})
	}
	return all, nil
}
