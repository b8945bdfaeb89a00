// Package redact removes personal data from what people write in a report, before anything is stored.
//
// It finds telephone numbers, identity and bank card numbers, e-mail and IP addresses, number plates, passports and permits,
// QQ, WeChat and other accounts, student numbers, birth dates, postal addresses, names that a cue announces, and the personal
// parts of links, in Chinese and English, in any width and with most of the disguises that people use. What the report is about
// (the kept subjects) stays readable in any spelling; so do hotlines, service numbers, amounts, dates, codes and order numbers.
//
// What it promises: labels survive a second run, so Text(Text(x)) == Text(x) for the same kept subjects; valid UTF-8 in gives valid
// UTF-8 out; the time is linear in the length of the text; an unbroken mainland mobile number never stays unless it is kept.
//
// What it does not promise: it is a set of rules and cannot recognise every name, nickname, address or number. A name without a cue, an
// address without numbers, a card number with a mistyped digit and no cue, a number spelled out in words or hidden in a story all
// stay. A surname with a title loses only the surname. Nobody should publish a text because this package has read it.
package redact

import (
	"sort"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// Kind says what sort of personal data a Span holds.
type Kind = scan.Kind

const (
	Mobile   Kind = "mobile"    // a mobile number of mainland China
	Landline Kind = "landline"  // a landline number of mainland China
	Phone    Kind = "phone"     // any other telephone number
	IDCard   Kind = "id_card"   // a national identity number
	BankCard Kind = "bank_card" // a bank card or account number
	Email    Kind = "email"
	Plate    Kind = "plate" // a vehicle's number plate
	QQ       Kind = "qq"
	WeChat   Kind = "wechat"
	Account  Kind = "account"  // an account on any other platform
	Passport Kind = "passport" // a passport number
	Permit   Kind = "permit"   // a travel or residence permit, or a Hong Kong, Macau or Taiwan identity card
	Student  Kind = "student"  // a student or candidate number
	Birthday Kind = "birthday"
	IP       Kind = "ip" // an IPv4 or IPv6 address
	Link     Kind = "link_parameters"
	Address  Kind = "address"
	Name     Kind = "name"
	Site     Kind = "site"    // a website that a text is about, or leads to; see Bare
	Removed  Kind = "removed" // all of a text that was built to defeat the rules
)

// Span is one piece of personal data.
type Span = scan.Span

// maxPasses bounds the reading of one text. Taking a value out can bring another one into the open ("13812345678E12345678"), so
// the detectors read again until they find nothing. Texts that people write need two passes; one that needs more than this was
// built to.
const maxPasses = 8

// Find returns the personal data in text, ordered and without overlaps, leaving out every spelling of the kept subjects.
func Find(text string, keep ...subject.Key) []Span {
	p := newPage(text)
	k := newKeeper(keep)
	var spans []Span
	for range maxPasses {
		k.mark(p)
		before := len(spans)
		for _, d := range detectors {
			spans = append(spans, p.Mask(d.find(p))...)
		}
		if len(spans) == before {
			return ordered(spans)
		}
	}
	k.mark(p)
	return ordered(append(spans, p.Mask(p.Rest(Removed))...))
}

// Text returns text with every Span that Find reports replaced by a short label: in Chinese when the text has Han characters,
// else in English.
func Text(text string, keep ...subject.Key) string {
	redacted, _ := Apart(text, keep...)
	return redacted
}

func ordered(spans []Span) []Span {
	sort.Slice(spans, func(i, j int) bool { return spans[i].Start < spans[j].Start })
	return spans
}
