// Package subject names what a report can be about. Every spelling that people and programs use for a
// phone number, a hotline, an SMS port, a sender name, a WeChat or QQ account or a web domain becomes
// one canonical Key, so that what is said about it lies together.
//
// Keys are made only by the parsing functions of this package; the zero Key is no subject.
package subject

import "strings"

// Kind says which sort of thing a Key names.
type Kind string

const (
	Number    Kind = "number"    // E.164, written +8613...
	ShortCode Kind = "shortcode" // a national hotline or short code, written CN/95588
	Port      Kind = "port"      // an SMS port of a service provider, written CN/1069...
	Sender    Kind = "sender"    // an alphanumeric sender ID, written CN/sender/ALIPAY
	WeChat    Kind = "wechat"    // a WeChat ID, lower case, written wechat/...
	QQ        Kind = "qq"        // a QQ account, digits only, written qq/...
	Domain    Kind = "domain"    // a registrable domain in punycode, written domain/...
)

// Kinds returns every Kind, in the order of the vocabulary.
func Kinds() []Kind {
	return []Kind{Number, ShortCode, Port, Sender, WeChat, QQ, Domain}
}

// Key is the canonical name of one subject. It is comparable and safe to use as a map key.
type Key struct{ s string }

// String returns the canonical form, which ParseKey reads back.
func (k Key) String() string { return k.s }

// IsZero reports whether k names nothing.
func (k Key) IsZero() bool { return k.s == "" }

// Kind returns the sort of subject k names, or "" for the zero Key.
func (k Key) Kind() Kind {
	switch {
	case k.s == "":
		return ""
	case k.s[0] == '+':
		return Number
	}
	head, rest, _ := strings.Cut(k.s, "/")
	switch head {
	case "wechat":
		return WeChat
	case "qq":
		return QQ
	case "domain":
		return Domain
	}
	switch {
	case strings.HasPrefix(rest, "sender/"):
		return Sender
	case isPort(rest):
		return Port
	}
	return ShortCode
}

// Value returns the key without its kind and region: the E.164 form with its plus sign, the digits of a
// short code or port, the sender's letters, the account or the domain.
func (k Key) Value() string {
	if k.s == "" {
		return ""
	}
	if k.Kind() == Number {
		return k.s
	}
	return k.s[strings.LastIndexByte(k.s, '/')+1:]
}

// Region returns the ISO 3166-1 region that a short code, port or sender belongs to, and "" for the other kinds.
func (k Key) Region() string {
	switch k.Kind() {
	case ShortCode, Port, Sender:
		return k.s[:2]
	}
	return ""
}
