package confirmation_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"ringfence/internal/confirmation"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// world is Codes with all that they need, in memory. It is their store and their reports, so that a test can have things happen between
// any two steps.
type world struct {
	*testing.T
	*confirmation.Codes
	now    time.Time
	ring   *keyring.Ring
	kept   map[conversation.Name]conversation.Record
	spoke  map[report.ReceiptHash]string // who each report is by; "" a visitor
	before func() error                  // called before each step
	after  func() error                  // called after each step that changes something
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), ring: ring,
		kept: map[conversation.Name]conversation.Record{}, spoke: map[report.ReceiptHash]string{}}
	w.before, w.after = nothing, nothing
	w.Codes = confirmation.New(confirmation.Config{Store: w, Keys: ring, Reports: w, Clock: func() time.Time { return w.now }})
	return w
}

func nothing() error { return nil }

func (w *world) Conversation(_ context.Context, name conversation.Name) (conversation.Record, error) {
	if err := w.before(); err != nil {
		return conversation.Record{}, err
	}
	r, ok := w.kept[name]
	if !ok {
		return conversation.Record{}, fault.NotFound
	}
	return r, nil
}

func (w *world) Converse(_ context.Context, r conversation.Record) (bool, error) {
	if err := w.before(); err != nil {
		return false, err
	}
	if w.kept[r.Name].Revision != r.Revision-1 {
		return false, nil
	}
	w.kept[r.Name] = r
	return true, w.after()
}

func (w *world) Vouch(_ context.Context, receipt report.ReceiptHash, by reputation.Speaker) error {
	if err := w.before(); err != nil {
		return err
	}
	who, ok := w.spoke[receipt]
	if !ok {
		return fault.NotFound
	}
	if who == "" {
		w.spoke[receipt] = by.Identity
	}
	return w.after()
}

var (
	receipt = report.ReceiptHash{1}
	another = report.ReceiptHash{2}
)

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// offer makes a code for a form.
func (w *world) offer() (confirmation.Code, confirmation.Secret) {
	w.Helper()
	code, secret, err := w.Offer(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return code, secret
}

// hears expects that a code from a phone is found, or not.
func (w *world) hears(code confirmation.Code, phone string, want bool) {
	w.Helper()
	if found, err := w.Hear(w.Context(), string(code), key(w.T, phone)); err != nil || found != want {
		w.Errorf("%s heard: %v, %v, want %v", phone, found, err, want)
	}
}

// says expects what Speaker returns.
func (w *world) says(code confirmation.Code, secret confirmation.Secret, want confirmation.State) {
	w.Helper()
	by, state, err := w.Speaker(w.Context(), code, secret)
	if err != nil || state != want || (by.Tier == reputation.Verified) != (want == confirmation.Proved) {
		w.Errorf("speaker %v, %q, %v, want %q", by.Tier, state, err, want)
	}
}

// attaches expects what Attach returns.
func (w *world) attaches(code confirmation.Code, secret confirmation.Secret, to report.ReceiptHash, want confirmation.State) {
	w.Helper()
	if state, err := w.Attach(w.Context(), code, secret, to); err != nil || state != want {
		w.Errorf("attached: %q, %v, want %q", state, err, want)
	}
}

// submit sends a form as the site does.
func (w *world) submit(code confirmation.Code, secret confirmation.Secret) error {
	by, _, err := w.Speaker(w.Context(), code, secret)
	if err != nil {
		return err
	}
	if _, sent := w.spoke[receipt]; !sent { // the same form again is the same report
		w.spoke[receipt] = by.Identity
	}
	if err := w.after(); err != nil {
		return err
	}
	_, err = w.Attach(w.Context(), code, secret, receipt)
	return err
}

// copied returns what is kept, to be put back.
func (w *world) copied() func() {
	kept, spoke := maps.Clone(w.kept), maps.Clone(w.spoke)
	return func() { w.kept, w.spoke = maps.Clone(kept), maps.Clone(spoke) }
}

var errCrash = errors.New("the process ended here")
