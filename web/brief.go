package web

import (
	"cmp"
	"slices"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// What has room on one sheet of A4.
const (
	briefCategories = 5
	briefRising     = 2 // alerts and rises
	briefNamed      = 2 // of those that it has no room for
	briefKnew       = 3
	briefText       = 150 // characters of a message; Latin letters take half the room
)

// Brief is what an educator hangs up or hands out about a week: one sheet of A4 where it is printed.
type Brief struct {
	Trending
	Scope trend.Scope
	Above []trend.Scope // what a campus or a province lies in
	Texts []trend.Example
	Trick Trick      // that the sheet explains
	Code  Code       // leads to the same page
	Last  trend.Week // that there is a brief of
}

// NewBrief returns the brief of a week that is over; false where nobody counted it. T has the figures of all weeks.
func NewBrief(t Trending, of trend.Scope, above []trend.Scope, w trend.Week, texts []trend.Example) (Brief, bool, error) {
	book, last := t.Book.Until(w), t.Book.Newest()
	if w.IsZero() || book.Newest() != w {
		return Brief{}, false, nil
	}
	t.Path = BriefPath(of, w)
	code, err := newCode(t.Base + withLang(t.Path, t.Lang))
	if err != nil {
		return Brief{}, false, err
	}
	code.Label = t.T("brief.code")
	t.Book = book
	b := Brief{Trending: t, Scope: of, Above: above, Texts: texts, Code: code, Last: last}
	b.Trick = b.trick()
	return b, true, nil
}

// BriefPath is where the brief of a week is.
func BriefPath(of trend.Scope, w trend.Week) string { return BriefsPath(of) + "/" + w.String() }

// BriefsPath is where the latest brief of a scope is, and for the country the list of all.
func BriefsPath(of trend.Scope) string {
	if of == trend.Country() {
		return "/trends/brief"
	}
	return "/trends/brief/" + of.Path()
}

func (Brief) set() string { return "brief" }

// Title names the page.
func (b Brief) Title() string { return b.T("brief.title", "place", b.Place(), "week", b.Week()) }

// Description says what is on it.
func (b Brief) Description() string { return b.T("brief.lead", "place", b.Place()) }

// Place is what the scope is called.
func (b Brief) Place() string { return ScopeName(b.Frame, b.Scope) }

// Summary is the headline figure, with how sure it is.
func (b Brief) Summary() string {
	w := b.Book.Newest()
	sum := b.Book.Sum(b.Scope.Table, b.Scope.Row, w)
	cells := len(b.Book.Shares(b.Scope, w, 1))
	if sum.Status != trend.Shown {
		return b.T("brief.few", "place", b.Place(), "least", trend.Least)
	}
	id := "brief.sum"
	switch {
	case sum.Open:
		id = "brief.sum.open"
	case sum.AtLeast:
		id = "brief.sum.more"
	}
	return b.T(id, "count", cells, "people", sum.Reporters, "margin", trend.Margin(cells))
}

// Margin says how sure each figure is.
func (b Brief) Margin() string {
	return b.T("brief.margin", "margin", trend.Margin(1), "least", trend.Least)
}

// WeekNote says whether the week is final.
func (b Brief) WeekNote() string {
	r, _ := b.Book.Rollup(b.Book.Newest())
	switch {
	case r.Closed:
		return b.T("brief.week.closed", "day", day(b.Lang, r.AsOf))
	case overdue(r, b.Now):
		return b.T("brief.week.stayed", "day", day(b.Lang, r.AsOf))
	}
	return b.T("brief.week.open", "day", day(b.Lang, r.Week.ClosesAt()))
}

// Categories are those reported most, of the country where none is shown of the scope.
func (b Brief) Categories() *Tally {
	for _, s := range b.scopes() {
		if t := b.categories(s); t != nil {
			t.Caption = ScopeName(b.Frame, s)
			t.Rows = t.Rows[:min(len(t.Rows), briefCategories)]
			return t
		}
	}
	return nil
}

// scopes are that of the sheet and those that it lies in, the nearest first.
func (b Brief) scopes() []trend.Scope { return slices.Concat([]trend.Scope{b.Scope}, b.Above) }

// Message is a reported text.
type Message struct {
	Text, Lang string
	Credit     string // who approved it, and when
}

// Message is one about the trick, if there is one: in the language of the page where there is one, and cut where it is long.
func (b Brief) Message() (m Message) {
	for _, e := range b.Texts {
		if e.Category != b.Trick.Category || m.Text != "" && (m.Lang == string(b.Lang) || e.Lang != string(b.Lang)) {
			continue
		}
		m = newMessage(b.Frame, e, briefText)
	}
	return m
}

// newMessage shows so many wide characters of a text, and of Latin letters twice as many.
func newMessage(f Frame, e trend.Example, most int) Message {
	if e.Lang != string(catalogue.ZhCN) {
		most *= 2
	}
	text := []rune(e.Text)
	if len(text) > most {
		text = append(text[:most:most], '…')
	}
	return Message{string(text), e.Lang, credit(f, e)}
}

// credit says who approved a text. In a demonstration nobody did.
func credit(f Frame, e trend.Example) string {
	if f.Demo {
		return f.T("brief.text.made")
	}
	return f.T("brief.text.credit", "by", e.By, "day", day(f.Lang, e.ApprovedAt))
}

// Reported is the head of the text.
func (b Brief) Reported() string {
	if b.Demo {
		return b.T("brief.text.demo")
	}
	return b.T("brief.text")
}

// Knew is what callers knew most often, in the whole country, and where that is suspected to have leaked: what came from nobody knows where
// tells nobody whom to ask.
func (b Brief) Knew() []string {
	w := b.Book.Newest()
	roll, _ := b.Book.Rollup(w)
	cells := slices.DeleteFunc(slices.Clone(roll.Cells), func(c trend.Cell) bool { return c.Table != trend.ByKnew || c.Column == "unknown" })
	slices.SortStableFunc(cells, func(x, y trend.Cell) int { return cmp.Compare(y.Reporters, x.Reporters) })
	var all []string
	for _, c := range cells[:min(len(cells), briefKnew)] {
		all = append(all, b.T("brief.knew.line",
			"knew", b.Name(catalogue.Knew, c.Row), "sector", b.Name(catalogue.LeakSectors, c.Column), "people", CountText(b.Frame, b.Book.At(c.Place, w))))
	}
	return all
}

// Source says where the figures are from, and as of when.
func (b Brief) Source() string {
	roll, _ := b.Book.Rollup(b.Book.Newest())
	return b.T("brief.source", "site", b.Base, "day", day(b.Lang, roll.AsOf))
}

// Earlier is the brief of the week before.
func (b Brief) Earlier() string { return b.Link(BriefPath(b.Scope, b.Book.Newest().Add(-1))) }

// HasEarlier reports whether the week before was counted.
func (b Brief) HasEarlier() bool {
	_, ok := b.Book.Rollup(b.Book.Newest().Add(-1))
	return ok
}

// Latest is the brief of the newest week.
func (b Brief) Latest() string { return b.Link(BriefPath(b.Scope, b.Last)) }

// Old reports whether there is a later one.
func (b Brief) Old() bool { return b.Book.Newest() != b.Last }
