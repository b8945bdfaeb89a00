package smstext

import (
	"strings"

	"ringfence/internal/scan"
)

// question reads what follows 查, CHECK, "is" and the like.
func (t *text) question(v verb, i int) (Message, bool) {
	l := t.listAt(skip(t, i, fillers))
	if l.empty() && v.seeks() && t.voiceFrom(i) != stranger {
		l = t.listIn(i)
	}
	switch {
	case l.empty() && v == whether:
		return Message{}, false
	case l.empty():
		return t.withoutSubject(v, i)
	case t.voiceFrom(l.end) == stranger && (v == whether || t.weight(l.end) > aWordOrTwo):
		return Message{}, false
	case v == whether && !t.isAsked(l.end) && t.weight(l.end) > aRemark:
		return Message{}, false
	}
	return ask(l)
}

// isAsked reports whether what stands from i on ends in a question mark or in a particle that stands for one.
func (t *text) isAsked(i int) bool {
	for at := t.end() - 1; at >= i; at-- {
		switch r := t.Runes[at]; {
		case r == '?' || r == '❓' || r == '❔':
			return true
		case scan.IsWord(r):
			return strings.ContainsRune("吗嗎么嘛呢", r)
		}
	}
	return false
}

// isQuestion reports whether what stands from i on asks about the number before it. Behind words that tell, who and what belong to what
// is told: "asked who I am".
func (t *text) isQuestion(i int) bool {
	_, told := t.telling(i)
	return t.isAsked(i) || has(t, i, told, questions)
}
