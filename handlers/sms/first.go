package sms

import (
	"context"

	"ringfence/internal/gateway"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
)

// Line is a gateway with the number that its texts come from, which tells where it sends to.
type Line struct {
	Gateway
	Country int // calling code of that number; 0 where it is not known, and then it sends no first texts
}

// FirstConfig is what First is made of.
type FirstConfig struct {
	Lines   []Line
	Outbox  *gateway.Outbox
	Words   func(digits, lang string, f Frame) string // says who sends the digits and why
	Limiter ratelimit.Limiter
	Number  ratelimit.Budget // of one number
	All     ratelimit.Budget // of all numbers
	Secret  func() []byte    // numbers are hashed with, as it is at the moment; at least ratelimit.MinSecret bytes
}

// First sends the first text of a conversation, which its receiver did not ask for by text. It sends within a country alone: there a text
// costs what replies do, and nobody can have it ring up what numbers abroad cost.
type First struct{ FirstConfig }

// NewFirst returns a First; nil where no gateway sends.
func NewFirst(c FirstConfig) *First {
	for _, l := range c.Lines {
		if l.Country != 0 && l.Sender() != nil {
			return &First{c}
		}
	}
	return nil
}

// line returns the first gateway that sends to a number.
func (f *First) line(to subject.Key) (Line, bool) {
	for _, l := range f.Lines {
		if l.Country != 0 && l.Country == to.CallingCode() && l.Sender() != nil {
			return l, true
		}
	}
	return Line{}, false
}

// Reaches reports whether there is a gateway that sends to this number.
func (f *First) Reaches(to subject.Key) bool {
	_, ok := f.line(to)
	return ok && f.All.Rate > 0
}

// Allow takes a text from what the number has, and from what all have together. It fails closed: while only what stands in for the limiter
// of all instances could say how many there were, or nobody counts, there is no text.
func (f *First) Allow(ctx context.Context, to subject.Key) bool {
	counted := func(who string, of ratelimit.Budget) bool {
		d := f.Limiter.Allow(ctx, ratelimit.Name(f.Secret(), who), of, 1)
		return d.Allowed && (d.By == ratelimit.ByRedis || d.By == ratelimit.ByLocal || d.By == ratelimit.ByCrowd)
	}
	return counted("first/"+to.String(), f.Number) && counted("first", f.All)
}

// Voices returns as whom whoever has this number may have said STOP: to a gateway that proves whose phone a message is from, or to any
// that does not.
func (f *First) Voices(to subject.Key) []string {
	voices := []string{reputation.ByPhone(to).Identity}
	for _, l := range f.Lines {
		if !l.Signed() {
			voices = append(voices, reputation.ByUnsignedGateway(l.Name(), to).Identity)
		}
	}
	return voices
}

// Send has the digits sent. It does not wait for the gateway: whoever gets none asks again.
func (f *First) Send(_ context.Context, to subject.Key, digits, lang string) error {
	if l, ok := f.line(to); ok {
		f.Outbox.Put(l.Name(), to, f.Words(digits, lang, frameOf(l.Gateway)))
	}
	return nil
}
