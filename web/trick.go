package web

import (
	"strconv"

	"ringfence/internal/report"
	"ringfence/web/catalogue"
)

// Trick is a category told to those who may meet it, before they do.
type Trick struct {
	Category report.Category
	Name     string   // of the category
	Headline string   // what to keep in mind of it, in one breath
	How      []string // how it goes, from how it begins to the loss
	Signs    []string // three by which one knows it
	Say      string   // a sentence to end it with, as it is spoken
	Done     string   // what to do when it has happened
	Ask      Call     // whom to ask about it, or to tell, ...
	Line     string   // ... and who answers there
	Links    []Link   // pages that help with it
}

// Parts of what is told of a trick.
const (
	trickSteps = 3
	trickSigns = 3
)

// NewTrick returns what is told of a category.
func NewTrick(f Frame, of report.Category) Trick {
	id := "lesson." + string(of) + "."
	line := lineFor(of)
	return Trick{
		Category: of, Name: f.Name(catalogue.Categories, string(of)), Headline: f.T(id + "headline"),
		How: f.numbered(id+"how.", trickSteps), Signs: f.numbered(id+"sign.", trickSigns),
		Say: f.T(id + "say"), Done: f.T(id + "done"),
		Ask: Call{line, f.T("helpline.call." + line)}, Line: f.T("helpline." + line),
		Links: f.offerLinks(string(of)),
	}
}

// numbered returns the messages of a name with the numbers from 1 to n.
func (f Frame) numbered(id string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = f.T(id + strconv.Itoa(i+1))
	}
	return all
}

// lineFor is the telephone number, in mainland China, that helps most with a category.
func lineFor(c report.Category) string {
	switch c {
	case "extortion":
		return policeNumber
	case "debt_collection":
		return legalLine
	case "advertising", "robocall":
		return complaintLine
	}
	return fraudLine
}

// offerLinks are the pages about job offers that help with a category.
func (f Frame) offerLinks(category string) []Link {
	switch category {
	case "fake_job":
		return []Link{{f.Link("/offers"), f.T("advice.trick.offers")}}
	case "card_rental":
		return []Link{{f.Link("/offers/lent"), f.T("advice.trick.lent")}}
	}
	return nil
}
