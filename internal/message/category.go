package message

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"ringfence/internal/report"
	"ringfence/internal/scan"
)

// Weights of cues, and what it takes to suggest a category: as much as one strong cue, and clearly more than for the next one.
const (
	strong    = 3
	weak      = 1
	leastFor  = 3
	leastLead = 2
)

//go:embed cues.json
var cuesFile []byte

// meaning is what a cue says.
type meaning struct {
	category report.Category
	weight   int
}

var meanings, cueWords = loadCues(cuesFile)

// loadCues reads the lexicon. A word stands in it once, and all of its categories are in the vocabulary.
func loadCues(file []byte) (map[string]meaning, *scan.Lexicon) {
	var lists map[report.Category]struct{ Strong, Weak []string }
	if err := json.Unmarshal(file, &lists); err != nil {
		panic(fmt.Sprint("message: cues.json: ", err))
	}
	all := map[string]meaning{}
	var words []string
	add := func(list []string, m meaning) {
		for _, word := range list {
			if _, twice := all[word]; twice || m.category.Place() < 0 {
				panic("message: cues.json: " + word + " is there twice, or for no category")
			}
			all[word] = m
			words = append(words, word)
		}
	}
	for category, cues := range lists {
		add(cues.Strong, meaning{category, strong})
		add(cues.Weak, meaning{category, weak})
	}
	return all, scan.NewLexicon(words...)
}

// categoryOf returns the category that the cues on a page speak for, and those that do. A word counts once, however often it stands there.
func categoryOf(p *scan.Page) (report.Category, []Cue) {
	cues := findCues(p)
	weights := map[report.Category]int{}
	counted := map[string]bool{}
	for _, cue := range cues {
		if m := meanings[cue.Word]; !counted[cue.Word] {
			weights[m.category] += m.weight
			counted[cue.Word] = true
		}
	}
	best := heaviest(weights)
	if best == "" {
		return "", nil
	}
	var speaking []Cue
	for _, cue := range cues {
		if meanings[cue.Word].category == best {
			speaking = append(speaking, cue)
		}
	}
	return best, speaking
}

// heaviest returns the category with weight enough and far enough before the next, or "".
func heaviest(weights map[report.Category]int) report.Category {
	var best report.Category
	for category, weight := range weights {
		if weight > weights[best] {
			best = category
		}
	}
	for category, weight := range weights {
		if category != best && weights[best]-weight < leastLead {
			return ""
		}
	}
	if weights[best] < leastFor {
		return ""
	}
	return best
}

// findCues returns the longest words of the lexicon from left to right; none overlap.
func findCues(p *scan.Page) []Cue {
	var found []Cue
	for i := 0; i < len(p.Runes); i++ {
		n := cueWords.StartsAt(p, i)
		if n == 0 || scan.IsAlnum(p.At(i+n-1)) && scan.IsAlnum(p.At(i+n)) {
			continue
		}
		at := p.Span(scan.Match{Start: i, End: i + n})
		found = append(found, Cue{string(p.Low[i : i+n]), at.Start, at.End})
		i += n - 1
	}
	return found
}
