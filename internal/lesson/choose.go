package lesson

import (
	"slices"
	"unicode/utf8"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// How many questions there are, and how many of them are about messages, at most.
const (
	Asked = 10
	Texts = 3
)

// LongestText is the most characters of a message that is read out in a class.
const LongestText = 300

// several is how many questions of the bank the categories reported most have, at most; every other has one.
var several = []int{3, 2, 2}

// Choose returns the ten questions of a week. About are the categories that were reported, most first; of the texts, those in lang that
// were approved before the week are asked about.
func Choose(w trend.Week, about []report.Category, texts []trend.Example, lang string) []Question {
	chosen := aboutTexts(w, about, texts, lang)
	chosen = append(chosen, ofBank(w, about, Asked-len(chosen))...)
	shuffle(w, chosen, func(q Question) string { return q.ID })
	return chosen
}

// aboutTexts chooses at most one message of each category, those of the categories reported most first.
func aboutTexts(w trend.Week, about []report.Category, texts []trend.Example, lang string) (chosen []Question) {
	for _, c := range everyCategory(w, about) {
		if e, ok := Telling(w, c, texts, lang); ok && toldApart(c) && len(chosen) < Texts {
			chosen = append(chosen, aboutText(e))
		}
	}
	return chosen
}

// toldApart reports whether a class can tell by a message alone that it is part of a category. Much that is sold and never comes could as well
// be a service, a job or a game.
func toldApart(c report.Category) bool {
	return c.Group() == report.Scam && c != "shopping"
}

// Telling returns a message of a category that a class can read: in lang, not too long, and approved before the week.
func Telling(w trend.Week, c report.Category, texts []trend.Example, lang string) (trend.Example, bool) {
	fit := slices.DeleteFunc(slices.Clone(texts), func(e trend.Example) bool {
		return e.Category != c || e.Lang != lang || !e.ApprovedAt.Before(w.Start()) || utf8.RuneCountInString(e.Text) > LongestText
	})
	if len(fit) == 0 {
		return trend.Example{}, false
	}
	shuffle(w, fit, func(e trend.Example) string { return e.ID })
	return fit[0], true
}

// ofBank chooses n questions: several of the categories reported most, and one of others.
func ofBank(w trend.Week, reported []report.Category, n int) (chosen []Question) {
	for i, c := range everyCategory(w, reported) {
		most := 1
		if i < min(len(several), len(reported)) {
			most = several[i]
		}
		questions := about(c)
		shuffle(w, questions, func(q Question) string { return q.ID })
		chosen = append(chosen, questions[:min(most, len(questions), n-len(chosen))]...)
	}
	return chosen
}

// everyCategory returns those that were reported, and after them all others by chance.
func everyCategory(w trend.Week, reported []report.Category) []report.Category {
	others := slices.DeleteFunc(report.Categories(), func(c report.Category) bool { return slices.Contains(reported, c) })
	shuffle(w, others, func(c report.Category) string { return string(c) })
	return slices.Concat(reported, others)
}

// Themes returns the n categories of scams that a lesson is about: those reported most, and by chance others where there are fewer.
func Themes(w trend.Week, reported []report.Category, n int) []report.Category {
	all := slices.DeleteFunc(everyCategory(w, reported), func(c report.Category) bool { return c.Group() != report.Scam })
	return all[:min(n, len(all))]
}
