package smstext

import (
	"strings"
	"testing"
)

// TestEveryWordHasOneMeaning holds the tables: a word that stood in one twice would mean now this and now that.
func TestEveryWordHasOneMeaning(t *testing.T) {
	checkWords(t, verbs)
	checkWords(t, whole)
	checkWords(t, telling)
	checkWords(t, stances)
	for name := range sets {
		checkWords(t, set(name))
	}
}

func checkWords[T any](t *testing.T, words phrases[T]) {
	t.Helper()
	for _, group := range words {
		seen := map[string]bool{}
		for _, w := range group {
			word := string(w.runes)
			if seen[word] || word != strings.ToLower(strings.TrimSpace(word)) {
				t.Errorf("%q stands twice, or is not written as words are read", word)
			}
			seen[word] = true
		}
	}
}

// TestEveryVerbIsUnderstood holds that no word of command, behind it a number, a code and a receipt in turn, is left a forwarded text.
func TestEveryVerbIsUnderstood(t *testing.T) {
	for _, group := range verbs {
		for _, w := range group {
			understood := false
			for _, behind := range []string{" +12025550143?", " 482913", " Z9VV-VW1X-AKFD-RXX8-9"} {
				m := Parse(string(w.runes)+behind, "US")
				understood = understood || m.Intent != NotUnderstood && (m.Intent != ReportText || len(m.Subjects) > 0)
			}
			if !understood {
				t.Errorf("%q", string(w.runes))
			}
		}
	}
}
