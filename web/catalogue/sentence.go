package catalogue

import (
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Reason returns the sentence for one reason of a judgement.
func Reason(l Lang, r reputation.Reason, j reputation.Judgement) string {
	id := "why." + string(r.Code)
	switch r.Code {
	case reputation.ReasonReports:
		if j.Reports == 0 {
			return l.Text("why.reports.old")
		}
		return l.Text(id, "band", Band(l, j.Reports))
	case reputation.ReasonNetworks:
		if j.Networks <= reputation.BandOf(1) {
			return l.Text("why.networks.few")
		}
		return l.Text(id, "band", Band(l, j.Networks))
	case reputation.ReasonFine, reputation.ReasonNeighbours, reputation.ReasonDisputed, reputation.ReasonOfficial,
		reputation.ReasonImitated, reputation.ReasonTooOld, reputation.ReasonNone:
	case reputation.ReasonConfirmed, reputation.ReasonCleared:
		if r.Words != "" {
			return l.Text("ruling.words", "why", l.Text(id), "words", r.Words)
		}
	}
	return l.Text(id)
}

// Band returns a coarse count in words that go before a noun: 3 to 5, at least 21.
func Band(l Lang, b reputation.Band) string { return l.Text("band." + b.String()) }

// Problem returns what is wrong with a field of a report and what to do.
func Problem(l Lang, p report.Problem) string {
	id := "entry." + string(p.Code)
	switch p.Code {
	case report.SubjectProblem:
		return SubjectProblem(l, p.Subject)
	case report.Required:
		if p.Field == "/subjects" {
			return l.Text("entry.required.subjects")
		}
		return l.Text("entry.required.kind")
	case report.TooMany:
		if p.Field == "/subjects" {
			return l.Text("entry.too_many.subjects", "limit", p.Limit)
		}
		return l.Text(id, "limit", p.Limit)
	case report.TooLong:
		return l.Text(id, "limit", p.Limit)
	case report.UnknownValue:
		return l.Text(id, "names", l.List(p.Names))
	case report.NeedsConsent:
		names := make([]string, len(p.Names))
		for i, n := range p.Names {
			names[i] = Name(l, Knew, n)
		}
		return l.Text(id, "names", l.List(names))
	case report.InvalidUTF8, report.BadTime, report.Future, report.BadRegion, report.NeedsKey, report.NotAnOffer, report.NotReportable, report.IsHelpline:
	}
	return l.Text(id)
}

// KindProblem is SubjectProblem where it is known that an account or domain of this kind was meant.
func KindProblem(l Lang, kind subject.Kind, p subject.Problem) string {
	switch kind {
	case subject.WeChat, subject.QQ, subject.Domain, subject.Sender:
		if p == subject.BadAccount {
			return l.Text("entry.account." + string(kind))
		}
	case subject.Number, subject.ShortCode, subject.Port:
	}
	return SubjectProblem(l, p)
}

// SubjectProblem returns why a text names no subject, and the forms that do.
func SubjectProblem(l Lang, p subject.Problem) string {
	return l.Text("entry.subject."+string(p), "forms", l.Text("entry.forms"))
}
