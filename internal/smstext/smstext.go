// Package smstext reads what people send to the service by text message: what they want, and about which numbers. It knows the
// grammar that carriers have taught (`number*text` of 12321 and 10086999, `ljdxjb#number#text` of 10010, `number:text` of 10000999,
// forwarding to 7726 and naming the number in the next message) and a few words in Chinese and English, in any width and case.
//
// It promises that it never names a number, account or code that is not in the message, that it never fails, and that its time is
// linear in the length of the message. It remembers nothing; what one message means after another is internal/conversation's.
package smstext

import (
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Intent is what a message is for.
type Intent string

// The intents.
const (
	ReportCall    Intent = "report_call" // Subjects rang; Text is what else was said of it
	ReportText    Intent = "report_text" // Text was received; from Subjects, or from whom the next message names when there are none
	Ask           Intent = "ask"         // what is known of Subjects
	Withdraw      Intent = "withdraw"    // the report with Receipt
	Prove         Intent = "prove"       // Code proves to a page that this phone is its visitor's
	Help          Intent = "help"
	Plea          Intent = "plea"     // a victim asks what to do, and names no number
	Thanks        Intent = "thanks"   // asks for nothing
	Stop          Intent = "stop"     // no more replies
	Continue      Intent = "continue" // replies again
	NotUnderstood Intent = "not_understood"
)

// Problem says why a message that began like one of the forms is not understood.
type Problem string

// The problems. An empty one is NotUnderstood without a form that it resembles.
const (
	NoNumber   Problem = "no_number"   // a word of command with no number behind it
	BadNumber  Problem = "bad_number"  // ... or with what is no number that can be reported or asked about
	TooMany    Problem = "too_many"    // more than report.MaxSubjects to report
	TwoAsked   Problem = "two_asked"   // more than one number to ask about
	BadAddress Problem = "bad_address" // what looks like a link, and is none that can be reported or asked about
	Unnamed    Problem = "unnamed"     // somebody does not know which number it was
	BadReceipt Problem = "bad_receipt" // UNDO with what is no receipt code, or with two; or a receipt code without UNDO, which takes nothing back
	Denial     Problem = "denial"      // a number whose part its sender takes, which is no report: "154... is not a scam"
	Empty      Problem = "empty"       // nothing to read, as in a picture message
)

// Lang is the language that a message is written in, "zh-CN" or "en"; "" where nothing in it tells, as in a number alone.
type Lang string

// The languages.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Message is what was understood.
type Message struct {
	Intent   Intent
	Problem  Problem // of NotUnderstood
	Lang     Lang
	Subjects []subject.Key  // in the order of the message, each once
	Text     string         // as it was written; "" where only numbers were named
	Receipt  report.Receipt // of Withdraw
	Code     string         // six digits: of Prove, or of a ReportCall that may be one, since six digits are also a hotline's
	Alone    bool           // of ReportCall: nothing but numbers, which also answers the question who sent a forwarded text
}

// CodeDigits is the length of Code.
const CodeDigits = 6

// Parse reads the body of a message from somebody in region, an ISO 3166-1 alpha-2 code in whose way numbers without a country
// code are read; "" and a region that there is not stand for CN. Bytes that are not UTF-8 are no letters.
func Parse(body, region string) Message {
	t := newText(body, region)
	m := t.read()
	m.Lang = t.lang()
	return m
}
