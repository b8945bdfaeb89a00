package web

import (
	"net/url"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Contest is where a dispute begins: it asks which number it is about, and leads back to one that was opened.
type Contest struct {
	Summary
	Query string // as typed
	Kind  string // of subject, as chosen
}

func (Contest) set() string { return "contest" }

// Title names the page.
func (c Contest) Title() string { return c.T("contest.title") }

// Description says what it is for.
func (c Contest) Description() string { return c.T("contest.description") }

// Entry is the box for a number, account or domain.
func (c Contest) Entry() Field {
	f := c.field("q", "contest.q", "contest.q.hint", c.Query)
	f.Large = true
	return f
}

// KindField tells what is in the box.
func (c Contest) KindField() Field {
	f := c.field("kind", "home.kind", "", "")
	f.Options = options(c.Frame, "kind", "kind", lookupKinds, c.Kind)
	f.Options[0].Label = c.T("home.kind.number")
	return f
}

// Way is how it goes, in its order.
func (c Contest) Way() (steps []Step) {
	for _, id := range []string{"say", "prove", "effect", "answer"} {
		steps = append(steps, Step{Name: c.T("contest.step." + id), Text: c.T("contest.step."+id+".text", "days", days(reputation.DisputeEvery))})
	}
	return steps
}

// ContestPath is where a dispute about a subject begins.
func ContestPath(key subject.Key) string {
	values := url.Values{"q": {key.String()}}
	switch kind := key.Kind(); kind {
	case subject.WeChat, subject.QQ, subject.Domain, subject.Sender:
		values.Set("kind", string(kind))
		values.Set("q", key.Value())
	case subject.Number, subject.ShortCode, subject.Port:
	}
	return "/dispute?" + values.Encode()
}

// Grounds is what a dispute is opened with, as somebody types it.
type Grounds struct {
	Claim, Proof, Words string
}

// Dispute asks what the owner of a subject says, and how they will prove that it is theirs.
type Dispute struct {
	Summary
	Key       subject.Key
	Judgement reputation.Judgement
	Grounds   Grounds
	Proofs    []casefile.Proof // that there are for it here
	MaxWords  int
}

func (Dispute) set() string { return "dispute" }

// Label is the subject as people write it.
func (d Dispute) Label() string { return d.Key.Format() }

// Title names the subject.
func (d Dispute) Title() string { return d.T("dispute.title", "subject", d.Label()) }

// Description says what it is for.
func (d Dispute) Description() string { return d.T("contest.description") }

// Shown says what everybody is told now.
func (d Dispute) Shown() string {
	s := Subject{Frame: d.Frame, Key: d.Key, Judgement: d.Judgement}
	return d.T("dispute.shown", "headline", s.Headline())
}

// SubjectLink is the page of the subject.
func (d Dispute) SubjectLink() string { return d.Link(SubjectPath(d.Key)) }

// ClaimField asks what the owner says.
func (d Dispute) ClaimField() Field {
	f := d.field("claim", "dispute.claim", "", "")
	f.Type, f.Required = "radio", d.T("form.required")
	f.Options = options(d.Frame, "claim", "dispute.claim", casefile.Claims(), d.Grounds.Claim)
	return f
}

// WordsField asks for what everybody is to read.
func (d Dispute) WordsField() Field {
	f := d.field("words", "dispute.words", "", d.Grounds.Words)
	f.Hint = d.T("dispute.words.hint", "limit", d.MaxWords)
	return f
}

// ProofField asks how it will be proved. Where there is one way it is chosen.
func (d Dispute) ProofField() Field {
	f := d.field("proof", "dispute.proof", "dispute.proof.hint", "")
	chosen := d.Grounds.Proof
	if chosen == "" && len(d.Proofs) == 1 {
		chosen = string(d.Proofs[0])
	}
	f.Type, f.Required = "radio", d.T("form.required")
	f.Options = options(d.Frame, "proof", "dispute.proof", d.Proofs, chosen)
	return f
}

// DisputeReview shows what will be sent and shown before a dispute is opened, of which one network may open few.
type DisputeReview struct {
	Summary
	Key     subject.Key
	Grounds Grounds
	Public  string // the words as everybody will read them
}

func (DisputeReview) set() string { return "dispute_review" }

// Title names the page.
func (d DisputeReview) Title() string { return d.T("review.title") }

// Description says what it is for.
func (d DisputeReview) Description() string { return d.T("review.lead") }

// Facts are what was chosen.
func (d DisputeReview) Facts() []Fact {
	return []Fact{
		{d.T("review.subject"), d.Key.Format()},
		{d.T("dispute.claim"), d.T("dispute.claim." + d.Grounds.Claim)},
		{d.T("dispute.proof"), d.T("dispute.proof." + d.Grounds.Proof)},
	}
}

// Wording are those words.
func (d DisputeReview) Wording() Words { return Words{Text: d.Public} }

// Masked reports whether something was taken out of the words.
func (d DisputeReview) Masked() bool { return d.Public != d.Grounds.Words }

// Next says what follows.
func (d DisputeReview) Next() string { return d.T("review.next." + d.Grounds.Proof) }
