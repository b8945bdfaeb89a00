package web

import (
	"strings"

	"ringfence/internal/report"
	"ringfence/web/catalogue"
)

// Reading is what was found in a text that somebody pasted into the report form.
type Reading struct {
	Frame
	Found    []Found
	Category report.Category // that is suggested; "" for none
	Taken    bool            // it is chosen in the form now
	Cues     []string        // what made it, as it stands in the text
}

// Found is a number or account that the text names.
type Found struct {
	Label string
	Note  string // what became of it
}

// mostCues is how many cues are shown: they are to convince, not to prove.
const mostCues = 4

// Guess names the category.
func (r Reading) Guess() string {
	return r.T("report.read.category", "category", r.Name(catalogue.Categories, string(r.Category)))
}

// Because shows the cues, each once.
func (r Reading) Because() string {
	var words []string
	seen := map[string]bool{}
	for _, cue := range r.Cues {
		if low := strings.ToLower(cue); !seen[low] && len(words) < mostCues {
			seen[low] = true
			words = append(words, r.T("report.read.word", "word", cue))
		}
	}
	return r.T("report.read.because", "words", r.Lang.List(words))
}
