package smstext

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ringfence/internal/report"
	"ringfence/internal/scan"
)

// FuzzParse holds what a message that was understood promises, whatever was sent.
func FuzzParse(f *testing.F) {
	for _, m := range messages {
		f.Add(m.body, uint8(max(0, slices.IndexFunc(homes, func(h home) bool { return h.region == m.region }))))
	}
	f.Fuzz(func(t *testing.T, body string, from uint8) {
		h := homes[int(from)%len(homes)]
		m := Parse(body, h.region)
		checkParts(t, m)
		checkNamed(t, m, body, h)
		checkDecorated(t, m, body, h.region)
	})
}

// checkParts checks that a message has what its intent is about, and nothing else.
func checkParts(t *testing.T, m Message) {
	t.Helper()
	least, most := 0, 0
	switch m.Intent {
	case ReportCall:
		least, most = 1, report.MaxSubjects
	case ReportText:
		most = report.MaxSubjects
	case Ask:
		least, most = 1, 1
	case Withdraw, Prove, Help, Plea, Thanks, Stop, Continue, NotUnderstood:
	default:
		t.Errorf("intent %q", m.Intent)
	}
	if n := len(m.Subjects); n < least || n > most || len(m.Subjects) == 0 && m.Intent == ReportText && m.Text == "" {
		t.Errorf("%s about %d subjects", m.Intent, n)
	}
	coded := m.Intent == Prove || m.Alone
	switch {
	case (m.Problem != "") && m.Intent != NotUnderstood, m.Alone && (m.Intent != ReportCall || m.Text != ""),
		m.Code != "" && !coded, m.Code == "" && m.Intent == Prove, m.Text != "" && m.Intent != ReportCall && m.Intent != ReportText,
		m.Receipt != (report.Receipt{}) && m.Intent != Withdraw:
		t.Errorf("%+v", m)
	}
	if m.Lang != "" && m.Lang != Chinese && m.Lang != English {
		t.Errorf("language %q", m.Lang)
	}
}

// checkNamed checks that everything named is in the message, and that each is named once.
func checkNamed(t *testing.T, m Message, body string, h home) {
	t.Helper()
	body = strings.ToValidUTF8(unjoin(body), "")
	w := written{scan.New(body, func(int) int { return 0 }), h}
	for i, key := range m.Subjects {
		if slices.Contains(m.Subjects[:i], key) {
			t.Errorf("%q: %v twice", body, key)
		}
		if !w.names(key) {
			t.Errorf("%q from %q names %v", body, h.region, key)
		}
	}
	if m.Code != "" && !w.isCode(m.Code) {
		t.Errorf("%q has the code %s", body, m.Code)
	}
	if m.Intent == Withdraw && !w.holds(m.Receipt) {
		t.Errorf("%q has the receipt %s", body, m.Receipt)
	}
	if !utf8.ValidString(m.Text) || !strings.Contains(body, m.Text) {
		t.Errorf("%q has the text %q", body, m.Text)
	}
}

// checkDecorated checks that blanks and emoji around a message change nothing of what it means.
func checkDecorated(t *testing.T, m Message, body, region string) {
	t.Helper()
	const before, after = " \u200b👉 \n", " \n👍 "
	again := Parse(before+body+after, region)
	if m.Text == "" != (again.Text == "") || !strings.Contains(again.Text, m.Text) {
		t.Errorf("%q: with emoji around it the text is %q, else %q", body, again.Text, m.Text)
	}
	m.Text, again.Text = "", ""
	if meant(m, body) != meant(again, body) {
		t.Errorf("%q: with emoji around it %s, else %s", body, meant(again, body), meant(m, body))
	}
}
