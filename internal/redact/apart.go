package redact

import (
	"strings"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// Taken is what stood where a redacted text has a label.
type Taken struct {
	Kind       Kind
	Was        string
	Start, End int // bytes of the label in the redacted text
}

// Apart returns what Text does, and beside it what was taken out, in the order of the text: for whoever keeps the two apart
// and may have to put one back.
func Apart(text string, keep ...subject.Key) (string, []Taken) {
	return apart(text, Find(text, keep...))
}

// Without returns text with a label in the place of these subjects, in every spelling in which they would be kept, wherever
// they stand. Nothing else is taken out.
func Without(text string, gone ...subject.Key) string {
	for _, key := range gone {
		p := newPage(text)
		newKeeper([]subject.Key{key}).mark(p)
		text, _ = apart(text, p.Kept(kindOf(key)))
	}
	return text
}

// kindOf returns what a subject is called where it is taken out.
func kindOf(key subject.Key) Kind {
	switch key.Kind() {
	case subject.WeChat:
		return WeChat
	case subject.QQ:
		return QQ
	case subject.Sender:
		return Account
	case subject.Domain:
		return Site
	}
	return Phone
}

func apart(text string, spans []Span) (string, []Taken) {
	if len(spans) == 0 {
		return text, nil
	}
	label := labelsEN
	if strings.ContainsFunc(text, scan.IsHan) {
		label = labelsZH
	}
	var b strings.Builder
	taken := make([]Taken, 0, len(spans))
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.Start])
		start := b.Len()
		b.WriteString(label[s.Kind])
		taken = append(taken, Taken{s.Kind, text[s.Start:s.End], start, b.Len()})
		at = s.End
	}
	b.WriteString(text[at:])
	return b.String(), taken
}
