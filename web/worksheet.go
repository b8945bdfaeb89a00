package web

import (
	"ringfence/internal/lesson"
	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// What is on a worksheet.
const (
	worksheetTricks = 4
	worksheetText   = 180 // characters of the message that is read
)

// Worksheet is for a class to fill in, in groups, with a pen.
type Worksheet struct {
	Frame
	Of     trend.Week
	About  []Trick // four, the ones reported most first
	Case   Message // one that was reported; without a text it is told
	Notes  bool    // the answers, for the teacher
	Answer Trick   // what the case is about
	Untold bool    // nothing was reported of late that it could be about
}

// NewWorksheet returns the worksheet of a week, or the notes to it. Reported are the categories that it is about, most first.
func NewWorksheet(f Frame, w trend.Week, reported []report.Category, texts []trend.Example, notes bool) Worksheet {
	s := Worksheet{Frame: f, Of: w, Notes: notes, Untold: len(reported) == 0}
	for _, c := range lesson.Themes(w, reported, worksheetTricks) {
		s.About = append(s.About, NewTrick(f, c))
	}
	s.Answer = s.About[0]
	for _, t := range s.About {
		if e, ok := lesson.Telling(w, t.Category, texts, string(f.Lang)); ok {
			s.Case, s.Answer = newMessage(f, e, worksheetText), t
			break
		}
	}
	return s
}

// Origin says where the text comes from that is read.
func (s Worksheet) Origin() string {
	switch {
	case s.Case.Text == "" && s.Untold:
		return s.T("worksheet.read.common")
	case s.Case.Text == "":
		return s.T("worksheet.read.told")
	case s.Demo:
		return s.T("worksheet.read.made")
	}
	return s.T("worksheet.read.text")
}

// Set is the template.
func (s Worksheet) set() string {
	if s.Notes {
		return "worksheet_notes"
	}
	return "worksheet"
}

// Title names the page.
func (s Worksheet) Title() string {
	if s.Notes {
		return s.T("worksheet.notes.title")
	}
	return s.T("worksheet.title")
}

// Description says what it is for.
func (s Worksheet) Description() string { return s.T("worksheet.lead") }

// Week is the week in words.
func (s Worksheet) Week() string { return weekSpan(s.Lang, s.Of) }

// Letters are the sentences to match, in another order than the tricks. As it follows from the week, the sheet and the notes have the same in
// either language.
func (s Worksheet) Letters() []Matched {
	all := make([]Matched, len(s.About))
	for i, t := range lesson.Mix(s.Of, s.About, func(t Trick) string { return "say|" + string(t.Category) }) {
		all[i] = Matched{string(rune('A' + i)), t.Say, t.Name}
	}
	return all
}

// Matched is a sentence with its letter, and the trick that it ends.
type Matched struct{ Letter, Say, Trick string }

// worksheetSteps are what to do after the loss, in the right order.
var worksheetSteps = []string{"worksheet.step.call", "worksheet.step.stop", "worksheet.step.keep", "worksheet.step.tell"}

// Steps are what to do after the loss, as they are mixed on the sheet; Order tells the right one.
func (s Worksheet) Steps() []string {
	mixed := lesson.Mix(s.Of, worksheetSteps, func(id string) string { return id })
	for i, id := range mixed {
		mixed[i] = s.T(id)
	}
	return mixed
}

// Order is the right order of the steps.
func (s Worksheet) Order() string { return s.T("worksheet.order") }
