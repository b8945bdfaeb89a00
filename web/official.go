package web

import (
	"net/url"
	"slices"
	"strings"

	"ringfence/internal/registry"
	"ringfence/internal/subject"
)

// mostOfficial entries stand on one page; files have all.
const mostOfficial = 100

// Official is the registry of official numbers.
type Official struct {
	Frame
	Entries []registry.Entry // all, in their order
	Query   string           // as typed
	Sector  string           // as chosen; "" for all
}

func (Official) set() string { return "official" }

// Title names the page.
func (o Official) Title() string { return o.T("official.title") }

// Description says what is on it.
func (o Official) Description() string { return o.T("official.lead") }

// Entry is the box for a name or number.
func (o Official) Entry() Field {
	return Summary{Frame: o.Frame}.field("q", "official.q", "official.q.hint", o.Query)
}

// SectorField is where a sector is chosen.
func (o Official) SectorField() Field {
	f := Summary{Frame: o.Frame}.field("sector", "official.sector", "", "")
	f.Options = options(o.Frame, "sector", "official.sector", registry.Sectors(), o.Sector)
	f.None = o.T("official.sector.any")
	f.Options[0].ID = "sector-first" // the list itself has the name of the field
	return f
}

// Asked reports whether only some are asked for.
func (o Official) Asked() bool { return o.Query != "" || o.Sector != "" }

// matching are the entries that are asked for.
func (o Official) matching() (found []registry.Entry) {
	typed := strings.ToLower(strings.TrimSpace(o.Query))
	key, err := subject.Parse(o.Query, "")
	for _, e := range o.Entries {
		named := strings.Contains(strings.ToLower(e.Name), typed) || err == nil && e.Subject == key
		if named && (o.Sector == "" || o.Sector == string(e.Sector)) {
			found = append(found, e)
		}
	}
	return found
}

// Found says how many those are.
func (o Official) Found() string { return o.T("official.found", "count", len(o.matching())) }

// More says how many are not on the page; "" for none.
func (o Official) More() string {
	if n := len(o.matching()) - mostOfficial; n > 0 {
		return o.T("official.more", "count", n)
	}
	return ""
}

// Branch are the numbers of a sector.
type Branch struct {
	ID, Name   string
	Registered []Registered
}

// Registered is a number with the name of the body that it belongs to.
type Registered struct {
	Name, Label, Path string
	Evidence          Evidence
	Approved          string // by whom and when
}

// Evidence is where a body says that a number is its own.
type Evidence struct {
	Text string
	Href string // "" where it is no web address
}

func evidence(text string) Evidence {
	at, err := url.Parse(text)
	if err != nil || !browsable(at) || at.User != nil {
		return Evidence{Text: text}
	}
	return Evidence{Text: at.Hostname() + strings.TrimSuffix(at.Path, "/"), Href: at.String()}
}

// Branches are the entries that are asked for, by sector.
func (o Official) Branches() (all []Branch) {
	found := o.matching()
	for _, e := range found[:min(len(found), mostOfficial)] {
		if len(all) == 0 || all[len(all)-1].ID != string(e.Sector) {
			all = append(all, Branch{ID: string(e.Sector), Name: o.T("official.sector." + string(e.Sector))})
		}
		last := &all[len(all)-1]
		last.Registered = append(last.Registered, Registered{Name: e.Name, Label: e.Subject.Format(), Path: o.Link(SubjectPath(e.Subject)), Evidence: evidence(e.Evidence), Approved: putOn(o.Frame, e)})
	}
	return all
}

// putOn says who put a number on the registry, and when.
func putOn(f Frame, e registry.Entry) string {
	people := slices.DeleteFunc([]string{e.Proposed, e.Approved}, func(name string) bool { return name == "" })
	return f.T("official.approved", "people", f.Lang.List(people), "day", day(f.Lang, e.Since))
}

// OfficialName says whose number it is; "" where it is not known.
func (s Subject) OfficialName() string {
	if s.Entry == nil || !s.Official() {
		return ""
	}
	return s.Entry.Name
}

// Official reports whether the number is on the registry.
func (s Subject) Official() bool { return s.is("official") }

// OfficialFacts say who says so.
func (s Subject) OfficialFacts() []Fact {
	return []Fact{{s.T("official.sector"), s.T("official.sector." + string(s.Entry.Sector))}, {s.T("official.who"), putOn(s.Frame, *s.Entry)}}
}

// OfficialEvidence is where the body says it.
func (s Subject) OfficialEvidence() Evidence { return evidence(s.Entry.Evidence) }
