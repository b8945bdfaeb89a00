package web

import (
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Named is a subject with a link to its page and a word on what became of a report about it.
type Named struct {
	Label, Path, Note string
}

func named(f Frame, key subject.Key, vocabulary, value string) Named {
	return Named{Label: key.Format(), Path: f.Link(SubjectPath(key)), Note: f.Name(vocabulary, value)}
}

// Receipt is shown once, in answer to a report.
type Receipt struct {
	Frame
	Code      string
	Corrected bool   // it is that of a correction
	Back      string // where the code leads back to the report, as people type it
	On        time.Time
	Subjects  []Named
	Phone     Phone // how to prove a phone
}

// Names of pages that hold a receipt, by which each is shown again in another language.
const (
	ReceiptPage   = "receipt"
	CorrectedPage = "corrected"
	WithdrawnPage = "withdrawn"
)

// Name is what the page is shown again by.
func (r Receipt) Name() string {
	if r.Corrected {
		return CorrectedPage
	}
	return ReceiptPage
}

// Day is when the report was received.
func (r Receipt) Day() string { return day(r.Lang, r.On) }

// Add adds a subject of the report with what became of it, a value of the vocabulary of outcomes.
func (r *Receipt) Add(key subject.Key, outcome string) {
	r.Subjects = append(r.Subjects, named(r.Frame, key, catalogue.Outcomes, outcome))
}

func (Receipt) set() string { return "receipt" }

// Ticket is the code, to be taken along.
func (r Receipt) Ticket() Ticket {
	return Ticket{Frame: r.Frame, Heading: r.T("receipt.code"), Code: r.Code, Keep: r.T("receipt.keep"), Lead: r.T("receipt.back"), Path: r.Link("/receipt"), Back: r.Back}
}

// Title says that the report was accepted.
func (r Receipt) Title() string {
	if r.Corrected {
		return r.T("receipt.corrected")
	}
	return r.T("receipt.title")
}

// Description says what to do with the code.
func (r Receipt) Description() string { return r.T("receipt.keep") }

// Find asks for a receipt code.
type Find struct {
	Summary
	Code string // as typed
}

func (Find) set() string { return "find" }

// Title names the page.
func (f Find) Title() string { return f.T("find.title") }

// Description says what it is for.
func (f Find) Description() string { return f.T("find.description") }

// Entry is the box for the code.
func (f Find) Entry() Field {
	entry := f.field("code", "find.code", "find.code.hint", f.Code)
	entry.Large = true
	return entry
}

// Kept shows the holder of a receipt what is kept of the report.
type Kept struct {
	Frame
	Code        string
	Withdrawn   bool
	Overturned  bool  // a moderator has at least part of it not count
	Correctable bool  // with the report form
	Elsewhere   bool  // it came by an app, which alone can correct it; else the form has no room for what is not Correctable
	Confirmed   bool  // whoever sent it proved a phone, which a correction by the form would not
	Phone       Phone // how to prove one
	ReceivedAt  time.Time
	OccurredAt  time.Time
	Polarity    report.Polarity
	Category    report.Category
	Region      string
	Subjects    []Named
	Testimony   *report.Testimony // nil once withdrawn or expired
}

// Add adds a subject of the report with the state of what was said about it.
func (k *Kept) Add(key subject.Key, state reputation.State) {
	k.Subjects = append(k.Subjects, named(k.Frame, key, catalogue.States, string(state)))
	k.Overturned = k.Overturned || state == reputation.Overturned
}

func (Kept) set() string { return "kept" }

// Title names the page.
func (k Kept) Title() string { return k.T("kept.title") }

// Description says what it shows.
func (k Kept) Description() string { return k.T("find.description") }

// Fact is a line of a list of facts.
type Fact struct{ Label, Value string }

// Facts returns what is kept, leaving out what is empty.
func (k Kept) Facts() []Fact {
	var all []Fact
	add := func(label, value string) {
		if value != "" {
			all = append(all, Fact{k.T(label), value})
		}
	}
	add("kept.received", day(k.Lang, k.ReceivedAt))
	if k.Confirmed {
		add("phone.confirmed", k.T("phone.confirmed.by"))
	}
	add("report.polarity", k.Name(catalogue.Polarities, string(k.Polarity)))
	if k.Category != "" {
		add("report.category", k.Name(catalogue.Categories, string(k.Category)))
	}
	add("report.date", day(k.Lang, k.OccurredAt))
	if k.Region != "" {
		add("report.region", k.Name(catalogue.Regions, k.Region))
	}
	if t := k.Testimony; t != nil {
		add("report.kind", k.Name(catalogue.ReportKinds, string(t.Kind)))
		add("report.text", t.Text)
		add("report.knew", names(k.Frame, catalogue.Knew, t.Knew))
		add("report.leak_sector", names(k.Frame, catalogue.LeakSectors, only(t.LeakSector)))
		add("report.campus", t.Campus)
		if o := t.Offer; o != nil {
			add("report.title", o.Title)
			add("report.claims_employer", o.ClaimsEmployer)
			add("report.platform", o.Platform)
			add("report.pay", o.Pay)
			add("report.duties", names(k.Frame, catalogue.Duties, o.Duties))
		}
		add("kept.agreed", k.agreed(t.Consent))
	}
	return all
}

// agreed returns what its author agreed to.
func (k Kept) agreed(to report.Consent) string {
	var all []string
	if to.Sensitive {
		all = append(all, k.T("kept.agreed.sensitive"))
	}
	if to.PublishText {
		all = append(all, k.T("kept.agreed.publish"))
	}
	return k.Lang.List(all)
}

func names[T ~string](f Frame, vocabulary string, values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = f.Name(vocabulary, string(v))
	}
	return f.Lang.List(words)
}

// only returns a list of v alone, or none when v is empty.
func only[T ~string](v T) []T {
	if v == "" {
		return nil
	}
	return []T{v}
}

// Withdraw asks whether a report is really to be withdrawn.
type Withdraw struct {
	Frame
	Code string
}

func (Withdraw) set() string { return "withdraw" }

// Title asks.
func (w Withdraw) Title() string { return w.T("withdraw.title") }

// Description says what withdrawing does.
func (w Withdraw) Description() string { return w.T("withdraw.text") }

// Withdrawn says that a report was withdrawn.
type Withdrawn struct {
	Frame
	Code string
}

func (Withdrawn) set() string { return "withdrawn" }

// Name is what the page is shown again by.
func (Withdrawn) Name() string { return WithdrawnPage }

// Title says so.
func (w Withdrawn) Title() string { return w.T("withdrawn.title") }

// Description says what that means.
func (w Withdrawn) Description() string { return w.T("withdrawn.text") }
