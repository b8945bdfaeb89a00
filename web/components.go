package web

import (
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// Components shows everything that pages are made of, drawn by the definitions that they use, for whoever works on them.
type Components struct{ Summary }

// NewComponents returns the page, with a mistake in one of its fields.
func NewComponents(f Frame) Components {
	return Components{Summary{Frame: f, Problems: []Problem{{Field: "wrong", Text: f.T("components.mistake")}}}}
}

func (Components) set() string { return "components" }

// Title names the page.
func (c Components) Title() string { return c.T("components.title") }

// Description says whom it is for.
func (c Components) Description() string { return c.T("components.description") }

// Component heads what is shown.
type Component struct{ ID, Name, Use string }

// Component returns the name of a component, and when to use it.
func (c Components) Component(id string) Component {
	return Component{ID: "the-" + id, Name: c.T("component." + id), Use: c.T("component." + id + ".use")}
}

// Text is a field of one line.
func (c Components) Text() Field {
	f := c.field("text", "components.field", "components.hint", "+1 202 555 0143")
	f.Large = true
	return f
}

// Wrong is a field with a mistake.
func (c Components) Wrong() Field {
	f := c.field("wrong", "components.field.wrong", "", "2026-13-09")
	f.Type = "text"
	return f
}

// Area is a field of several lines.
func (c Components) Area() Field { return c.field("area", "components.field.area", "", "") }

// Select is a list to choose one of.
func (c Components) Select() Field {
	f := c.field("select", "components.field.select", "", "")
	f.Options = options(c.Frame, "select", catalogue.Categories, report.Categories())
	for i, category := range report.Categories() {
		f.Options[i].ID, f.Options[i].Group = "", c.Name(catalogue.Groups, string(category.Group()))
	}
	return f
}

// Radio is one of a few.
func (c Components) Radio() Field {
	f := c.field("radio", "components.field.radio", "", "")
	f.Type, f.Required = "radio", c.T("form.required")
	f.Options = options(c.Frame, "radio", catalogue.ReportKinds, []report.Kind{report.Call, report.Text, report.Offer}, string(report.Call))
	return f
}

// Boxes are any of some.
func (c Components) Boxes() Field {
	f := c.field("boxes", "components.field.boxes", "", "")
	f.Type = "checkbox"
	f.Options = options(c.Frame, "boxes", catalogue.Knew, knews(false)[:4], string(knews(false)[0]))
	return f
}

// Tick is yes or no.
func (c Components) Tick() Field {
	f := c.field("tick", "components.field.tick", "components.hint", "yes")
	f.Options = []Option{{ID: "tick", Value: "yes"}}
	return f
}

// Verdicts are all that there are.
func (c Components) Verdicts() (all []Verdict) {
	for _, tone := range []string{"scam", "suspicious", "clear", "unknown"} {
		all = append(all, Verdict{ID: "the-" + tone, Tone: tone, Headline: c.T("headline." + tone), Meaning: c.T("meaning." + tone)})
	}
	return all
}

// Notes are one for each thing that a note can have.
func (c Components) Notes() []Note {
	return []Note{{Name: c.Name(catalogue.Conditions, "disputed"), Text: c.T("note.disputed")}, Lent{c.Frame}.Unsure()}
}

// Steps are steps.
func (c Components) Steps() []Step {
	return []Step{
		{Name: c.T("advice.stop.number.name"), Text: c.T("advice.stop.number")},
		{Name: c.T("advice.verify.name"), Text: c.T("advice.verify"), Calls: []Call{{fraudLine, c.T("advice.call.line")}}, Links: []Link{{c.Link("/"), c.T("subject.another")}}},
	}
}

// Snippets are source code.
func (Components) Snippets() []Snippet { return snippets("", "android", "SetupActivity.kt") }

// Ways are the ways of the first page.
func (c Components) Ways() []Way { return Home{Summary: c.Summary}.Ways() }

// Facts are facts.
func (c Components) Facts() []Fact {
	return []Fact{
		{c.T("subject.reports"), c.T("band.11-20")}, {c.T("subject.networks"), c.T("band.6-10")}, {c.T("subject.first"), day(c.Lang, shownAt)},
	}
}

// Shares are shares.
func (c Components) Shares() Shares {
	all := Shares{Category: c.T("report.category"), Share: c.T("subject.share")}
	for i, category := range report.Categories()[:3] {
		n := []int{60, 30, 10}[i]
		all.Rows = append(all.Rows, Share{c.CategoryPath(string(category)), c.Name(catalogue.Categories, string(category)), c.T("subject.percent", "percent", n), n})
	}
	return all
}

// shownAt is when everything on the page happened.
var shownAt = time.Date(2026, time.March, 9, 12, 0, 0, 0, time.UTC)

// Chart is a chart of ninety days.
func (c Components) Chart() *Chart {
	daily := make([]int, 90)
	for i := range daily {
		daily[i] = i * i % 13 * (i / 30)
	}
	return newChart(c.Frame, daily, shownAt)
}

// Figure is a figure with weeks of every kind.
func (c Components) Figure() *Figure {
	last := trend.WeekOf(shownAt)
	var points []trend.Point
	for i := range 26 {
		figure := trend.Figure{Reporters: 24 + i*i%17, Status: trend.Shown, Open: i > 23, AtLeast: i == 20}
		switch {
		case i == 25, i < 5, i == 12:
			figure = trend.Figure{Status: trend.Suppressed, Open: i > 23}
		case i == 8:
			figure = trend.Figure{Status: trend.Missing}
		}
		points = append(points, trend.Point{Week: last.Add(i - 25), Figure: figure})
	}
	return NewFigure(c.Frame, "figure", FigureData{Place: trend.Place{Table: trend.ByProvince, Row: "CN-ZJ", Column: "fake_job"}, Points: points})
}

// Alerts are alerts.
func (c Components) Alerts() *Alerts {
	return c.trending().alerts(func(trend.Burst) bool { return true }, trend.Country())
}

// Rising is what rises.
func (c Components) Rising() []Rising { return c.trending().rising(trend.Country()) }

// Tally is a week by category.
func (c Components) Tally() *Tally { return c.trending().categories(trend.Country()) }

// trending has a category that rises after eight weeks in which it did not.
func (c Components) trending() Trending {
	last := trend.WeekOf(shownAt).Add(-1)
	weeks := make([]trend.Rollup, 1+trend.BurstWeeks)
	for i := range weeks {
		w := last.Add(-i)
		weeks[i] = trend.Rollup{Week: w, AsOf: w.ClosesAt(), Closed: true, Cells: []trend.Cell{
			{Place: trend.Country().Place("fake_job"), Reporters: 30}, {Place: trend.Country().Place("loan"), Reporters: 55},
		}}
	}
	weeks[0].Cells[0].Reporters = 75
	burst := trend.Burst{Scope: trend.Province("CN-ZJ"), Category: "fake_job", FoundAt: shownAt.AddDate(0, 0, -3), LastAt: shownAt, Reporters: 60, Usual: 22}
	over := burst
	over.LastAt = burst.FoundAt
	return Trending{Frame: c.Frame, Book: trend.NewBook(weeks), Found: []trend.Burst{burst, over}, Now: shownAt}
}

// Trick is what a sheet tells.
func (c Components) Trick() Trick { return NewTrick(c.Frame, "fake_job") }

// Code is a code as it stands on a sheet.
func (c Components) Code() (Code, error) {
	code, err := newCode("https://example.org/")
	code.Label = c.T("brief.code")
	return code, err
}

// Laws are articles of law.
func (c Components) Laws() *Laws { return lawsNamed(c.Frame, "anti-fraud-law-31") }

// Operator is who runs the site, as those pages name him.
func (Components) Operator() Operator { return Operator{Contact: "help@example.org"} }

// Chapters are the contents of a long page.
func (c Components) Chapters() []Chapter {
	var all []Chapter
	for _, id := range []string{"chart", "tones", "prose"} {
		part := c.Component(id)
		all = append(all, Chapter{part.ID, part.Name})
	}
	return all
}

// Command is a command and its answer.
func (Components) Command() Command {
	return Command{Text: "curl -s " + localhost + "/healthz", Answer: `{"ok": true, "checks": []}`}
}

// Named are subjects.
func (c Components) Named() []Named {
	return []Named{
		{Label: "+1 202-555-0103", Path: c.Link("/n/+12025550103"), Note: c.Name(catalogue.Outcomes, "counted")},
		{Label: "+1 202-555-0102", Path: c.Link("/n/+12025550102"), Note: c.Name(catalogue.Outcomes, "replaced_yours")},
	}
}

// Phone is a code that waits to be texted.
func (c Components) Phone() Phone {
	p := NewPhone(c.Frame, Texting{Numbers: []TextNumber{{Number: "+12025550150", Signed: true}}}, true)
	p.Code = "123456"
	return p
}

// Ticket is a code to take along.
func (c Components) Ticket() Ticket {
	return Ticket{Frame: c.Frame, Heading: c.T("receipt.code"), Code: "0123-4567-89AB-CDEF-K", Keep: c.T("receipt.keep"), Lead: c.T("receipt.back"), Path: c.Link("/receipt"), Back: "example.org/receipt"}
}

// Words are an owner's.
func (c Components) Words() Words { return Words{c.T("components.words"), string(c.Lang)} }

// Ledger is a table of words and counts.
func (c Components) Ledger() Ledger {
	return Ledger{Caption: c.T("open.disputes.caption"), Heads: []string{c.T("open.what"), month(c.Lang, shownAt), month(c.Lang, shownAt.AddDate(0, -1, 0))},
		Rows: []LedgerRow{{c.T("open.opened"), []string{"12", "9"}}, {c.T("open.proved"), []string{"7", "5"}}}}
}

// Evidence is a link to another site.
func (Components) Evidence() Evidence { return evidence("https://bank.example/contact") }
