package web

import (
	"cmp"
	"strings"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// Data tells programs, teachers and researchers how the figures of trends are had, what they mean and how they are cited.
type Data struct {
	Frame
	Base  string // scheme and host that the commands ask; "" for those of a service on this machine
	Weeks int    // that are answered at once, at most
}

func (Data) set() string { return "data" }

// Title names the page.
func (d Data) Title() string { return d.T("data.title") }

// Description says what is on it.
func (d Data) Description() string { return d.T("data.description") }

// Chapters is the table of contents.
func (d Data) Chapters() []Chapter {
	return d.chapters("data.q.which", "data.q.get", "data.q.status", "data.q.sheet", "data.q.figure", "data.q.feed", "data.q.cite")
}

// DataTable is a table of trends, and what is in it.
type DataTable struct{ Name, What string }

// Tables are all tables.
func (d Data) Tables() (all []DataTable) {
	for _, t := range trend.Tables() {
		all = append(all, DataTable{string(t), d.T("data.table." + string(t))})
	}
	return append(all, DataTable{"ranges", d.T("data.table.ranges")})
}

// Noise says what is done to figures.
func (d Data) Noise() string {
	times := len(trend.Week{}.Stages())
	return d.T("data.which.noise", "times", times, "least", trend.Least, "step", trend.Step, "days", days(trend.ClosesAfter))
}

// Shown says how far a figure is off that is shown.
func (d Data) Shown() string { return d.T("data.status.shown", "margin", trend.Margin(1)) }

// AtOnce says how many weeks are answered.
func (d Data) AtOnce() string { return d.T("data.get.weeks", "weeks", d.Weeks) }

// Least is from how many people on a figure is shown.
func (Data) Least() int { return trend.Least }

func (d Data) call(command, answer string) Command {
	return Command{strings.ReplaceAll(command, "ORIGIN", cmp.Or(d.Base, localhost)), answer}
}

// Whole gets a row of a table.
func (d Data) Whole() Command {
	return d.call(`curl -s 'ORIGIN/v1/trends/category?row=loan'`, `{"table":"category","weeks":[{"week":"2026-W19","begins":"2026-05-04","state":"closed",…},…],
 "series":[{"row":"loan","figures":[
  {"week":"2026-W19","status":"shown","reporters":35},
  {"week":"2026-W20","status":"suppressed"}]}]}`)
}

// Sheet gets a table as a file.
func (d Data) Sheet() Command {
	return d.call(`curl -s -OJ 'ORIGIN/v1/trends/knew.csv?row=exam&lang=`+string(d.Lang)+`'`, "")
}

// Image shows a figure on another site.
func (d Data) Image() Command {
	return d.call(`<img src="ORIGIN/trends/figures/category.svg?row=loan&amp;lang=`+string(d.Lang)+`"
  alt="`+d.Name(catalogue.Categories, "loan")+`">`, "")
}

// Embedded puts a figure with its table into another site.
func (d Data) Embedded() Command {
	return d.call(`<iframe src="ORIGIN/trends/embed/category?row=loan&amp;lang=`+string(d.Lang)+`"
  title="`+d.Name(catalogue.Categories, "loan")+`" width="100%" height="420"></iframe>`, "")
}

// Follow gets a feed.
func (d Data) Follow() Command {
	return d.call(`curl -s 'ORIGIN/trends/feed.atom?scope=provinces/CN-ZJ&lang=`+string(d.Lang)+`'`, "")
}

// Citation is how figures are cited.
func (d Data) Citation() Command { return d.call(d.T("data.cite.example"), "") }
