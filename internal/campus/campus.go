// Package campus is the directory of Chinese universities: their official names, the region of each, and what people call them.
//
// It finds a university by a part of its name, and brings every spelling that it knows to the official name, so that reports about one
// university lie together. The names are those of 2021, of mainland China alone; a school that is not in the directory is none of its
// business.
package campus

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Campus is a university or college.
type Campus struct {
	Name   string `json:"name"`   // the official one
	Region string `json:"region"` // ISO 3166-2, such as CN-ZJ
}

// universitiesFile says its date and source itself.
//
//go:embed universities.json
var universitiesFile []byte

//go:embed aliases.txt
var aliasesFile string

// entry is a campus with the spellings that lead to it, folded, the official one first.
type entry struct {
	Campus
	spellings []string
	now       func() bool // whether the directory holds it now; nil where it always does
}

func (e *entry) held() bool { return e.now == nil || e.now() }

// Directory holds the universities. It does not change but for what With says. The nil Directory holds none.
type Directory struct {
	entries []entry        // by region in the order of GB/T 2260
	places  map[string]int // in entries, by spelling
}

// New returns the directory, with aliases beside its own. The error says which alias cannot be.
func New(aliases ...Alias) (*Directory, error) {
	d := &Directory{places: map[string]int{}}
	if err := d.fill(); err != nil {
		return nil, err
	}
	own, err := ParseAliases(strings.NewReader(aliasesFile))
	if err != nil {
		return nil, err
	}
	for _, a := range append(own, aliases...) {
		if err := d.add(a); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *Directory) fill() error {
	var file struct {
		Regions []struct {
			Region string
			Names  []string
		}
	}
	if err := json.Unmarshal(universitiesFile, &file); err != nil {
		return fmt.Errorf("campus: universities.json: %w", err)
	}
	for _, region := range file.Regions {
		for _, name := range region.Names {
			d.places[fold(name)] = len(d.entries)
			d.entries = append(d.entries, entry{Campus{name, region.Region}, []string{fold(name)}, nil})
		}
	}
	return nil
}

// With returns a directory that also holds some more while now says so, each behind those of its region. More must have names that
// lead nowhere yet. Nil stays nil.
func (d *Directory) With(now func() bool, more ...Campus) *Directory {
	if d == nil {
		return nil
	}
	wider := &Directory{entries: slices.Clone(d.entries), places: map[string]int{}}
	for _, c := range more {
		behind := len(wider.entries)
		for i, e := range wider.entries {
			if e.Region == c.Region {
				behind = i + 1
			}
		}
		wider.entries = slices.Insert(wider.entries, behind, entry{c, []string{fold(c.Name)}, now})
	}
	for i, e := range wider.entries {
		for _, spelling := range e.spellings {
			wider.places[spelling] = i
		}
	}
	return wider
}

// Official returns the university that goes by a name: official, alias, or one of these in another width, case, spacing or bracketing.
func (d *Directory) Official(name string) (Campus, bool) {
	if d == nil {
		return Campus{}, false
	}
	place, ok := d.places[fold(name)]
	if !ok || !d.entries[place].held() {
		return Campus{}, false
	}
	return d.entries[place].Campus, true
}

// Search returns at most so many universities that have part in their name or in an alias: first the one that goes by just that name,
// then those that begin with it, then the others, each in the order of the directory. An empty part is in none.
func (d *Directory) Search(part string, most int) []Campus {
	part = fold(part)
	if d == nil || part == "" {
		return nil
	}
	var exact, begin, hold []Campus
	for _, e := range d.entries {
		switch {
		case !e.held():
		case slices.Contains(e.spellings, part):
			exact = append(exact, e.Campus)
		case slices.ContainsFunc(e.spellings, func(s string) bool { return strings.HasPrefix(s, part) }):
			begin = append(begin, e.Campus)
		case slices.ContainsFunc(e.spellings, func(s string) bool { return strings.Contains(s, part) }):
			hold = append(hold, e.Campus)
		}
	}
	all := slices.Concat(exact, begin, hold)
	return all[:min(most, len(all))]
}

// fold leaves of a name what tells it from others: no width, case, space, bracket, dash or stop.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n()[]-–—·.,'’", r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(name)))
}
