package demo

import (
	_ "embed" // words.txt
	"strings"
)

// wordsFile says itself how it is read.
//
//go:embed words.txt
var wordsFile string

// words are what somebody writes in a language of the service.
type words struct {
	lang string
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
		lang, text, _ := strings.Cut(line, " ")
		all[name] = append(all[name], words{lang, text})
	}
	return all
}
