package web

import (
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Subject is the page of a number, account or domain: what was said about it and what that means.
type Subject struct {
	Frame
	Key       subject.Key
	Judgement reputation.Judgement
	AsOf      time.Time
	Together  []Named // listed subjects that were named in the same reports

	Objection *casefile.Objection // what its owner says; nil where that is not known
	Entry     *registry.Entry     // of the registry; likewise
	Recorded  *Recorded           // what was decided last; likewise
}

// NewSubject returns the page of key. Search engines may list it as soon as the number itself is listed, but no
// demonstration, whose dates are not true.
func NewSubject(f Frame, key subject.Key, j reputation.Judgement, asOf time.Time) Subject {
	f.Path = SubjectPath(key)
	_, sample := report.Sample(key)
	f.Index = j.Listed && !sample && !f.Demo
	return Subject{Frame: f, Key: key, Judgement: j, AsOf: asOf}
}

// SubjectPath returns where the page of key is: /n/+8613... for numbers, /s/<key> for all other kinds.
func SubjectPath(key subject.Key) string {
	if key.Kind() == subject.Number {
		return "/n/" + key.String()
	}
	segments := strings.Split(key.String(), "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return "/s/" + strings.Join(segments, "/")
}

func (Subject) set() string { return "subject" }

// Label is the subject as people write it.
func (s Subject) Label() string { return s.Key.Format() }

// KindName says what the subject is.
func (s Subject) KindName() string { return s.Name(catalogue.Kinds, string(s.Key.Kind())) }

// Title names the subject and the verdict.
func (s Subject) Title() string {
	return s.T("subject.title", "subject", s.Label(), "headline", s.Headline())
}

// Description is the verdict in a sentence.
func (s Subject) Description() string { return s.Meaning() }

// Tone is the verdict as a word for the style sheet: unknown, clear, suspicious or scam.
func (s Subject) Tone() string { return s.Judgement.Verdict.String() }

// Verdict heads the page.
func (s Subject) Verdict() Verdict {
	return Verdict{ID: "verdict-title", Tone: s.Tone(), Headline: s.Headline(), Meaning: s.Meaning()}
}

// Headline is the verdict in a few words.
func (s Subject) Headline() string { return s.T("headline." + s.finding()) }

// Meaning is the verdict in a sentence or two.
func (s Subject) Meaning() string { return s.T("meaning." + s.finding()) }

// finding tells apart what has the same verdict and needs other words.
func (s Subject) finding() string {
	j := s.Judgement
	switch {
	case j.Verdict == reputation.Cleared && s.is(reputation.Official):
		return "official"
	case j.Verdict == reputation.Scam && s.because(reputation.ReasonConfirmed):
		return "confirmed"
	case j.Verdict != reputation.Unknown:
		return j.Verdict.String()
	case !j.FirstSeen.IsZero():
		return "undecided"
	case j.Shown:
		return "vouched"
	}
	return "unknown"
}

func (s Subject) because(code reputation.ReasonCode) bool {
	return slices.ContainsFunc(s.Judgement.Reasons, func(r reputation.Reason) bool { return r.Code == code })
}

func (s Subject) is(c reputation.Condition) bool { return slices.Contains(s.Judgement.Conditions, c) }

// Sample reports whether this is one of the developers' numbers.
func (s Subject) Sample() bool {
	_, sample := report.Sample(s.Key)
	return sample
}

// AddTogether adds a subject that was named in the same reports, with the verdict on it.
func (s *Subject) AddTogether(key subject.Key, v reputation.Verdict) {
	other := named(s.Frame, key, catalogue.Verdicts, v.String())
	other.Note = s.T("subject.together.note", "kind", s.Name(catalogue.Kinds, string(key.Kind())), "verdict", other.Note)
	s.Together = append(s.Together, other)
}

// Note is what a page must be read with, as a condition of a verdict.
type Note struct {
	Name, Text string
	Calls      []Call
}

// Disputed reports whether someone contests the reports, which is being looked into.
func (s Subject) Disputed() bool { return s.is(reputation.Disputed) }

// Objected are the owner's words while they contest the reports; nil where they do not, or nothing is known of it.
func (s Subject) Objected() *Words {
	if s.Objection == nil || !s.Disputed() {
		return nil
	}
	return &Words{s.Objection.Words, s.Objection.Lang}
}

// ObjectedSince says since when, and what that means.
func (s Subject) ObjectedSince() string {
	if s.Objection.Words == "" {
		return s.T("subject.words.silent", "day", day(s.Lang, s.Objection.Since))
	}
	return s.T("subject.words.since", "day", day(s.Lang, s.Objection.Since))
}

// Contestable reports whether anything is said that an owner could contest now.
func (s Subject) Contestable() bool {
	return !s.Disputed() && (s.Judgement.Shown || s.Judgement.Verdict != reputation.Unknown)
}

// ContestLink is where its owner contests it.
func (s Subject) ContestLink() string { return s.Link(ContestPath(s.Key)) }

// Notes explains the conditions of the judgement.
func (s Subject) Notes() []Note {
	var notes []Note
	for _, c := range s.Judgement.Conditions {
		if c == reputation.SpoofSuspected && s.is(reputation.Imitated) {
			continue // said better by Imitated
		}
		notes = append(notes, Note{Name: s.Name(catalogue.Conditions, string(c)), Text: s.T("note." + string(c))})
	}
	return notes
}

// Reasons returns what made the verdict, in sentences. That nobody reported anything is said by Meaning.
func (s Subject) Reasons() []string {
	if len(s.Judgement.Reasons) == 1 && s.because(reputation.ReasonNone) {
		return nil
	}
	texts := make([]string, len(s.Judgement.Reasons))
	for i, r := range s.Judgement.Reasons {
		texts[i] = catalogue.Reason(s.Lang, r, s.Judgement)
	}
	return texts
}

// Figures returns the counts, dates and score; none for a subject nobody reported.
func (s Subject) Figures() []Fact {
	j := s.Judgement
	if !j.Shown {
		return nil
	}
	facts := []Fact{
		{s.T("subject.reports"), catalogue.Band(s.Lang, j.Reports)},
		{s.T("subject.networks"), catalogue.Band(s.Lang, j.Networks)},
	}
	if !j.FirstSeen.IsZero() {
		date := day
		if j.MonthOnly {
			date = month
		}
		facts = append(facts, Fact{s.T("subject.first"), date(s.Lang, j.FirstSeen)}, Fact{s.T("subject.last"), date(s.Lang, j.LastSeen)})
	}
	return append(facts, Fact{s.T("subject.score"), s.T("subject.score.value", "score", j.Score, "low", j.Low, "high", j.High)})
}

// Shares is what was reported, as a table with a bar for each share.
type Shares struct {
	Category, Share string // heads of the columns
	Rows            []Share
}

// Share is the share of a category in percent.
type Share struct {
	Path, Name string // of the category
	Label      string
	Percent    int
}

// Shares returns the categories that were reported, largest first; nil when none is told.
func (s Subject) Shares() *Shares {
	all := Shares{Category: s.T("report.category"), Share: s.T("subject.share")}
	for _, c := range s.Judgement.Categories {
		if c.Category != "" {
			n := int(math.Round(100 * c.Share))
			all.Rows = append(all.Rows, Share{s.CategoryPath(c.Category), s.Name(catalogue.Categories, c.Category), s.T("subject.percent", "percent", n), n})
		}
	}
	if len(all.Rows) == 0 {
		return nil
	}
	return &all
}

// Chart returns the reports of each day, or nil when they are not told.
func (s Subject) Chart() *Chart {
	if s.Judgement.Daily == nil {
		return nil
	}
	return newChart(s.Frame, s.Judgement.Daily, s.AsOf)
}

// Origins returns what the numbering plan tells about the number.
func (s Subject) Origins() []Fact {
	var facts []Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, Fact{s.T(label), value})
		}
	}
	if region := s.Key.CountryRegion(); region != "" {
		add("subject.country", s.Name(catalogue.Regions, region))
	}
	add("subject.area", s.Key.Area(string(s.Lang)))
	if s.Key.Kind() == subject.Number {
		add("subject.line", s.Name(catalogue.Lines, s.Key.Line().String()))
	}
	add("subject.carrier", s.Key.Carrier(string(s.Lang)))
	return facts
}

// ReportPath is the report form, filled in with this subject.
func (s Subject) ReportPath() string {
	values := url.Values{}
	switch kind := s.Key.Kind(); kind {
	case subject.WeChat, subject.QQ, subject.Domain, subject.Sender:
		values.Set(string(kind), s.Key.Value())
	default:
		values.Set("numbers", s.Key.String())
	}
	if region := s.Key.Region(); region != "" && region != "CN" {
		values.Set("region", region) // short codes and senders are read there
	}
	return s.Link("/report?" + values.Encode())
}

// AsOfText is the moment of the verdict.
func (s Subject) AsOfText() string { return s.T("subject.as_of", "time", minute(s.Lang, s.AsOf)) }
