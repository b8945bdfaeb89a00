package gateway

import (
	"slices"
	"strings"

	"ringfence/internal/conversation"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// sift takes out of a message what cannot be reported, and the sender's own number wherever it stands. When nothing is left to
// report it says why, and the message asks for nothing more.
func sift(m *smstext.Message, from subject.Key) (refused conversation.Kind) {
	m.Text = redact.Without(strings.ToValidUTF8(m.Text, ""), from)
	if m.Intent != smstext.ReportCall && m.Intent != smstext.ReportText {
		return ""
	}
	named := len(m.Subjects)
	left := slices.DeleteFunc(slices.Clone(m.Subjects), unreportable)
	if len(left) < named {
		refused = conversation.Unreportable
	} else {
		refused = conversation.OwnNumber
	}
	m.Subjects = slices.DeleteFunc(left, func(k subject.Key) bool { return k == from })
	if named == 0 || len(m.Subjects) > 0 {
		return ""
	}
	m.Intent, m.Alone, m.Text = smstext.NotUnderstood, false, ""
	return refused
}

// unreportable reports whether nobody can report a number: those in need ring it, or it is an example.
func unreportable(key subject.Key) bool {
	_, sample := report.Sample(key)
	return sample || report.Helpline(key)
}
