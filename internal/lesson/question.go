package lesson

import (
	"slices"
	"strings"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// Question is one that has a right answer and two others.
type Question struct {
	ID       string
	Category report.Category // that it is about
	Duty     report.Duty     // which it speaks of, where articles of law tell of that; "" for none
	// Text is a message that somebody reported, as Lang; which category it belongs to is the question then. "" for one of the bank.
	Text, Lang string
}

// Option is one of the answers.
type Option struct {
	Name  string // Right, another part of the question's words, or a category where a Text is asked about
	Right bool
}

// Options of a question of the bank, by the names of their words.
const (
	Right       = "right"
	FirstWrong  = "wrong.1"
	SecondWrong = "wrong.2"
)

// Options returns the answers to choose from, in the order in which they stand in a week.
func (q Question) Options(w trend.Week) []Option {
	all := []Option{{Right, true}, {FirstWrong, false}, {SecondWrong, false}}
	if q.Text != "" {
		all = []Option{{string(q.Category), true}}
		for _, c := range q.others(w) {
			all = append(all, Option{Name: string(c)})
		}
	}
	shuffle(w, all, func(o Option) string { return q.ID + "|" + o.Name })
	return all
}

// others returns two categories of scams that a message does not belong to.
func (q Question) others(w trend.Week) []report.Category {
	all := slices.DeleteFunc(report.Categories(), func(c report.Category) bool { return !toldApart(c) || c == q.Category || akin(c, q.Category) })
	shuffle(w, all, func(c report.Category) string { return q.ID + "|" + string(c) })
	return all[:2]
}

// kin are categories of which a message may well be both.
var kin = [][]report.Category{
	{"impersonation_authority", "impersonation_service", "account_phishing"},
	{"impersonation_service", "prize"},
	{"task_rebate", "fake_job", "card_rental"},
	{"loan", "credit_repair"},
	{"investment", "romance"},
	{"romance", "extortion"},
}

func akin(a, b report.Category) bool {
	return slices.ContainsFunc(kin, func(all []report.Category) bool { return slices.Contains(all, a) && slices.Contains(all, b) })
}

// textPrefix begins the IDs of questions about messages.
const textPrefix = "text-"

// aboutText returns the question about a message.
func aboutText(e trend.Example) Question {
	return Question{ID: textPrefix + e.ID, Category: e.Category, Text: e.Text, Lang: e.Lang}
}

// Find returns the question with an ID, of the bank or about one of these messages.
func Find(id string, texts []trend.Example) (Question, bool) {
	for _, q := range bank {
		if q.ID == id {
			return q, true
		}
	}
	if name, ok := strings.CutPrefix(id, textPrefix); ok {
		for _, e := range texts {
			if e.ID == name {
				return aboutText(e), true
			}
		}
	}
	return Question{}, false
}

// Gone counts the messages, among the IDs of what was asked, that are none of these.
func Gone(asked []string, texts []trend.Example) (n int) {
	for i, id := range asked {
		if _, found := Find(id, texts); !found && strings.HasPrefix(id, textPrefix) && !slices.Contains(asked[:i], id) {
			n++
		}
	}
	return n
}
