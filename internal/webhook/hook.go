package webhook

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"ringfence/internal/trend"
)

// Hook is an address that is told of events, and how far it was told.
type Hook struct {
	Name        string // given by the operator: commands and the log call it so
	Revision    uint64 // 1 more with each change, from 1
	URL         string // where to post, as ParseURL accepts it. It may hold a secret of the receiver, and stands in no log
	Private     bool   // it may lie in a private network
	Scope       trend.Scope
	Events      []Event
	Secret      []byte    // that signs, sealed by the keyring
	Former      []byte    // that signs as well until FormerUntil, sealed by the keyring; nil for none
	FormerUntil time.Time // zero for none
	MadeAt      time.Time // what happened before its hour is not told

	Deliveries   []Delivery // of what happened within Remembered, in the order in which it did
	PausedUntil  time.Time  // nothing is sent before, since the receiver asked for it; zero for no pause
	FailingSince time.Time  // when the first attempt failed since one succeeded; zero while none does
	DisabledAt   time.Time  // from when on nothing is told; zero while something is
	Why          Reason     // it is disabled; "" while it is not
}

// Reason is why a hook is disabled.
type Reason string

// The reasons.
const (
	Gone    Reason = "gone"    // its receiver answered 410
	Failing Reason = "failing" // no attempt succeeded for DisabledAfter

	Restored Reason = "restored" // it came with an archive, which may have been imported to look at beside the service that tells it
)

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

var errEvents = fmt.Errorf("the events of a webhook are one or more of %s, %s and %s, each once", BurstFound, BurstGrew, BriefPublished)

// Check returns what is wrong with a hook that is to be kept, in words for the operator.
func (h *Hook) Check() error {
	if !nameForm.MatchString(h.Name) {
		return errors.New("the name of a webhook has 1 to 64 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit")
	}
	if _, err := ParseURL(h.URL); err != nil {
		return err
	}
	for i, e := range h.Events {
		if !slices.Contains(Events(), e) || slices.Contains(h.Events[:i], e) {
			return errEvents
		}
	}
	switch {
	case len(h.Events) == 0:
		return errEvents
	case h.Scope.Table != trend.ByCategory && h.Scope.Table != trend.ByProvince && h.Scope.Table != trend.ByCampus, (h.Scope.Row == "") != (h.Scope.Table == trend.ByCategory):
		return errors.New("the scope of a webhook is the country, a province or a campus")
	case len(h.Secret) == 0:
		return errors.New("a webhook has a secret")
	}
	return nil
}

// Disabled reports whether nothing is told.
func (h *Hook) Disabled() bool { return !h.DisabledAt.IsZero() }

// State is how a hook fares.
type State string

// The states.
const (
	Told     State = "told"
	Troubled State = "failing" // since the last attempt
	Off      State = "disabled"
)

// States returns all of them.
func States() []State { return []State{Told, Troubled, Off} }

// State returns how the hook fares.
func (h *Hook) State() State {
	switch {
	case h.Disabled():
		return Off
	case !h.FailingSince.IsZero():
		return Troubled
	}
	return Told
}

// Shown returns the hook without what is secret of it: of its address there is no more than the host.
func (h *Hook) Shown() Hook {
	shown := *h
	shown.Secret, shown.Former = nil, nil
	if u, err := ParseURL(h.URL); err == nil {
		shown.URL = u.Scheme + "://" + u.Host
	} else {
		shown.URL = ""
	}
	return shown
}

// Restore keeps a hook that came with an archive of a moment from being told, until the operator enables it.
func (h *Hook) Restore(at time.Time) {
	if !h.Disabled() {
		h.DisabledAt, h.Why = at, Restored
	}
}

// Enable has everything told again, and once more from the first attempt what is remembered and was not taken.
func (h *Hook) Enable(now time.Time) {
	h.DisabledAt, h.Why, h.FailingSince, h.PausedUntil = time.Time{}, "", time.Time{}, time.Time{}
	for i := range h.Deliveries {
		if d := &h.Deliveries[i]; d.Outcome != Taken {
			d.Attempts, d.NextAt = 0, now
		}
	}
}

// Rotate has a new secret sign, and beside it for RotatedFor the one that did. One before that signs no more.
func (h *Hook) Rotate(secret []byte, now time.Time) {
	h.Former, h.FormerUntil, h.Secret = h.Secret, now.Add(RotatedFor), secret
}

// Signing returns the sealed secrets that sign now, the newest first.
func (h *Hook) Signing(now time.Time) [][]byte {
	if len(h.Former) > 0 && now.Before(h.FormerUntil) {
		return [][]byte{h.Secret, h.Former}
	}
	return [][]byte{h.Secret}
}
