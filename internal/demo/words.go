package demo

import (
	_ "embed" // words.txt
	"strings"

	"ringfence/internal/report"
)

// wordsFile says itself how it is read.
//
//go:embed words.txt
var wordsFile string

// words are what somebody writes in a language of the service.
type words struct {
	lang string
	kind report.Kind // how they were reached; "" where the words fit any way
	text string
}

// wordsOf returns the words of each stream by its name.
func wordsOf(file string) map[string][]words {
	all := map[string][]words{}
	name := ""
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") {
			name = strings.Trim(line, "[]")
			continue
		}
		of, text, _ := strings.Cut(line, " ")
		lang, kind, _ := strings.Cut(of, "/")
		all[name] = append(all[name], words{lang, report.Kind(kind), text})
	}
	return all
}

// fitting are the words that tell of somebody who was reached in that way.
func (s *stream) fitting(kind report.Kind) (fit []words) {
	for _, w := range s.words {
		if w.kind == "" || w.kind == kind {
			fit = append(fit, w)
		}
	}
	return fit
}
