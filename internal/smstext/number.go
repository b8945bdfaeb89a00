package smstext

import (
	"slices"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// unicomForm reads ljdxjb#number#text, the form of China Unicom's 10010: the initials of 垃圾短信举报.
func unicomForm(t *text, i int) (Message, bool) {
	_, end, ok := unicom.at(t.Page, i)
	if !ok {
		return Message{}, false
	}
	l := t.listAt(t.word(end))
	switch {
	case l.empty() && t.digits(end) >= aNumber:
		return unclear(BadNumber), true
	case l.empty():
		return unclear(NoNumber), true
	case l.tooMany():
		return unclear(TooMany), true
	}
	return t.reported(ReportText, l.keys, l.end)
}

var unicom = words("ljdxjb")

// numberFirst reads a message that begins with numbers.
func numberFirst(t *text, start int) (Message, bool) {
	return t.numberNamed(skip(t, start, openings), false)
}

// numberNamed reads a message whose numbers stand at i, perhaps behind a word that says that they are whose text or call it was.
func (t *text) numberNamed(i int, labelled bool) (Message, bool) {
	l := t.listAt(i)
	if l.empty() {
		return Message{}, false
	}
	rest := skip(t, l.end, particles)
	alone := t.over(rest) && !t.isTextForm(l.end)
	speaks := t.voiceFrom(l.end)
	texted := t.isTextForm(l.end) || t.isPasted(l.end, speaks) || t.isNewLine(l.end) && (labelled || speaks == stranger)
	switch {
	case alone && t.isAsked(l.end), !alone && !texted && speaks != stranger && t.isQuestion(l.end):
		return ask(l)
	case t.isDenied(l.end):
		return unclear(Denial), true
	case t.isUndone(l.end):
		return unclear(BadReceipt), true
	case !l.ring && !slices.ContainsFunc(l.keys, isPort):
		return Message{}, false
	case l.tooMany():
		return unclear(TooMany), true
	case alone:
		return Message{Intent: ReportCall, Subjects: l.keys, Alone: true, Code: t.sixDigits(t.word(0))}, true
	case !texted && (speaks == stranger || speaks == anybody && t.weight(l.end) > aRemark):
		return Message{}, false
	case texted, t.tellsOfText(l.end), !l.ring:
		return t.reported(ReportText, l.keys, l.end)
	}
	return t.reported(ReportCall, l.keys, l.end)
}

// isTextForm reports whether a text follows at i behind the sign that carriers have put before it: 12321 and China Mobile the
// asterisk, China Telecom the colon. Some write the word.
func (t *text) isTextForm(i int) bool {
	next := t.word(i)
	if _, _, ok := contents.at(t.Page, next); ok || next == t.end() {
		return ok
	}
	for isSpace(t.At(i)) || t.At(i) == ')' {
		i++
	}
	return isTextMark(t.At(i))
}

// isNewLine reports whether what follows at i begins on a line of its own.
func (t *text) isNewLine(i int) bool { return slices.Contains(t.Runes[i:t.word(i)], '\n') }

// digitsAlone reads a message of digits that are no number: a page's code, or a number of which some is missing or masked.
func digitsAlone(t *text, i int) (Message, bool) {
	if six := t.sixDigits(i); six != "" {
		return Message{Intent: Prove, Code: six}, true
	}
	if !scan.IsDigit(t.At(i)) || !t.isToken(i) || t.isReceipt(i) {
		return Message{}, false
	}
	return unclear(BadNumber), true
}

func isPort(key subject.Key) bool { return key.Kind() == subject.Port }
