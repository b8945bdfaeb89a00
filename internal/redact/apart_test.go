package redact_test

import (
	"strings"
	"testing"

	"ringfence/internal/redact"
	"ringfence/internal/subject"
)

func TestWhatIsTakenOutCanBePutBack(t *testing.T) {
	for _, text := range []string{
		"", "nothing to hide", "13812345678", "回复 13812345678 或 jo@example.org，身份证号110111200205106367",
		"I am at jo@example.org or (202) 555-0143.", "我的手机是１３８１２３４５６７８，谢谢",
	} {
		redacted, taken := redact.Apart(text)
		if redacted != redact.Text(text) {
			t.Errorf("%q: apart %q, as a text %q", text, redacted, redact.Text(text))
		}
		back, at := "", 0
		for _, p := range taken {
			back += redacted[at:p.Start] + p.Was
			at = p.End
		}
		if back += redacted[at:]; back != text {
			t.Errorf("%q put back as %q", text, back)
		}
	}
}

func TestASubjectIsTakenOutInEverySpelling(t *testing.T) {
	for number, spellings := range map[string][]string{
		"+12025550150":   {"+12025550150", "12025550150", "0012025550150", "2025550150", "(202) 555-0150", "202.555.0150", "+1 202 555 0150", "２０２５５５０１５０"},
		"+447700900123":  {"+447700900123", "00447700900123", "07700900123", "07700 900123", "+44 (0)7700 900 123", "7700900123"},
		"+8613800138000": {"+8613800138000", "008613800138000", "8613800138000", "13800138000", "138 0013 8000", "138-0013-8000", "１３８００１３８０００"},
	} {
		key, err := subject.ParseKey(number)
		if err != nil {
			t.Fatal(err)
		}
		for _, spelling := range spellings {
			for _, around := range []string{"%", "I am % and jo@example.org", "我是%，请回电", "id:%;"} {
				got := redact.Without(strings.Replace(around, "%", spelling, 1), key)
				label := "[phone]"
				if strings.Contains(around, "我") {
					label = "〔电话〕"
				}
				if want := strings.Replace(around, "%", label, 1); got != want {
					t.Errorf("%s in %q: %q", spelling, around, got)
				}
			}
		}
	}
}

func TestNothingButTheSubjectIsTakenOut(t *testing.T) {
	key, _ := subject.ParseKey("+12025550150")
	for _, text := range []string{"", "+12025550151 wrote", "jo@example.org", "120255501500", "order 92025550150"} {
		if got := redact.Without(text, key); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := redact.Without("2025550150"); got != "2025550150" {
		t.Errorf("with nobody to take out: %q", got)
	}
}
