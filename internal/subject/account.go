package subject

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const senderMark = "sender/" // between the region and the name, in the key of a sender

// ParseKind reads value as a subject of the given kind.
//
//	number, shortcode, port   as Parse does; the text must name a subject of just that kind
//	sender                    an alphanumeric sender ID of region: 1 to 11 letters of the GSM alphabet, digits,
//	                          spaces and . - _ &, at least one of them a letter (3GPP TS 23.038, 23.040); upper case
//	wechat                    a WeChat ID: 6 to 20 ASCII letters, digits, _ and -, first a letter; lower case
//	qq                        5 to 11 digits, the first not 0
//	domain                    a host or a URL, of which the registrable domain is kept, in punycode
//
// People also give the phone number or QQ number that a WeChat account is bound to. Digits are therefore
// accepted as wechat, and yield the key of the number or the QQ account: it is what the others who met it
// report. Only then does the kind of the Key differ from the one asked for.
//
// The region is as in Parse, and matters to the first four kinds only. The error is an *Error: those of
// Parse for the first three kinds, else BadRegion, NotUTF8, Empty, TooLong or BadAccount; BadKind for any other kind.
func ParseKind(kind Kind, value, region string) (Key, error) {
	region, ok := ParseRegion(region)
	if !ok {
		return refuse(BadRegion)
	}
	switch kind {
	case Number, ShortCode, Port:
		key, err := Parse(value, region)
		if err == nil && key.Kind() != kind {
			return refuse(NoSuchForm)
		}
		return key, err
	case Sender, WeChat, QQ, Domain:
	default:
		return refuse(BadKind)
	}
	limit := maxSpelling
	if kind == Domain {
		limit = maxURL
	}
	text, problem := plainText(value, limit)
	if problem != "" {
		return refuse(problem)
	}
	if kind == Sender {
		name, ok := canonicalSender(text)
		if !ok {
			return refuse(BadAccount)
		}
		return Key{region + "/" + senderMark + name}, nil
	}
	if kind == WeChat {
		if key, ok := boundAccount(text); ok {
			return key, nil
		}
	}
	account, ok := canonicalAccount(kind, text)
	if !ok {
		return refuse(BadAccount)
	}
	return Key{string(kind) + "/" + account}, nil
}

// boundAccount returns the key of the phone number or QQ account that stands in place of a WeChat ID. A
// number must have its plus sign or be a Chinese mobile: every other row of digits is a QQ account.
func boundAccount(text string) (Key, bool) {
	written, err := spell(text)
	if err != nil {
		return Key{}, false
	}
	if written.plus || len(written.digits) == 11 && isMobileCN(written.digits) {
		key, err := read(written, "CN")
		return key, err == nil && key.Kind() == Number
	}
	account, ok := canonicalQQ(text)
	return Key{string(QQ) + "/" + account}, ok
}

// canonicalAccount returns value as a key of kind WeChat, QQ or Domain writes it.
func canonicalAccount(kind Kind, value string) (string, bool) {
	switch kind {
	case WeChat:
		return canonicalWeChat(value)
	case QQ:
		return canonicalQQ(value)
	case Domain:
		return canonicalDomain(value)
	}
	return "", false
}

func canonicalWeChat(value string) (string, bool) {
	id := strings.ToLower(value)
	if len(id) < 6 || len(id) > 20 {
		return "", false
	}
	for i := range len(id) {
		letter := 'a' <= id[i] && id[i] <= 'z'
		other := '0' <= id[i] && id[i] <= '9' || id[i] == '_' || id[i] == '-'
		if !letter && (i == 0 || !other) {
			return "", false
		}
	}
	return id, true
}

func canonicalQQ(value string) (string, bool) {
	return value, allDigits(value) && len(value) >= 5 && len(value) <= 11 && value[0] != '0'
}

func canonicalSender(value string) (string, bool) {
	// Phones show a run of spaces like one.
	name := strings.Map(unicode.ToUpper, strings.Join(strings.Fields(value), " "))
	if name == "" || utf8.RuneCountInString(name) > 11 {
		return "", false
	}
	letters := false
	for _, r := range name {
		switch {
		case 'A' <= r && r <= 'Z', strings.ContainsRune(gsmCapitals, r):
			letters = true
		case '0' <= r && r <= '9', strings.ContainsRune(" .-_&", r):
		default:
			return "", false
		}
	}
	return name, letters
}

// gsmCapitals are the letters of the GSM 7-bit default alphabet beyond A to Z, in upper case
// (3GPP TS 23.038, 6.2.1); the sharp s has no capital there.
const gsmCapitals = "ÀÄÅÆÇÈÉÌÑÒÖØÙÜßΓΔΘΛΞΠΣΦΨΩ"
