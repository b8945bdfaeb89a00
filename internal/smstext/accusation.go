package smstext

// accusation reads what follows 举报, CALL, SCAM, TEXT FROM and the like.
func (t *text) accusation(v verb, i int) (Message, bool) {
	at, texted := t.accused(v, i)
	l := t.listAt(at)
	tail := l.end
	if l.empty() && v.seeks() && t.voiceFrom(i) != stranger {
		l, tail = t.listIn(i), i
	}
	if l.empty() {
		return t.withoutSubject(v, i)
	}
	speaks := t.voiceFrom(l.end)
	pasted := speaks == stranger || t.isPasted(l.end, speaks)
	switch {
	case v == writing && t.isText(l.end):
		return t.reported(ReportText, l.keys, tail)
	case v.ordinary() && (speaks == stranger || !l.ring && !v.byText()):
		return Message{}, false
	case v != accuse && !pasted && !t.isTextForm(l.end) && t.isQuestion(l.end):
		return ask(l)
	case t.isDenied(tail):
		return unclear(Denial), true
	case l.tooMany():
		return unclear(TooMany), true
	case v.byText(), texted, pasted, !v.byCall() && (!l.ring || t.tellsOfText(l.end)):
		return t.reported(ReportText, l.keys, tail)
	}
	return t.reported(ReportCall, l.keys, tail)
}

// accused returns where the number may stand behind the verb, and whether the words in between say that a text was received.
func (t *text) accused(v verb, i int) (at int, texted bool) {
	if v == ringing || v == writing {
		return t.word(i), false
	}
	for {
		i = skip(t, i, fillers)
		_, end, ok := textFillers.at(t.Page, i)
		if !ok {
			return i, texted
		}
		i, texted = end, true
	}
}

// isPasted reports whether what follows at i stands on lines of its own, and is more than a reporter remarks.
func (t *text) isPasted(i int, v voice) bool {
	return t.isNewLine(i) && v == anybody && t.weight(i) > aRemark
}

// isText reports whether a text begins at i: "text 202... you owe a fee" is a report of one, and no request to write to the number.
func (t *text) isText(i int) bool {
	_, _, ok := salutations.at(t.Page, t.word(i))
	return ok && t.weight(i) > aWordOrTwo
}

// tellsOfText reports whether what stands from i on says that a text was received, and nothing of a call.
func (t *text) tellsOfText(i int) bool {
	return has(t, i, t.end(), textWords) && !has(t, i, t.end(), callWords)
}
