package web

import (
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// DeskTexts are texts that wait for somebody to read them, and those that were approved.
type DeskTexts struct {
	Desk
	Waiting, Approved []DeskText
	Picked            []string // of those that wait
	More              string   // path of the approved ones after these; "" for none
}

func (DeskTexts) set() string { return "desk_texts" }

// DeskText is one.
type DeskText struct {
	ID        string // by which it is approved or taken back
	ElementID string
	Head      string
	Text      string
	Lang      string
	Alike     bool
	Held      bool // approved, and seen by nobody for now
	Chosen    bool
}

// Wait adds a text that waits; see examples.Text.
func (d *DeskTexts) Wait(name string, on time.Time, c report.Category, kind report.Kind, lang, text string, alike bool) {
	id := "text" // of the field as a whole, so that a link to it finds the first
	if len(d.Waiting) > 0 {
		id += "-" + name
	}
	d.Waiting = append(d.Waiting, DeskText{ID: name, ElementID: id, Chosen: slices.Contains(d.Picked, name), Head: d.Name(catalogue.Categories, string(c)) + " · " + d.Name(catalogue.ReportKinds, string(kind)) + " · " + day(d.Lang, on), Text: text, Lang: lang, Alike: alike})
}

// Element returns the ID of the box by which a text is chosen, "" for one that does not wait.
func (d DeskTexts) Element(name string) string {
	i := slices.IndexFunc(d.Waiting, func(t DeskText) bool { return t.ID == name })
	if i < 0 {
		return ""
	}
	return d.Waiting[i].ElementID
}

// Show adds one that was approved, which everybody sees unless it is held.
func (d *DeskTexts) Show(e trend.Example, held bool) {
	d.Approved = append(d.Approved, DeskText{Held: held, ID: e.ID, Head: d.Name(catalogue.Categories, string(e.Category)) + " · " + d.T("desk.texts.by", "by", e.By, "day", day(d.Lang, e.ApprovedAt)), Text: e.Text, Lang: e.Lang})
}
