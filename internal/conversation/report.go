package conversation

import (
	"cmp"
	"strings"

	"ringfence/internal/message"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// Report returns what a turn reports that names its subjects; h is the message as it was delivered this time.
func (m *Memory) Report(t Turn, h Heard) report.Report {
	r := report.Report{Kind: report.Call, Subjects: t.Subjects, Polarity: report.Bad, Lang: string(t.Lang)}
	switch {
	case len(t.Completes) > 0:
		r.Kind = report.Text
		r.Text, r.Category = m.completed(t)
	case !t.Alone:
		r.Text = cut(strings.TrimSpace(strings.ToValidUTF8(h.Text, "")))
		r.Category = message.Read(r.Text, h.Region).Category
		if t.Intent == smstext.ReportText {
			r.Kind = report.Text
		}
	}
	return r
}

// completed returns what is remembered of the texts that a turn completes, one below the other, and the category of the first that
// suggests one.
func (m *Memory) completed(t Turn) (words string, category report.Category) {
	var texts []string
	for _, key := range t.Completes {
		if text, _ := m.Turn(key); text.Text != nil {
			texts, category = append(texts, text.Text.For(t.Subjects)), cmp.Or(category, text.Text.Category)
		}
	}
	return cut(strings.Join(texts, "\n")), category
}

// Answering returns the language in which a message is answered: that of the message, but of what somebody else wrote only
// when nothing else tells; else that of earlier ones; else Chinese for numbers of the mainland, and English.
func (m *Memory) Answering(h smstext.Message, from subject.Key) smstext.Lang {
	first, second := h.Lang, m.Lang
	if h.Intent == smstext.ReportText {
		first, second = m.Lang, h.Lang
	}
	switch {
	case first != "":
		return first
	case second != "":
		return second
	case strings.HasPrefix(from.String(), "+86"):
		return smstext.Chinese
	}
	return smstext.English
}
