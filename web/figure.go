package web

import (
	"cmp"
	"slices"
	"strconv"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// FigureData is what a figure shows: how many reporters a place of a table had, week by week.
type FigureData struct {
	Place  trend.Place   // without a column, in a table that has them, it is the sum of what is shown of the row
	Points []trend.Point // ascending
	Base   string        // scheme and host, for whoever embeds the figure; "" for those of a service on this machine
}

// Figure is a bar chart of reporters by week, and what belongs to it: the same as a table, files, and how to embed it. A week that
// is not known is drawn as what it may be: one that is not shown reaches up to the least that would be, and one that nobody counted from end to end.
type Figure struct {
	ID        string // begins those of its parts
	Lang      catalogue.Lang
	Title     string // what was reported, and where; in two parts, where there are two:
	Row       string // what was reported, or where
	Column    string // what was reported there; "" for none
	Unit      string // what a bar counts
	Summary   string // the figure in words, for who cannot see it
	Top, Half int    // labels of the axis of counts
	Bars      []Bar
	Marks     []Mark
	Keys      []Key
	More      string // says what "or more" means; "" where no week is
	Table     FigureTable
	Demo      string // says that it is a demonstration; "" where it is none
	Source    string // says where it is from
	Files     FigureFiles
}

// Bar is a week of a figure, in percent of the drawing.
type Bar struct {
	Kind                string // counted, open, few or uncounted
	X, Y, Width, Height string
	Label               string
	More                string // where across an arrow stands above it: it may be more; "" where not
}

// Key says what a kind of bar means, or the arrow above one.
type Key struct{ Kind, Text string }

// FigureTable holds the weeks of a figure, the latest first.
type FigureTable struct {
	Name                 string // of what folds it away
	Caption, Week, Count string // heads of its columns, below its caption
	Rows                 []FigureRow
}

// FigureRow is a week in words.
type FigureRow struct{ Week, Count string }

// leastTop is the least end of an axis: a few reporters do not fill the drawing, as if they were many.
const leastTop = 2 * trend.Least

// NewFigure draws a figure. The id tells it from others on its page.
func NewFigure(f Frame, id string, d FigureData) *Figure {
	most := leastTop
	for _, p := range d.Points {
		most = max(most, p.Reporters)
	}
	fig := &Figure{
		ID: id, Lang: f.Lang, Title: PlaceName(f, d.Place), Row: RowName(f, d.Place.Table, d.Place.Row), Unit: f.T("figure.unit"), Top: roundUp(most),
		Table: FigureTable{Name: f.T("figure.table"), Caption: f.T("figure.table.caption"), Week: f.T("figure.week"), Count: f.T("figure.count")},
	}
	if d.Place.Column != "" {
		fig.Column = ColumnName(f, d.Place.Table, d.Place.Column)
	}
	fig.Half = fig.Top / 2
	fig.Source = f.T("figure.source", "site", cmp.Or(d.Base, f.Origin, f.T("site.name")))
	if f.Demo {
		fig.Demo = f.T("figure.demonstration")
	}
	fig.draw(f, d.Points)
	fig.Summary = inWords(f, d.Points)
	fig.Files = filesOf(f, d)
	return fig
}

// draw makes bars, marks, keys and rows.
func (fig *Figure) draw(f Frame, points []trend.Point) {
	const gap = 24 // percent of what a week has
	seen := map[string]bool{}
	step := 100 / float64(max(len(points), 1))
	third := max((len(points)+2)/3, 1) // so many labels of days have room on a phone
	for i, p := range points {
		kind, count := kindOf(p.Figure), CountText(f, p.Figure)
		high := 100 * float64(risesTo(p.Figure, fig.Top)) / float64(fig.Top)
		bar := Bar{
			Kind: kind, Label: f.T("figure.bar", "week", weekSpan(f.Lang, p.Week), "count", count),
			X: inPercent(step * (float64(i) + gap/200.)), Width: inPercent(step * (1 - gap/100.)), Y: inPercent(100 - high), Height: inPercent(high),
		}
		if orMore(p.Figure) {
			bar.More, fig.More = inPercent(step*(float64(i)+.5)), f.T("figure.more")
		}
		fig.Bars = append(fig.Bars, bar)
		if (len(points)-1-i)%third == 0 {
			fig.Marks = append(fig.Marks, Mark{inPercent(step * (float64(i) + .5)), shortDay(f.Lang, p.Week.Start())})
		}
		fig.Table.Rows = append(fig.Table.Rows, FigureRow{weekSpan(f.Lang, p.Week), count})
		seen[kind] = true
	}
	slices.Reverse(fig.Table.Rows)
	for _, kind := range []string{"counted", "open", "few", "uncounted"} {
		if seen[kind] {
			fig.Keys = append(fig.Keys, Key{kind, f.T("figure.key."+kind, "least", trend.Least)})
		}
	}
	if fig.More != "" {
		fig.Keys = append(fig.Keys, Key{"more", f.T("figure.key.more")})
	}
}

// kindOf returns the class of a week.
func kindOf(figure trend.Figure) string {
	switch {
	case figure.Status == trend.Missing:
		return "uncounted"
	case figure.Status == trend.Suppressed:
		return "few"
	case figure.Open:
		return "open"
	}
	return "counted"
}

// orMore reports whether so many reported that not all of them were counted.
func orMore(figure trend.Figure) bool { return figure.Status == trend.Shown && figure.AtLeast }

// wordOf is kindOf, and tells what may be more.
func wordOf(figure trend.Figure) string {
	kind := kindOf(figure)
	if kind == "counted" && figure.AtLeast {
		return "more"
	}
	return kind
}

// risesTo returns the most that a week may be.
func risesTo(figure trend.Figure, top int) int {
	switch figure.Status {
	case trend.Missing:
		return top
	case trend.Suppressed:
		return trend.Least
	case trend.Shown:
	}
	return figure.Reporters
}

// CountText puts a figure into words: 35, 64 or more, at least 15 so far, fewer than about 15, not counted.
func CountText(f Frame, figure trend.Figure) string {
	kind := wordOf(figure)
	switch {
	case kind == "counted":
		return strconv.Itoa(figure.Reporters)
	case kind == "few" && figure.Open:
		kind = "few.open"
	}
	return f.T("count."+kind, "count", figure.Reporters, "least", trend.Least)
}

// inWords says what there is to see: the newest week that is final, the most, and what is not known.
func inWords(f Frame, points []trend.Point) string {
	var final, most trend.Point
	few, uncounted := 0, 0
	for _, p := range points {
		switch p.Status {
		case trend.Suppressed:
			few++
		case trend.Missing:
			uncounted++
		case trend.Shown:
		}
		if p.Status != trend.Missing && !p.Open {
			final = p
		}
		if p.Reporters > most.Reporters {
			most = p
		}
	}
	said := []string{f.T("figure.words.weeks", "count", len(points))}
	if final.Status != trend.Missing {
		said = append(said, f.T("figure.words.final."+wordOf(final.Figure), "count", final.Reporters, "least", trend.Least, "week", weekSpan(f.Lang, final.Week)))
	}
	if most.Status == trend.Shown {
		said = append(said, f.T("figure.words.most."+wordOf(most.Figure), "count", most.Reporters, "week", weekSpan(f.Lang, most.Week)))
	}
	if few > 0 {
		said = append(said, f.T("figure.words.few", "count", few, "least", trend.Least))
	}
	if uncounted > 0 {
		said = append(said, f.T("figure.words.uncounted", "count", uncounted))
	}
	return f.Lang.Sentences(said)
}

func inPercent(n float64) string { return strconv.FormatFloat(n, 'f', 2, 64) + "%" }
