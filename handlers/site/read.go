package site

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"ringfence/internal/message"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web"
)

// read shows the report form with what its text names filled in, and what it seems to be about. It files nothing, and keeps nothing of
// the text.
func (s *Site) read(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	f, entry := s.frame(c), entryOf(fields)
	switch {
	case asked(fields):
		return s.showForm(c, http.StatusOK, f, entry, nil)
	case strings.TrimSpace(entry.Text) == "":
		return s.showForm(c, http.StatusBadRequest, f, entry, []web.Problem{{Field: "text", Text: f.T("report.read.empty")}})
	case utf8.RuneCountInString(entry.Text) > report.MaxText:
		return s.showForm(c, http.StatusBadRequest, f, entry, []web.Problem{{Field: "text", Text: f.T("entry.too_long", "limit", report.MaxText)}})
	}
	country, _, _ := strings.Cut(entry.Region, "-")
	page := web.Report{Summary: web.Summary{Frame: f}, Entry: entry}
	page.Reading = take(&page.Entry, f, message.Read(entry.Text, country), entry.Text)
	return s.showReport(c, http.StatusOK, page)
}

// take fills in what a text says wherever a form says nothing yet, and returns what to show of it.
func take(e *web.Entry, f web.Frame, said message.Reading, text string) *web.Reading {
	r := &web.Reading{Frame: f, Category: said.Category}
	fill := filling{entry: e, before: *e, held: keysIn(*e)}
	for _, key := range said.Subjects() {
		r.Found = append(r.Found, web.Found{Label: key.Format(), Note: f.T(fill.take(key))})
	}
	for _, cue := range said.Cues {
		r.Cues = append(r.Cues, text[cue.Start:cue.End])
	}
	if e.Category == "" {
		e.Category = string(said.Category)
	}
	r.Taken = e.Category == string(said.Category)
	return r
}

// filling is a form into which subjects are put.
type filling struct {
	entry  *web.Entry
	before web.Entry     // what stood in the form
	held   []subject.Key // whom that named
	taken  int
}

// take puts a subject into its field, unless that held something before or there are enough, and returns the message that says what
// became of it.
func (f *filling) take(key subject.Key) string {
	now, before := fieldFor(f.entry, key.Kind()), *fieldFor(&f.before, key.Kind())
	switch single := now != &f.entry.Numbers; {
	case slices.Contains(f.held, key):
		return "report.read.there"
	case report.Helpline(key):
		return "report.read.helpline"
	case before != "" || single && *now != "" || len(f.held)+f.taken >= report.MaxSubjects:
		return "report.read.left"
	}
	*now = strings.TrimPrefix(*now+"\n"+key.Format(), "\n")
	f.taken++
	return "report.read.filled"
}

// fieldFor returns where a form takes subjects of a kind.
func fieldFor(e *web.Entry, kind subject.Kind) *string {
	switch kind {
	case subject.WeChat:
		return &e.WeChat
	case subject.QQ:
		return &e.QQ
	case subject.Domain:
		return &e.Domain
	case subject.Sender:
		return &e.Sender
	case subject.Number, subject.ShortCode, subject.Port:
	}
	return &e.Numbers
}

// keysIn returns the subjects that stand in a form, as far as they can be read.
func keysIn(e web.Entry) []subject.Key {
	d, _ := draftOf(e, "")
	country, _, _ := strings.Cut(e.Region, "-")
	var keys []subject.Key
	for _, typed := range d.Subjects {
		kind := subject.Kind(typed.Kind)
		key, err := subject.Parse(typed.Value, country)
		if kind != "" {
			key, err = subject.ParseKind(kind, typed.Value, country)
		}
		if err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}
