package web

import (
	"slices"

	"ringfence/internal/law"
	"ringfence/web/catalogue"
)

// Article is an article of law as a page shows it.
type Article struct {
	Name        string // the offence, or what is regulated
	Source      string // the law and the number of the article
	Checked     string // when it was compared with the official text, or that it was not
	Summary     string
	Consequence string
}

// Laws are articles of law with what must be said of them: that they are no legal advice, and where the official
// texts are found.
type Laws struct {
	Caution string
	List    []Article
}

// laws returns nil when there are none.
func laws(f Frame, list []law.Article) *Laws {
	if len(list) == 0 {
		return nil
	}
	in := func(w law.Words) string { return w.In(string(f.Lang)) }
	all := &Laws{List: make([]Article, len(list))}
	var published []string
	for i, a := range list {
		all.List[i] = Article{
			Name: in(a.Topic), Source: f.T("law.source", "law", in(a.Law), "number", in(a.Number)), Checked: f.T("law.unchecked"),
			Summary: in(a.Summary), Consequence: in(a.Consequence),
		}
		if !a.Checked.IsZero() {
			all.List[i].Checked = f.T("law.checked", "day", day(f.Lang, a.Checked.Time))
		}
		if where := in(a.Published); !slices.Contains(published, where) {
			published = append(published, where)
		}
	}
	all.Caution = f.T("law.caution", "published", f.Lang.List(published))
	return all
}

// lawsNamed returns those with these IDs. One that is not in the data file is a programming error, and says so
// in the place of its text, as messages do.
func lawsNamed(f Frame, ids ...string) *Laws {
	list := make([]law.Article, len(ids))
	for i, id := range ids {
		found, ok := law.Find(id)
		if !ok {
			lost := catalogue.Missing + id
			found.Summary = law.Words{ZhCN: lost, En: lost}
		}
		list[i] = found
	}
	return laws(f, list)
}
