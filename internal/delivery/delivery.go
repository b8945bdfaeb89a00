// Package delivery tells webhooks of what happened, and keeps them for the operator.
//
// One process of all tells. It promises: what happened while a hook is kept is told at least once, under an ID by which its receiver knows
// it again; what the receiver took is told once more only where this process, or its store, was gone before that was written down. A
// receiver that is slow or away keeps nobody else waiting, unless 256 are. What receivers answer is kept as an outcome, and nothing else of it.
package delivery

import (
	"context"
	"sync/atomic"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Store keeps hooks; see the package store for the contract of each method.
type Store interface {
	PutHook(ctx context.Context, h webhook.Hook) error
	Hooks(ctx context.Context) ([]webhook.Hook, error)
	SaveHook(ctx context.Context, h webhook.Hook) (won bool, err error)
	DropHook(ctx context.Context, name string) error
}

// Keys seal the secrets of hooks.
type Keys interface {
	SealSecret(owner string, secret []byte) ([]byte, error)
	OpenSecret(owner string, box []byte) ([]byte, error)
	// Fingerprint is a name that no other service has.
	Fingerprint() string
}

// Post posts a message to where a hook is. The error says to the operator why there is no answer; the Answer has what came of it anyhow.
type Post func(ctx context.Context, h webhook.Hook, headers []webhook.Header, body []byte) (webhook.Answer, error)

// Config is what a Courier is made of.
type Config struct {
	Store    Store
	Keys     Keys
	Post     Post
	Bursts   func() []trend.Burst // that were found within webhook.Remembered at least
	Over     func() []trend.Week  // that are over and have figures
	Campuses *campus.Directory
	Clock    func() time.Time
	Shown    time.Duration // after which every process shows what this one knows: a message names pages that another may serve
	Origin   string        // of the site, for addresses in messages; "" for none
	Demo     func() bool   // whether the data are a demonstration; nil for never

	Done    func(e webhook.Event, o webhook.Outcome) // told of every attempt; it must not wait
	Changed func(name string, now webhook.State)     // told when the state of a hook changed by an attempt; it must not wait
}

// Courier tells webhooks of what happened. It is safe for concurrent use.
type Courier struct {
	Config
	status atomic.Pointer[Status] // never nil
	tellers
}

// Status is how hooks were when this process last looked.
type Status struct {
	At     time.Time             // of that look, if it succeeded; zero before
	States map[webhook.State]int // hooks, by state
	Waits  int                   // messages still to be taken
}

// New returns a Courier that tells nothing before it runs.
func New(c Config) *Courier {
	d := &Courier{Config: c}
	d.status.Store(&Status{})
	return d
}

// Status returns how hooks were at the last look of this process, which may be long ago where another one tells.
func (c *Courier) Status() Status { return *c.status.Load() }

func (c *Courier) sender() webhook.Sender {
	return webhook.Sender{Name: c.Keys.Fingerprint(), Origin: c.Origin, Demo: c.Demo != nil && c.Demo()}
}

// owner is in whose name a secret is sealed.
func owner(hook string) string { return "webhook/" + hook }

// secrets returns what signs for a hook now.
func (c *Courier) secrets(h webhook.Hook, now time.Time) ([]webhook.Secret, error) {
	var all []webhook.Secret
	for _, box := range h.Signing(now) {
		s, err := c.Keys.OpenSecret(owner(h.Name), box)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// region is the province that the campus of a hook lies in; "" for any other hook.
func (c *Courier) region(h webhook.Hook) string {
	if h.Scope.Table != trend.ByCampus {
		return ""
	}
	at, _ := c.Campuses.Official(h.Scope.Row)
	return at.Region
}
