package smstext

import (
	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// forms are the forms of a message, in the order in which they are tried; the first that fits is what was meant. i is where the first
// word stands. What has none of them is a forwarded text.
//
// A forwarded text may begin with a word of command: "Call 1-800-555-0199 now to claim your prize!", "电话费优惠，退订回T". Five rules
// keep the two apart.
//
//  1. Help, stop and continue are whole messages: the word, perhaps twice, with courtesy around it, and for stop what is to stop. Inside
//     a longer one the words are what somebody else wrote.
//  2. A word of command stands first, behind nothing but a greeting, "please" or "today", and its number stands right behind it. Words
//     that begin messages of every sort (CALL, 电话, TEXT, CANCEL, CODE, IS) must be the very first. Only behind 举报, REPORT, 接到, 查
//     and CHECK may the number stand later in the sentence, if that does not sound like a stranger's.
//  3. What stands behind the number is read for whose words it is (see voice). Where a stranger speaks behind CALL, 电话, TEXT or
//     CHECK, the message was received by who sent it, and is forwarded. Behind 举报, REPORT and the like it is what was received from
//     the number, and so the report is of a text.
//  4. A number that stands first counts as named when words of a reporter or few words follow, or words on a line of their own, or the
//     sign of a carrier's form.
//  5. Words that take a number's part make no report of it, wherever they stand beside it (see stance).
//
// In doubt a message is a forwarded text, and its sender is asked once too often which number it was.
var forms = []func(t *text, i int) (Message, bool){
	wholeMessage,
	refusal,
	thanks,
	aboutService,
	unnamed,
	plea,
	unicomForm,
	denied,
	commanded,
	numberFirst,
	labelled,
	dictated,
	digitsAlone,
	receiptFirst,
}

// Weights of what stands in a message, see text.weight.
const (
	aPhrase    = 6  // as much as a text that somebody received has at least
	aRemark    = 12 // as much as a reporter adds without a word that tells
	aWordOrTwo = 4
)

func (t *text) read() Message {
	i := t.word(0)
	if i == t.end() {
		if t.isAsked(0) {
			return Message{Intent: Help}
		}
		return unclear(Empty)
	}
	for _, form := range forms {
		if m, ok := form(t, i); ok {
			return m
		}
	}
	return t.forwarded(i)
}

func unclear(p Problem) Message { return Message{Intent: NotUnderstood, Problem: p} }

// wholeMessage reads HELP, STOP, START and their like, and HELP CALL.
func wholeMessage(t *text, i int) (Message, bool) {
	intent, end, ok := firstOf(t, i, whole, courtesies)
	if intent == Help {
		end = skip(t, end, verbs)
	}
	for ok && !t.over(end) {
		var again Intent
		again, end, ok = whole.at(t.Page, t.word(end))
		ok = ok && again == intent
	}
	return Message{Intent: intent}, ok
}

// commanded reads a message that begins with a word of command.
func commanded(t *text, start int) (Message, bool) {
	v, end, ok := firstOf(t, start, verbs, openings)
	if _, _, first := verbs.at(t.Page, start); !ok || v.ordinary() && !first {
		return Message{}, false
	}
	switch v {
	case undo, cancel:
		return t.withdrawal(v, end)
	case code:
		return t.proof(v, end)
	case verify:
		if m, ok := t.proof(v, end); ok {
			return m, true
		}
		return t.question(v, end)
	case look, whether:
		return t.question(v, end)
	case sentBy:
		return t.numberNamed(skip(t, end, fillers), true)
	}
	return t.accusation(v, end)
}

// withoutSubject is a command with no number behind it, unless it is the beginning of a forwarded text.
func (t *text) withoutSubject(v verb, i int) (Message, bool) {
	switch {
	case t.over(i):
		return unclear(NoNumber), true
	case v.ordinary():
		return unclear(BadNumber), t.isToken(t.word(i))
	case t.weight(i) > aRemark, t.voiceFrom(i) == stranger, !t.listIn(i).empty():
		return Message{}, false
	case t.isAddress(i):
		return unclear(BadAddress), true
	case t.digits(i) >= aNumber:
		return unclear(BadNumber), true
	}
	return unclear(NoNumber), true
}

// aNumber is how many digits somebody writes who means a number, at least.
const aNumber = 3

// isToken reports whether what stands from i on has the digits of a number and may have been meant as one: nothing in it is a word.
func (t *text) isToken(i int) bool {
	if t.digits(i) < aNumber {
		return false
	}
	for ; i < t.end(); i++ {
		if scan.IsHan(t.Runes[i]) || continues(t.Runes[i]) && isSpace(t.At(i-1)) {
			return false
		}
	}
	return true
}

// isAddress reports whether one word is all that stands from i on, with a dot in it.
func (t *text) isAddress(i int) bool {
	i, dotted := t.word(i), false
	for ; scan.IsTokenRune(t.At(i)) || t.At(i) == '.' && scan.IsAlnum(t.At(i+1)); i++ {
		dotted = dotted || t.At(i) == '.'
	}
	return dotted && t.over(i)
}

func ask(l list) (Message, bool) {
	if len(l.keys) > 1 {
		return unclear(TwoAsked), true
	}
	return Message{Intent: Ask, Subjects: l.keys}, true
}

// reported returns a report about a list, whose text is what stands from i on. Of a call, courtesy is none.
func (t *text) reported(intent Intent, keys []subject.Key, i int) (Message, bool) {
	m := Message{Intent: intent, Subjects: keys}
	if intent == ReportText || !t.over(i) {
		m.Text = t.quote(i)
	}
	return m, true
}
