package conversation

import (
	"strings"

	"ringfence/internal/message"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// Report returns what a turn reports that names its subjects; h is the message as it was delivered this time.
func (m *Memory) Report(t Turn, h Heard) report.Report {
	r := report.Report{Kind: report.Call, Subjects: t.Subjects, Polarity: report.Bad, Lang: string(t.Lang)}
	switch text, _ := m.Turn(t.Completes); {
	case t.Completes != "":
		r.Kind = report.Text
		if text.Text != nil {
			r.Text, r.Category = text.Text.For(t.Subjects), text.Text.Category
		}
	case !t.Alone:
		r.Text = cut(strings.TrimSpace(strings.ToValidUTF8(h.Text, "")), report.MaxText)
		r.Category = message.Read(r.Text, h.Region).Category
		if t.Intent == smstext.ReportText {
			r.Kind = report.Text
		}
	}
	return r
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
