package web

import (
	"net/url"
	"slices"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// TrendCategory is a category: how much it is reported, how it goes, and what to say of it.
type TrendCategory struct {
	Trending
	Category report.Category
	Approved []trend.Example // of all categories, the newest first
}

func (TrendCategory) set() string { return "trends_category" }

// Label is what the category is called.
func (t TrendCategory) Label() string { return t.Name(catalogue.Categories, string(t.Category)) }

// Title names the page.
func (t TrendCategory) Title() string { return t.T("trends.category.title", "category", t.Label()) }

// Description says what is on it.
func (t TrendCategory) Description() string { return t.Trick().Headline }

// Trick is what is told of the category.
func (t TrendCategory) Trick() Trick { return NewTrick(t.Frame, t.Category) }

// Figure is the category by week.
func (t TrendCategory) Figure() *Figure {
	return t.figure("figure", trend.Country().Place(string(t.Category)))
}

// Alerts are those of the category.
func (t TrendCategory) Alerts() *Alerts {
	return t.alerts(func(b trend.Burst) bool { return b.Category == string(t.Category) }, trend.Country())
}

// Rise says by how much it rises, or that it does not.
func (t TrendCategory) Rise() string {
	for _, r := range t.Book.Rising(trend.Country()) {
		if r.Category == string(t.Category) {
			return t.factor(r)
		}
	}
	return ""
}

// People compares the newest week with those before, where it rises.
func (t TrendCategory) People() string {
	for _, r := range t.Book.Rising(trend.Country()) {
		if r.Category == string(t.Category) {
			return t.people(r)
		}
	}
	return ""
}

// ApprovedText is what a reporter was told, as a moderator approved it.
type ApprovedText struct{ Kind, Text, Lang, Origin string }

// mostTexts is how many are shown.
const mostTexts = 6

// Texts are those approved, those in the language of the page before the others.
func (t TrendCategory) Texts() []ApprovedText {
	var own, others []ApprovedText
	for _, e := range t.Approved {
		if e.Category != t.Category {
			continue
		}
		text := ApprovedText{t.Name(catalogue.ReportKinds, string(e.Kind)), e.Text, e.Lang, t.approved(e)}
		if e.Lang == string(t.Lang) {
			own = append(own, text)
		} else {
			others = append(others, text)
		}
	}
	all := slices.Concat(own, others)
	return all[:min(len(all), mostTexts)]
}

// approved says of a text who approved it, and when. In a demonstration nobody did, which each text says: one is soon shown without the page.
func (t TrendCategory) approved(e trend.Example) string {
	if t.Demo {
		return t.T("brief.text.made")
	}
	return t.T("trends.texts.approved", "day", day(t.Lang, e.ApprovedAt), "by", e.By)
}

// TextsTitle is the head of the texts.
func (t TrendCategory) TextsTitle() string {
	if t.Demo {
		return t.T("trends.texts.demo")
	}
	return t.T("trends.texts")
}

// TextsNote says where they are from.
func (t TrendCategory) TextsNote() string {
	if t.Demo {
		return t.T("trends.texts.made")
	}
	return t.T("trends.texts.text")
}

// Places are where a category is shown in the newest week, and what is said of where it is not.
type Places struct {
	ID, Title string
	Table     *Tally // nil for none
	Note      string
}

// Places are provinces and campuses. Where nothing is shown they say so: nothing at all would say that it happens nowhere.
func (t TrendCategory) Places() []Places {
	if t.Empty() {
		return nil
	}
	return []Places{t.provinces(), t.campuses()}
}

func (t TrendCategory) provinces() Places {
	p := Places{ID: "provinces", Title: t.T("trends.category.provinces"), Note: t.T("trends.category.provinces.unshown", "least", trend.Least)}
	if p.Table = t.shownIn(trend.ByProvince, trend.Province, t.T("trends.head.region")); p.Table == nil {
		p.Note = t.T("trends.category.provinces.few", "least", trend.Least)
	}
	return p
}

func (t TrendCategory) campuses() Places {
	p := Places{ID: "campuses", Title: t.T("trends.category.campuses"), Note: t.T("trends.category.campuses.unshown", "least", trend.Least)}
	if p.Table = t.shownIn(trend.ByCampus, trend.Campus, t.T("trends.head.campus")); p.Table == nil {
		p.Note = t.T("trends.category.campuses.few", "least", trend.Least)
	}
	return p
}

func (t TrendCategory) shownIn(table trend.Table, scope func(string) trend.Scope, head string) *Tally {
	var rows []TallyRow
	var names []string
	for _, row := range t.Book.Rows(table, t.Book.Newest(), 1) {
		if t.Book.At(scope(row).Place(string(t.Category)), t.Book.Newest()).Status == trend.Shown {
			rows = append(rows, TallyRow{Path: t.ScopePath(scope(row)), Name: RowName(t.Frame, table, row)})
			names = append(names, row)
		}
	}
	return t.tally(head, rows, func(i int, w trend.Week) trend.Figure { return t.Book.At(scope(names[i]).Place(string(t.Category)), w) })
}

// ReportPath is the form, filled in with the category.
func (t TrendCategory) ReportPath() string {
	return t.Link("/report?" + url.Values{"category": {string(t.Category)}}.Encode())
}
