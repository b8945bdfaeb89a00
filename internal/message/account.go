package message

import (
	"strings"

	"ringfence/internal/redact"
	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// accounts returns the subjects among the personal data of a text.
func accounts(text string, private []scan.Span, region string) []Named {
	var named []Named
	for _, s := range private {
		for _, part := range parts(text, s) {
			if key, ok := personal(text, part, region); ok {
				named = append(named, Named{key, part.Start, part.End})
			}
		}
	}
	return named
}

// parts takes mobile numbers that are written without anything in between apart.
func parts(text string, s scan.Span) []scan.Span {
	const mobile = 11 // digits
	written := text[s.Start:s.End]
	if s.Kind != redact.Mobile || len(written) < 2*mobile || len(written)%mobile != 0 || !allDigits(written) {
		return []scan.Span{s}
	}
	var all []scan.Span
	for at := s.Start; at < s.End; at += mobile {
		all = append(all, scan.Span{Start: at, End: at + mobile, Kind: s.Kind})
	}
	return all
}

// personal returns the subject that a piece of personal data names.
func personal(text string, s scan.Span, region string) (subject.Key, bool) {
	written := text[s.Start:s.End]
	switch s.Kind {
	case redact.Mobile, redact.Landline:
		return number(written, "CN")
	case redact.Phone:
		return foreign(written, region)
	case redact.WeChat:
		key, err := subject.ParseKind(subject.WeChat, written, "CN")
		return key, err == nil
	case redact.QQ:
		key, err := subject.ParseKind(subject.QQ, digitsOf(written), "CN")
		return key, err == nil && !strings.ContainsAny(lastRunes(text[:s.Start], 4), "群裙") // a group is no account
	}
	return subject.Key{}, false
}

// number reads a phone number, without the extension that may stand behind it.
func number(written, region string) (subject.Key, bool) {
	for _, way := range []string{written, withoutExtension(written), digitsOf(written)} {
		if key, err := subject.Parse(way, region); err == nil && key.Kind() == subject.Number {
			return key, true
		}
	}
	return subject.Key{}, false
}

// foreign reads a number that is not Chinese: with its country code, or as one of the region, or else one that North America
// or the United Kingdom has assigned.
func foreign(written, region string) (subject.Key, bool) {
	if strings.ContainsAny(written, "+＋") || strings.HasPrefix(digitsOf(written), "00") {
		return number(written, region)
	}
	if region != "CN" {
		if key, ok := number(written, region); ok {
			return key, true
		}
	}
	for _, home := range []string{"US", "GB"} {
		if key, ok := number(written, home); ok && key.KnownRange() {
			return key, true
		}
	}
	return subject.Key{}, false
}

// withoutExtension cuts a number off where its extension begins: 0755-88888888转801, (202) 555-0143 ext. 12.
func withoutExtension(written string) string {
	if at := strings.IndexFunc(written, func(r rune) bool { return r == '转' || r == '分' || scan.IsLetter(r) }); at > 0 {
		return strings.TrimRight(written[:at], "- ")
	}
	if at := strings.LastIndexByte(written, '-'); at > 0 && len(written)-at <= 1+5 {
		return written[:at]
	}
	return written
}

// digitsOf returns the digits that a text stands for, those in disguise included.
func digitsOf(written string) string {
	p := untouched(written)
	if hidden := p.Disguised(); len(hidden) == 1 {
		return hidden[0].Digits
	}
	var digits strings.Builder
	for _, r := range p.Runes {
		if scan.IsDigit(r) {
			digits.WriteRune(r)
		}
	}
	return digits.String()
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// lastRunes returns the last n characters of s.
func lastRunes(s string, n int) string {
	runes := []rune(s[max(0, len(s)-4*n):])
	return string(runes[max(0, len(runes)-n):])
}
