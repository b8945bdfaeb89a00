// Package law names the articles of law that pages tell of: what somebody who takes up an offer may be held
// to, and what an employer may not ask for. It is no legal advice, and no page may show an article without
// saying so.
//
// All of it is one data file, articles.json, in words of our own and never those of a statute. An article
// bears the day on which whoever runs the service compared it with the official text; before anybody has, it
// bears none, and pages say that too.
package law

import (
	"bytes"
	_ "embed" // articles.json
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/report"
)

// Article is an article of law in our words.
type Article struct {
	ID          string        `json:"id"`
	Law         Words         `json:"law"`         // its official name
	Number      Words         `json:"number"`      // of the article
	Topic       Words         `json:"topic"`       // the offence, or what is regulated
	Summary     Words         `json:"summary"`     // what it forbids or grants
	Consequence Words         `json:"consequence"` // what may follow
	Binds       Party         `json:"binds"`
	Published   Words         `json:"published"` // where the official text is found
	Checked     Day           `json:"checked"`   // null until it was compared with that
	Duties      []report.Duty `json:"duties"`    // that it concerns; none when it concerns what is done afterwards
}

// Party is whom an article holds to something.
type Party string

// Parties.
const (
	Doer     Party = "doer"     // who does what the offer asks for
	Employer Party = "employer" // who asks for it
)

// Words are a text in each language of the service.
type Words struct {
	ZhCN string `json:"zh-CN"`
	En   string `json:"en"`
}

// In returns the text in the language with this tag.
func (w Words) In(tag string) string {
	if tag == "zh-CN" {
		return w.ZhCN
	}
	return w.En
}

// Day is a day, or none.
type Day struct{ time.Time }

// UnmarshalJSON reads "2006-01-02", or null for none.
func (d *Day) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	at, err := time.Parse(`"`+time.DateOnly+`"`, string(b))
	d.Time = at
	return err
}

//go:embed articles.json
var file []byte

var articles = func() []Article {
	all, err := parse(file)
	if err != nil {
		panic(err)
	}
	return all
}()

// parse reads the data file. A field that it does not know is a mistake.
func parse(b []byte) (all []Article, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("articles of law: %w", err)
	}
	return all, nil
}

// Articles returns all articles, the gravest offences first.
func Articles() []Article { return slices.Clone(articles) }

// Find returns the article with this ID.
func Find(id string) (Article, bool) {
	at := slices.IndexFunc(articles, func(a Article) bool { return a.ID == id })
	if at < 0 {
		return Article{}, false
	}
	return articles[at], true
}

// Concerning returns the articles that concern any of these duties, each once.
func Concerning(duties ...report.Duty) []Article {
	return slices.DeleteFunc(Articles(), func(a Article) bool { return !a.concerns(duties) })
}

func (a *Article) concerns(duties []report.Duty) bool {
	return slices.ContainsFunc(duties, func(d report.Duty) bool { return slices.Contains(a.Duties, d) })
}

// Grave reports whether doing this is itself against the law, whoever asked for it.
func Grave(d report.Duty) bool {
	return slices.ContainsFunc(Concerning(d), func(a Article) bool { return a.Binds == Doer })
}
