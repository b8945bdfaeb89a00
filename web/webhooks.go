package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"time"

	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Webhooks tells how a campus or a program is told when something is found.
type Webhooks struct {
	Frame
	Base string // scheme and host of the site; "" for that of a service on this machine
}

func (Webhooks) set() string { return "webhooks" }

// Title names the page.
func (w Webhooks) Title() string { return w.T("webhooks.title") }

// Description says what is on it.
func (w Webhooks) Description() string { return w.T("webhooks.description") }

// Chapters is the table of contents.
func (w Webhooks) Chapters() []Chapter {
	return w.chapters("webhooks.q.get", "webhooks.q.events", "webhooks.q.verify", "webhooks.q.again", "webhooks.q.not")
}

// Add is what the operator does.
func (Webhooks) Add() Command {
	return Command{Text: "ringfence webhook add my-campus \\\n  https://receiver.example/ringfence \\\n  --scope campuses/浙江大学", Answer: "whsec_…"}
}

// Test is how the operator tries it out.
func (Webhooks) Test() Command { return Command{Text: "ringfence webhook test my-campus"} }

// EventSample is an event and a message that tells of it.
type EventSample struct {
	Name, What string
	Message    Snippet
}

// EventSamples returns all events.
func (w Webhooks) EventSamples() []EventSample {
	at := time.Date(2026, time.November, 26, 9, 30, 0, 0, time.UTC)
	scope := trend.Province("CN-ZJ")
	burst := trend.Burst{ID: "2026-W48-3f9a1c0b7d52e846", Scope: scope, Category: "impersonation_service", FoundAt: at, Reporters: 2 * trend.Least, Usual: trend.Fewer}
	grown := burst
	grown.Grew, grown.Reporters = []trend.Growth{{At: at.Add(trend.BurstEvery), From: burst.Reporters}}, 2*burst.Reporters
	week := trend.WeekOf(at)
	return []EventSample{
		w.sample(webhook.Happening{Event: webhook.BurstFound, Scope: scope, At: at, Burst: burst}, w.T("webhooks.event.burst", "reporters", trend.Least)),
		w.sample(webhook.Happening{Event: webhook.BurstGrew, Scope: scope, At: grown.GrewAt(), Burst: grown}, w.T("webhooks.event.grew")),
		w.sample(webhook.Happening{Event: webhook.BriefPublished, Scope: scope, At: week.End(), Week: week}, w.T("webhooks.event.brief")),
	}
}

func (w Webhooks) sample(h webhook.Happening, what string) EventSample {
	m, err := webhook.Sender{Origin: cmp.Or(w.Base, localhost)}.Message(h)
	var text bytes.Buffer
	if err == nil {
		err = json.Indent(&text, m.Body, "", "  ")
	}
	if err != nil {
		panic(err) // the samples can be written
	}
	return EventSample{string(h.Event), what, Snippet{string(h.Event), text.String()}}
}

// Receiver verifies messages.
func (w Webhooks) Receiver() []Snippet { return snippets(w.Base, "webhook", "receiver.mjs") }

// Headers are those of a message.
func (w Webhooks) Headers() []Fact {
	return []Fact{
		{"webhook-id", w.T("webhooks.header.id")},
		{"webhook-timestamp", w.T("webhooks.header.timestamp")},
		{"webhook-signature", w.T("webhooks.header.signature")},
	}
}

// Again says how often a message is sent that is not taken.
func (w Webhooks) Again() string {
	return w.T("webhooks.again.tries", "tries", webhook.MostAttempts)
}

// Soon says how fast to answer.
func (w Webhooks) Soon() string {
	return w.T("webhooks.again.soon", "seconds", int(webhook.AnswerWithin/time.Second))
}

// Off says when nothing more is sent.
func (w Webhooks) Off() string {
	return w.T("webhooks.again.off", "days", days(webhook.DisabledAfter))
}

// Missed says what is sent again when it is enabled.
func (w Webhooks) Missed() string {
	return w.T("webhooks.again.missed", "days", days(webhook.Remembered))
}
