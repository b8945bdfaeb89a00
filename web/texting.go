package web

import (
	"slices"

	"ringfence/internal/subject"
)

// Texting is how the service is reached by text message.
type Texting struct {
	Numbers []TextNumber // that pages show
	// Unlisted are gateways that take messages though pages show no number for them: what is kept of senders is told all the same.
	Unlisted []TextNumber
}

// TextNumber is a number that text messages are sent to.
type TextNumber struct {
	Number  string // E.164; "" where it is unlisted
	Signed  bool   // its gateway proves whose phone a message is from
	Answers bool   // who texts to it gets a reply
}

// On reports whether pages tell where to text.
func (t Texting) On() bool { return len(t.Numbers) > 0 }

// Takes reports whether text messages are taken at all.
func (t Texting) Takes() bool { return len(t.Numbers)+len(t.Unlisted) > 0 }

// Verifies reports whether any of them proves whose phone it is from.
func (t Texting) Verifies() bool { return t.Proves() || slices.ContainsFunc(t.Unlisted, isSigned) }

// Proves reports whether a text message to one of the numbers proves whose phone it is from.
func (t Texting) Proves() bool {
	return slices.ContainsFunc(t.Numbers, isSigned)
}

func isSigned(n TextNumber) bool { return n.Signed }

// Answers reports whether any of the numbers does.
func (t Texting) Answers() bool {
	return slices.ContainsFunc(t.Numbers, func(n TextNumber) bool { return n.Answers })
}

// Texted returns a message about text messages, or its twin for a service that takes them and answers none.
func (f Frame) Texted(id string, args ...any) string {
	if f.Texting.Answers() {
		return f.T(id, args...)
	}
	return f.T("silent."+id, args...)
}

// Label is the number as people write it.
func (n TextNumber) Label() string {
	if key, err := subject.ParseKey(n.Number); err == nil {
		return key.Format()
	}
	return n.Number
}

// First returns the number that is given where there is room for one: the first that proves whose phone a message is from or, without such a
// one, the first; "" for none.
func (t Texting) First() string {
	if i := slices.IndexFunc(t.Numbers, isSigned); i >= 0 {
		return t.Numbers[i].Number
	}
	if !t.On() {
		return ""
	}
	return t.Numbers[0].Number
}
