package web

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// TestEveryTrickIsTold goes through every text of every category, and checks that those fit where they stand.
func TestEveryTrickIsTold(t *testing.T) {
	longest := map[catalogue.Lang]struct{ headline, sign, say int }{catalogue.ZhCN: {18, 24, 24}, catalogue.En: {50, 76, 60}}
	for _, l := range catalogue.Langs() {
		seen := map[string]report.Category{}
		for _, c := range report.Categories() {
			trick := NewTrick(Frame{Lang: l, Chosen: true}, c)
			texts := slices.Concat([]string{trick.Name, trick.Headline, trick.Say, trick.Done, trick.Line, trick.Ask.Label}, trick.How, trick.Signs)
			for _, text := range texts {
				if text == "" || strings.Contains(text, catalogue.Missing) {
					t.Errorf("%s %s: %q", l, c, text)
				}
			}
			for _, text := range slices.Concat([]string{trick.Headline, trick.Say, trick.Done}, trick.How) {
				if other, ok := seen[text]; ok {
					t.Errorf("%s: %s and %s both say %q", l, c, other, text)
				}
				seen[text] = c
			}
			most := longest[l]
			if n := utf8.RuneCountInString(trick.Headline); n > most.headline {
				t.Errorf("%s %s: the headline has %d letters: %s", l, c, n, trick.Headline)
			}
			if n := utf8.RuneCountInString(trick.Say); n > most.say {
				t.Errorf("%s %s: %d letters are too many to say: %s", l, c, n, trick.Say)
			}
			for _, sign := range trick.Signs {
				if n := utf8.RuneCountInString(sign); n > most.sign {
					t.Errorf("%s %s: a sign has %d letters: %s", l, c, n, sign)
				}
			}
		}
	}
}

// TestLinesOfTricks checks that people are told to ring lines that help, and no other.
func TestLinesOfTricks(t *testing.T) {
	for _, c := range report.Categories() {
		line := NewTrick(Frame{Lang: catalogue.En}, c).Ask.Number
		if k, err := subject.Parse(line, "CN"); err != nil || !report.Helpline(k) {
			t.Errorf("%s: %s is no helpline: %v", c, line, err)
		}
	}
}
