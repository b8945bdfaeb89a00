// Package message reads what somebody received: whom it names, and which kind of trick or nuisance it most likely is.
//
// It names phone numbers, hotlines, SMS ports, WeChat and QQ accounts and domains, each with the place where it stands, in Chinese and
// English, in any width and with most disguises. Amounts, dates, codes, order numbers, identity and bank card numbers are none of them.
// It never names a number whose digits are not in the text, and the time is linear in the length of the text.
//
// A category is a suggestion for a person to look at, and comes with the words that made it. Weak evidence, or evidence for two
// categories, gives none: a wrong suggestion costs more than none. "Other" is never suggested.
//
// Nothing is kept of a text.
package message

import (
	"slices"

	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// Reading is what a message says.
type Reading struct {
	Named    []Named         // in the order of the text; the same subject again where it stands again
	Category report.Category // "" when too little speaks for any, or too much for another
	Cues     []Cue           // what made Category, in the order of the text
}

// Cue is a word of the lexicon that stands in the text, in lower case.
type Cue struct {
	Word       string
	Start, End int
}

// Read reads a message that was received in region, an ISO 3166-1 alpha-2 code, "" for CN. A region that there is not counts as CN.
func Read(text, region string) Reading {
	if r, ok := subject.ParseRegion(region); ok {
		region = r
	} else {
		region = "CN"
	}
	p := untouched(text)
	var r Reading
	r.Category, r.Cues = categoryOf(p)
	links := findLinks(p)
	ports := slices.DeleteFunc(findPorts(p), func(n Named) bool { return overlap(links, n.Start, n.End) })
	r.Named = slices.Concat(links, ports)
	inOrder(r.Named)
	private := outside(redact.Find(text), r.Named)
	taken := append(spansOf(r.Named), private...)
	r.Named = slices.Concat(r.Named, accounts(text, private, region), services(text, taken, region))
	inOrder(r.Named)
	return r
}

// untouched returns the page of a text with nothing taken out.
func untouched(text string) *scan.Page { return scan.New(text, func(int) int { return 0 }) }

// Subjects returns each subject once, in the order of the text.
func (r Reading) Subjects() []subject.Key {
	var keys []subject.Key
	seen := map[subject.Key]bool{}
	for _, n := range r.Named {
		if !seen[n.Key] {
			keys = append(keys, n.Key)
		}
		seen[n.Key] = true
	}
	return keys
}
