package gateway

import (
	"strings"

	"ringfence/internal/conversation"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// sift takes out of a message what cannot be reported, and the sender's own number wherever it stands, and says why it took something.
// When nothing is left to report, the message asks for nothing more.
func sift(m *smstext.Message, from subject.Key) (refused conversation.Kind) {
	m.Text = redact.Without(strings.ToValidUTF8(m.Text, ""), from)
	if m.Intent != smstext.ReportCall && m.Intent != smstext.ReportText {
		return ""
	}
	var left []subject.Key
	for _, key := range m.Subjects {
		switch {
		case unreportable(key):
			refused = conversation.Unreportable
		case key != from:
			left = append(left, key)
		case refused == "":
			refused = conversation.OwnNumber
		}
	}
	if m.Subjects = left; refused != "" && len(left) == 0 {
		m.Intent, m.Alone, m.Text = smstext.NotUnderstood, false, ""
	}
	return refused
}

// unreportable reports whether nobody can report a number: those in need ring it, or it is an example.
func unreportable(key subject.Key) bool {
	_, sample := report.Sample(key)
	return sample || report.Helpline(key)
}
