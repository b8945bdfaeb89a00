package web

import (
	"net/url"
	"slices"
	"strconv"

	"ringfence/internal/lesson"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// Quiz is ten questions about what is reported, and, once they are answered, which answers are right and why. Nothing of it is kept.
type Quiz struct {
	Frame
	Of        trend.Week
	Questions []Asked
	Answered  bool
	Untold    bool // nothing was reported of late that it could be about
	Gone      int  // questions that were asked and are not now, because their messages cannot be shown
	Away      bool // no message can be shown now, whichever there are
}

// Asked is a question with the answers to choose from.
type Asked struct {
	ID, Ask    string
	Text, Lang string // a message that the question is about; "" for none
	Made       string // says that nobody reported it; "" where somebody did
	Options    []AskedOption
	Why        string
	Trick      Link   // tells more
	Law        Link   // to where articles stand with when they were checked; without a path for none
	Outcome    string // right, wrong or open; in words
	Mark       string // the class of it
}

// AskedOption is an answer.
type AskedOption struct {
	Value, Label  string
	Chosen, Right bool
}

// Names of the fields of a quiz.
const (
	QuizAsked  = "asked" // the ID of a question, one for each
	quizAnswer = "answer-"
)

// QuizPath is where the quiz of a week is.
func QuizPath(w trend.Week) string { return "/kit/quiz/" + w.String() }

// NewQuiz asks the questions of a week, or says what was right of the answers that were given.
func NewQuiz(f Frame, w trend.Week, questions []lesson.Question, given url.Values, answered bool) Quiz {
	f.Held, f.Again = "quiz", QuizPath(w)
	q := Quiz{Frame: f, Of: w, Answered: answered}
	for _, one := range questions {
		q.Questions = append(q.Questions, newAsked(f, w, one, given.Get(quizAnswer+one.ID), answered))
	}
	return q
}

func newAsked(f Frame, w trend.Week, q lesson.Question, given string, answered bool) Asked {
	category := f.Name(catalogue.Categories, string(q.Category))
	a := Asked{ID: q.ID, Text: q.Text, Lang: q.Lang, Trick: Link{f.Link("/trends/categories/" + string(q.Category)), f.T("quiz.more", "category", category)}}
	if q.Text == "" {
		a.Ask, a.Why = f.T("question."+q.ID+".ask"), f.T("question."+q.ID+".why")
	} else {
		why := "quiz.which.why"
		if f.Demo {
			why, a.Made = "quiz.which.made", f.T("worksheet.read.made")
		}
		a.Ask, a.Why = f.T("quiz.which"), f.T(why, "category", category, "headline", NewTrick(f, q.Category).Headline)
	}
	if q.Duty != "" {
		a.Law = Link{f.Link(dutyPath(string(q.Duty))), f.T("quiz.law")}
	}
	a.Mark = "open"
	for i, o := range q.Options(w) {
		value := string(rune('a' + i))
		label := f.T("question." + q.ID + "." + o.Name)
		if q.Text != "" {
			label = f.Name(catalogue.Categories, o.Name)
		}
		a.Options = append(a.Options, AskedOption{value, label, value == given, o.Right})
		if value == given {
			a.Mark = map[bool]string{true: "right", false: "wrong"}[o.Right]
		}
	}
	if answered {
		a.Outcome = map[string]string{"right": f.T("quiz.right"), "wrong": f.T("quiz.wrong"), "open": f.T("quiz.open")}[a.Mark]
	}
	return a
}

func (Quiz) set() string { return "quiz" }

// Title names the page, and how it went.
func (q Quiz) Title() string {
	if q.Answered {
		return q.T("quiz.title.answered", "right", q.right(), "all", len(q.Questions))
	}
	return q.T("quiz.title")
}

// Description says what it is for.
func (q Quiz) Description() string {
	if q.Untold {
		return q.T("quiz.lead.untold")
	}
	return q.T("quiz.lead")
}

func (q Quiz) right() (n int) {
	for _, a := range q.Questions {
		if a.Mark == "right" {
			n++
		}
	}
	return n
}

// Score says how it went.
func (q Quiz) Score() string {
	if !slices.ContainsFunc(q.Questions, func(a Asked) bool { return a.Mark != "open" }) {
		return q.T("quiz.score.none")
	}
	if q.right() == len(q.Questions) {
		return q.T("quiz.score.all", "count", q.right())
	}
	return q.T("quiz.score", "count", q.right(), "all", strconv.Itoa(len(q.Questions)))
}

// Notice says why questions are not those that others are asked, or that were asked; "" where all are.
func (q Quiz) Notice() string {
	switch {
	case q.Answered && q.Gone > 0 && q.Away:
		return q.T("quiz.gone.away", "count", q.Gone)
	case q.Answered && q.Gone > 0:
		return q.T("quiz.gone", "count", q.Gone)
	case !q.Answered && q.Away:
		return q.T("quiz.away")
	}
	return ""
}

// Number is that of a question, as a class speaks of it.
func (Quiz) Number(i int) int { return i + 1 }

// Week is the week in words.
func (q Quiz) Week() string { return weekSpan(q.Lang, q.Of) }

// BoxID is that of the box of an answer.
func (a Asked) BoxID(o AskedOption) string { return a.ID + "-" + o.Value }

// Field is the name of the answers of a question.
func (a Asked) Field() string { return quizAnswer + a.ID }
