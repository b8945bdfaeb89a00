package web

import (
	"strings"

	"ringfence/internal/report"
)

// Poster is a sheet of A4 to hang up about one category. As a page it shows the sheet, which is an image by itself.
type Poster struct {
	Frame
	Trick
	Code Code   // leads to what the site tells of the category
	Host string // of the site, in letters
}

// PosterPath is the page of a poster.
func PosterPath(c report.Category) string { return "/kit/posters/" + string(c) }

// NewPoster returns the poster of a category for a site whose scheme and host are base.
func NewPoster(f Frame, c report.Category, base string) (Poster, error) {
	code, err := newCode(base + withLang("/trends/categories/"+string(c), f.Lang))
	if err != nil {
		return Poster{}, err
	}
	_, host, _ := strings.Cut(base, "://")
	return Poster{Frame: f, Trick: NewTrick(f, c), Code: code, Host: host}, nil
}

func (Poster) set() string { return "poster" }

// Title names the page.
func (p Poster) Title() string { return p.T("poster.title", "category", p.Trick.Name) }

// Description says what is on the sheet.
func (p Poster) Description() string { return p.Words() }

// Words are those of the sheet, for who cannot see it.
func (p Poster) Words() string {
	said := append([]string{p.Headline}, p.Signs...)
	return p.T("poster.words", "signs", p.Lang.List(said), "say", p.Say, "line", p.Line, "number", p.Ask.Number)
}

// Made says that what the code leads to is made up, where that is so.
func (p Poster) Made() string {
	if p.Demo {
		return p.T("poster.demonstration")
	}
	return ""
}

// Image is where the sheet is an image.
func (p Poster) Image() string { return withLang(PosterPath(p.Category)+".svg", p.Lang) }

// File is what it is called when it is saved.
func (p Poster) File() string { return "poster-" + string(p.Category) + "." + string(p.Lang) + ".svg" }

// Posters lead to the sheets of all categories.
type Posters struct{ Frame }

func (Posters) set() string { return "posters" }

// Title names the page.
func (p Posters) Title() string { return p.T("poster.all") }

// Description says what is on it.
func (p Posters) Description() string { return p.T("poster.all.lead") }

// All are those of all categories, without their codes.
func (p Posters) All() []Poster {
	all := make([]Poster, 0, len(report.Categories()))
	for _, c := range report.Categories() {
		all = append(all, Poster{Frame: p.Frame, Trick: NewTrick(p.Frame, c)})
	}
	return all
}

// Path is the page of the poster.
func (p Poster) Path() string { return p.Link(PosterPath(p.Category)) }
