package subject

import "strings"

// ParseKey reads back what Key.String prints, and nothing else. It checks the form: whether a numbering
// plan has such a number or a region such a short code was decided when the Key was made, and is not
// asked again. So it is cheap enough for every row of a store.
//
// The error is an *Error whose Problem is Empty, NoSuchForm, BadAccount, BadKind, BadRegion or CountryCode.
func ParseKey(s string) (Key, error) {
	switch {
	case s == "":
		return refuse(Empty)
	case len(s) > maxSpelling+len("domain/"):
		return refuse(NoSuchForm)
	case s[0] == '+':
		return numberKey(s)
	}
	head, rest, ok := strings.Cut(s, "/")
	if !ok {
		return refuse(NoSuchForm)
	}
	switch kind := Kind(head); kind {
	case WeChat, QQ, Domain:
		return accountKey(s, kind, rest)
	}
	return regionalKey(s, head, rest)
}

// numberKey reads the key of an E.164 number.
func numberKey(s string) (Key, error) {
	digits := s[1:]
	if !allDigits(digits) || len(digits) < minE164 || len(digits) > maxE164 {
		return refuse(NoSuchForm)
	}
	code, national, ok := cutCallingCode(digits)
	if !ok {
		return refuse(CountryCode)
	}
	// What +86 and these digits would spell has a key of another kind.
	if code == 86 && (len(national) < ambiguousMin || len(national) > portMin && isPort(national)) {
		return refuse(NoSuchForm)
	}
	return Key{s}, nil
}

// accountKey reads s, which is the key of a WeChat ID, QQ account or domain if value is canonical.
func accountKey(s string, kind Kind, value string) (Key, error) {
	if canonical, ok := canonicalAccount(kind, value); !ok || canonical != value {
		return refuse(BadAccount)
	}
	return Key{s}, nil
}

// regionalKey reads s, the key of a short code, a port or a sender of the region home.
func regionalKey(s, home, rest string) (Key, error) {
	if len(home) != 2 {
		return refuse(BadKind)
	}
	if region, ok := ParseRegion(home); !ok || region != home {
		return refuse(BadRegion)
	}
	if value, ok := strings.CutPrefix(rest, senderMark); ok {
		if canonical, ok := canonicalSender(value); !ok || canonical != value {
			return refuse(BadAccount)
		}
		return Key{s}, nil
	}
	if !isServiceKey(home, rest) {
		return refuse(NoSuchForm)
	}
	return Key{s}, nil
}

// MarshalText returns the canonical form, so that a Key in JSON is what String prints.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.s), nil }

// UnmarshalText reads what MarshalText wrote; the empty text is the zero Key.
func (k *Key) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = Key{}
		return nil
	}
	read, err := ParseKey(string(text))
	if err == nil {
		*k = read
	}
	return err
}
