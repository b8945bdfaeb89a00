package smstext

import (
	"slices"

	"ringfence/internal/scan"
)

// labelled reads a sentence of somebody who accuses, and says further on which number it was: 有个骗子打电话给我，号码是154... It tells of
// persons, and speaks to nobody: "beware of fraud, the number of your bank is ..." is what somebody else wrote.
func labelled(t *text, start int) (Message, bool) {
	if t.accountFrom(start) || has(t, start, t.end(), addressed) || !has(t, start, t.end(), persons) {
		return Message{}, false
	}
	accused := false
	for i := start; i < t.end(); i++ {
		if s, _, ok := stances.at(t.Page, i); ok && s == accuses {
			accused = true
		}
		if _, end, ok := otherNumbers.at(t.Page, i); ok {
			i = end - 1
			continue
		}
		_, end, ok := labels.at(t.Page, i)
		if !ok || !accused {
			continue
		}
		if l := t.listAt(t.word(end)); l.ring && t.Count(end, l.end, scan.IsDigit) >= fewestFound {
			return t.told(l, start)
		}
	}
	return Message{}, false
}

// told returns the report of a message about a list that stands somewhere in it.
func (t *text) told(l list, start int) (Message, bool) {
	switch {
	case t.isDenied(l.end):
		return unclear(Denial), true
	case l.tooMany():
		return unclear(TooMany), true
	case t.tellsOfText(start):
		return t.reported(ReportText, l.keys, start)
	}
	return t.reported(ReportCall, l.keys, start)
}

// dictated reads a command that somebody tells of, who sends it: 我孙女说要发这个：举报 154... It ends the message.
func dictated(t *text, start int) (Message, bool) {
	colon := slices.Index(t.Runes[start:], ':')
	if voice, _ := t.telling(start); colon < 0 || voice != reporter {
		return Message{}, false
	}
	v, end, ok := verbs.at(t.Page, t.word(start+colon))
	if !ok || v != accuse && v != ringing {
		return Message{}, false
	}
	l := t.listAt(skip(t, end, fillers))
	if !l.ring || l.tooMany() || !t.over(l.end) || t.Count(end, l.end, scan.IsDigit) < fewestFound {
		return Message{}, false
	}
	return Message{Intent: ReportCall, Subjects: l.keys}, true
}

// unnamed reads what is answered to the question which number it was by those who do not know.
func unnamed(t *text, start int) (Message, bool) {
	end := skip(t, start, unknowns)
	return unclear(Unnamed), end > start && t.over(end)
}
