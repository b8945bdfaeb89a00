package catalogue

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"ringfence/internal/report"
)

// Vocabularies that Name knows.
const (
	Categories  = "category"
	Knew        = "knew"
	LeakSectors = "leak_sector"
	Duties      = "duty"
	Verdicts    = "verdict"
	Conditions  = "condition"
	Kinds       = "kind" // of subjects
	Lines       = "line"
	Regions     = "region" // ISO 3166
	States      = "state"  // of statements
	ReportKinds = "report_kind"
	Polarities  = "polarity"
	Groups      = "category_group"
	Reasons     = "reason" // in a few words; Reason gives the sentence
	Outcomes    = "outcome"
	Callers     = "caller" // what a telephone shows of a verdict, in 15 characters
)

// Name returns what a value of a vocabulary is called in language l. A value that the vocabulary does not
// have is a programming error, as in Text; a region that nobody named is returned as its code.
func Name(l Lang, vocabulary, value string) string {
	if vocabulary == Regions {
		return regionName(l, value)
	}
	return l.Text(vocabulary + "." + value)
}

var provinces = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool)
	for _, code := range report.Provinces() {
		all[code] = true
	}
	return all
})

// chinese maps the countries and regions of ISO 3166-1 that are provincial regions of ISO 3166-2:CN too.
var chinese = map[string]string{"HK": "CN-HK", "MO": "CN-MO", "TW": "CN-TW"}

// regionName names provincial regions of China from the messages, countries from CLDR, and other
// subdivisions by their country and code.
func regionName(l Lang, code string) string {
	if province, ok := chinese[code]; ok {
		code = province
	}
	if provinces()[code] {
		return l.Text("region." + code)
	}
	country, division, divided := strings.Cut(code, "-")
	r, err := language.ParseRegion(country)
	if err != nil {
		return code
	}
	name := display.Regions(language.Make(string(l))).Name(r)
	if name == "" {
		return code
	}
	if divided {
		return l.Text("region.division", "country", name, "division", division)
	}
	return name
}
