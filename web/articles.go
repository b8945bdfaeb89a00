package web

import (
	"ringfence/internal/law"
	"ringfence/web/catalogue"
)

// Article is an article of law as a page shows it.
type Article struct {
	Name        string // the offence, or what is regulated
	Source      string // the law and the number of the article
	Summary     string
	Consequence string
	Checked     string // when it was compared with the official text, or that it was not, and where that is found
}

func articles(f Frame, list []law.Article) []Article {
	all := make([]Article, len(list))
	for i, a := range list {
		in := func(w law.Words) string { return w.In(string(f.Lang)) }
		all[i] = Article{
			Name: in(a.Topic), Source: f.T("law.source", "law", in(a.Law), "number", in(a.Number)),
			Summary: in(a.Summary), Consequence: in(a.Consequence),
			Checked: f.T("law.unchecked", "published", in(a.Published)),
		}
		if !a.Checked.IsZero() {
			all[i].Checked = f.T("law.checked", "published", in(a.Published), "day", day(f.Lang, a.Checked.Time))
		}
	}
	return all
}

// articlesNamed returns those with these IDs. One that is not in the data file is a programming error, and says so
// in the place of its text, as messages do.
func articlesNamed(f Frame, ids ...string) []Article {
	list := make([]law.Article, len(ids))
	for i, id := range ids {
		found, ok := law.Find(id)
		if !ok {
			lost := catalogue.Missing + id
			found.Summary = law.Words{ZhCN: lost, En: lost}
		}
		list[i] = found
	}
	return articles(f, list)
}
