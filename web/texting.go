package web

import (
	"slices"

	"ringfence/internal/subject"
)

// Texting is how the service is reached by text message.
type Texting struct{ Numbers []TextNumber }

// TextNumber is a number that text messages are sent to.
type TextNumber struct {
	Number  string // E.164
	Signed  bool   // its gateway proves whose phone a message is from
	Answers bool   // who texts to it gets a reply
}

// On reports whether the service can be reached by text message at all.
func (t Texting) On() bool { return len(t.Numbers) > 0 }

// Proves reports whether a text message to one of the numbers proves whose phone it is from.
func (t Texting) Proves() bool {
	return slices.ContainsFunc(t.Numbers, func(n TextNumber) bool { return n.Signed })
}

// Answers reports whether any of the numbers does.
func (t Texting) Answers() bool {
	return slices.ContainsFunc(t.Numbers, func(n TextNumber) bool { return n.Answers })
}

// Label is the number as people write it.
func (n TextNumber) Label() string {
	if key, err := subject.ParseKey(n.Number); err == nil {
		return key.Format()
	}
	return n.Number
}
