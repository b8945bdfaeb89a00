package web

import (
	"strconv"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/subject"
)

// FindCase asks for the code of a dispute.
type FindCase struct {
	Summary
	Code string // as typed
}

func (FindCase) set() string { return "case_find" }

// Title names the page.
func (f FindCase) Title() string { return f.T("case.find.title") }

// Description says what it is for.
func (f FindCase) Description() string { return f.T("case.find.lead") }

// Entry is the box for the code.
func (f FindCase) Entry() Field {
	entry := f.field("code", "case.code", "case.code.hint", f.Code)
	entry.Large = true
	return entry
}

// Case is where a dispute is, and what its owner can do next.
type Case struct {
	Summary
	Code    string
	Opened  bool   // just now: the code is shown for the first time
	Back    string // where the code leads back to it, as people type it
	File    casefile.Case
	Step    string // what can be done next; a word that has messages
	Notes   []string
	Expires time.Time
	TextTo  []TextNumber // where Digits are texted to
	Digits  string
	Tries   int // of typing what was texted, that are left
	Texts   int // that can still be sent today
	Record  Record
	Papers  int  // documents that were sent, ...
	Most    int  // ... of at most so many
	Largest int  // bytes of one
	Tells   bool // whether what is held is told
	Entries []LogEntry
}

// LogEntry is an entry of the audit log as whoever it concerns gets it.
type LogEntry struct {
	Index uint64
	Leaf  string // hash of what follows
	Entry string // all of it, with its salt; "" where the store does not show what was written
}

// Place says where an entry stands.
func (c Case) Place(e LogEntry) []Fact {
	return []Fact{{c.T("subject.log.index"), strconv.FormatUint(e.Index, 10)}, {c.T("subject.log.leaf"), e.Leaf}}
}

// Record is a TXT record of a domain.
type Record struct{ Name, Value string }

// OpenedPage names the page of a dispute that was just opened, by which it is shown again in another language.
const OpenedPage = "opened"

func (Case) set() string { return "case" }

// Title says how far it is.
func (c Case) Title() string { return c.T("case.title." + c.stage()) }

// Description says what that means.
func (c Case) Description() string { return c.T("case.lead." + c.stage()) }

// stage tells apart what needs other words.
func (c Case) stage() string {
	if c.File.State == casefile.Closed {
		return closedAs(c.File.Outcome)
	}
	return string(c.File.State)
}

// closedAs is what messages about an outcome are called by.
func closedAs(o casefile.Outcome) string { return "closed_" + string(o) }

// Ticket is the code, to be taken along.
func (c Case) Ticket() Ticket {
	return Ticket{Frame: c.Frame, Heading: c.T("case.code.yours"), Code: c.Code, Keep: c.T("case.code.keep"), Lead: c.T("case.code.back"), Path: c.Link("/dispute/case"), Back: c.Back}
}

// Wording are the owner's words.
func (c Case) Wording() Words { return Words{c.File.Words, c.File.Lang} }

// Name is what the page is shown again by.
func (c Case) Name() string {
	if c.Opened {
		return OpenedPage
	}
	return ""
}

// Said are the notes in words.
func (c Case) Said() []string {
	all := make([]string, len(c.Notes))
	for i, n := range c.Notes {
		switch n {
		case "wrong_digits":
			all[i] = c.T("case.note.wrong_digits", "count", c.Tries)
		default:
			all[i] = c.T("case.note." + n)
		}
	}
	return all
}

// Until says when it is closed unless it is proved, or its documents are read.
func (c Case) Until() string {
	if c.Expires.IsZero() {
		return ""
	}
	if c.File.State == casefile.Submitted { // the owner has done their part
		return c.T("case.expires.submitted", "time", minute(c.Lang, c.Expires))
	}
	return c.T("case.expires", "time", minute(c.Lang, c.Expires))
}

// DigitsField is the box for what was texted.
func (c Case) DigitsField() Field {
	f := c.field("digits", "case.digits", "case.digits.hint", "")
	f.Large = true
	return f
}

// Resend says how often more digits can be sent today; "" for not at all.
func (c Case) Resend() string {
	if c.Texts == 0 {
		return ""
	}
	return c.T("case.texts", "count", c.Texts)
}

// PaperField is where a document is chosen.
func (c Case) PaperField() Field { return c.field("document", "case.paper", "case.paper.hint", "") }

// Sent says how many documents were sent.
func (c Case) Sent() string { return c.T("case.papers", "count", c.Papers, "most", c.Most) }

// Room reports whether there is room for another document.
func (c Case) Room() bool { return c.Papers < c.Most }

// Proved reports whether the subject was proved.
func (c Case) Proved() bool { return !c.File.ProvedAt.IsZero() }

// Open reports whether it is not closed.
func (c Case) Open() bool { return c.File.State != casefile.Closed }

// Facts are what is known of it.
func (c Case) Facts() []Fact {
	facts := []Fact{{c.T("review.subject"), c.File.Subject.Format()}, {c.T("dispute.claim"), c.T("dispute.claim." + string(c.File.Claim))},
		{c.T("dispute.proof"), c.T("dispute.proof." + string(c.File.Proof))}, {c.T("case.opened"), minute(c.Lang, c.File.OpenedAt)}}
	for _, one := range []struct {
		id string
		at time.Time
	}{{"case.proved", c.File.ProvedAt}, {"case.closed", c.File.ClosedAt}} {
		if !one.at.IsZero() {
			facts = append(facts, Fact{c.T(one.id), minute(c.Lang, one.at)})
		}
	}
	return facts
}

// Answer is what a moderator said; none where a rule closed it.
func (c Case) Answer() []Fact {
	if c.File.By == "" {
		return nil
	}
	facts := []Fact{{c.T("case.by"), c.File.By}}
	if c.File.Reason != "" {
		facts = append(facts, Fact{c.T("case.reason"), c.File.Reason})
	}
	return facts
}

// SubjectLink is the page of the subject.
func (c Case) SubjectLink() string { return c.Link(SubjectPath(c.File.Subject)) }

// AnewLink is where another dispute about it begins.
func (c Case) AnewLink() string { return c.Link(ContestPath(c.File.Subject)) }

// WithdrawCase asks whether a dispute is to be withdrawn.
type WithdrawCase struct {
	Frame
	Code  string
	About subject.Key
}

func (WithdrawCase) set() string { return "case_withdraw" }

// Title names the page.
func (w WithdrawCase) Title() string { return w.T("case.withdraw.title") }

// Description says what it does.
func (w WithdrawCase) Description() string { return w.T("case.withdraw.text") }
