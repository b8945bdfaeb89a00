package conversation

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ringfence/internal/message"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Forwarded is a text that somebody received, redacted, and what names in it were taken out.
type Forwarded struct {
	Text     string          `json:"text"`
	Named    []Named         `json:"named,omitempty"` // in the order of Text
	Category report.Category `json:"category,omitempty"`
}

// Named is a number or an account that stood in a text, and the bytes Start to End of Text that stand for it now.
type Named struct {
	Key   subject.Key `json:"key"`
	Was   string      `json:"was"`
	Start int         `json:"start"`
	End   int         `json:"end"`
}

// Forward redacts a text. Its numbers without a country code are read in region.
func Forward(text, region string) *Forwarded {
	read := message.Read(text, region)
	redacted, taken := redact.Apart(text)
	f := &Forwarded{Text: cut(redacted), Category: read.Category}
	for _, out := range taken {
		if key, ok := keyOf(out, region); ok && out.End <= len(f.Text) {
			f.Named = append(f.Named, Named{Key: key, Was: out.Was, Start: out.Start, End: out.End})
		}
	}
	return f
}

// keyOf returns what subject was taken out of a text.
func keyOf(out redact.Taken, region string) (subject.Key, bool) {
	kind := subject.Number
	switch out.Kind {
	case redact.Mobile, redact.Landline, redact.Phone:
	case redact.WeChat:
		kind = subject.WeChat
	case redact.QQ:
		kind = subject.QQ
	default:
		return subject.Key{}, false
	}
	key, err := subject.ParseKind(kind, out.Was, region)
	return key, err == nil
}

// For returns the text of a report about these subjects: they stand in it again.
func (f *Forwarded) For(about []subject.Key) string {
	var b strings.Builder
	at := 0
	for _, n := range f.Named {
		if slices.Contains(about, n.Key) {
			b.WriteString(f.Text[at:n.Start])
			b.WriteString(n.Was)
			at = n.End
		}
	}
	b.WriteString(f.Text[at:])
	return cut(b.String())
}

func (f *Forwarded) size() int {
	n := len(f.Text)
	for _, named := range f.Named {
		n += len(named.Was) + len(named.Key.String())
	}
	return n
}

// cut returns as many runes of a text as a report may have.
func cut(text string) string {
	if utf8.RuneCountInString(text) <= report.MaxText {
		return text
	}
	n := 0
	for i := range text {
		if n == report.MaxText {
			return text[:i]
		}
		n++
	}
	return text
}
