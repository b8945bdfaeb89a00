// Package storetest is the suite that every store passes. Its subtests are named by the sentences of the
// contract in package store that they hold it to.
//
// Run is the contract sentence by sentence, Tells what a store may leave untold, Unfinished what a crash leaves
// behind, Contend many callers at once, and Model any sequence of calls against a model too plain to be wrong.
package storetest

import (
	"context"
	"errors"
	"testing"

	"ringfence/internal/fault"
	"ringfence/store"
)

// Open returns a new, empty store. The suite closes it.
type Open func(t *testing.T) store.Store

// Run holds a store to its contract.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	suites := []struct {
		name  string
		cases []sentence
	}{
		{"Keys", keySentences},
		{"Testimony", testimonySentences},
		{"Received", receivedSentences},
		{"Replace", replaceSentences},
		{"Withdraw", withdrawSentences},
		{"Vouch", vouchSentences},
		{"Statements", statementSentences},
		{"Subjects", subjectSentences},
		{"Decisions", decisionSentences},
		{"Projections", projectionSentences},
		{"Debuts", debutSentences},
		{"Due", dueSentences},
		{"Changes", changeSentences},
		{"API keys", apiKeySentences},
		{"Conversations", conversationSentences},
		{"Leases", leaseSentences},
		{"Publications", publicationSentences},
		{"Weeks", weekSentences},
		{"Bursts", burstSentences},
		{"Examples", exampleSentences},
		{"Hooks", hookSentences},
		{"Log", logSentences},
		{"Accounts", accountSentences},
		{"Cases", caseSentences},
		{"Documents", documentSentences},
		{"Registry", registrySentences},
		{"Flags", flagSentences},
		{"Sanctions", sanctionSentences},
		{"Retention", retentionSentences},
		{"Archive", archiveSentences},
	}
	for _, s := range suites {
		t.Run(s.name, func(t *testing.T) {
			for _, c := range s.cases {
				t.Run(c.holds, func(t *testing.T) { c.test(enter(t, open)) })
			}
		})
	}
	t.Run("Close", func(t *testing.T) { closing(t, open) })
}

// sentence is one sentence of the contract and how it shows.
type sentence struct {
	holds string
	test  func(*stage)
}

var keySentences = []sentence{
	{"a new store is tied to no keys", func(s *stage) {
		fingerprint, err := s.store.Bound(s.ctx)
		s.ok(err)
		if fingerprint != "" {
			s.t.Errorf("a new store is tied to %q", fingerprint)
		}
	}},
	{"data are a demonstration once they are marked as one", func(s *stage) {
		is, err := s.store.Demonstration(s.ctx)
		s.ok(err)
		same(s.t, "demonstration", is, false)
		s.ok(s.store.Demonstrate(s.ctx))
		is, err = s.store.Demonstration(s.ctx)
		s.ok(err)
		same(s.t, "demonstration", is, true)
	}},
	{"the first keys stay its keys", func(s *stage) {
		s.ok(s.store.Bind(s.ctx, "fingerprint of the first"))
		s.ok(s.store.Bind(s.ctx, "fingerprint of the first"))
		s.fails(s.store.Bind(s.ctx, "fingerprint of others"), fault.WrongKeys)
		fingerprint, err := s.store.Bound(s.ctx)
		s.ok(err)
		if fingerprint != "fingerprint of the first" {
			s.t.Errorf("tied to %q", fingerprint)
		}
	}},
	{"a store that answers passes its check", func(s *stage) { s.ok(s.store.Check(s.ctx)) }},
	{"a call whose context has ended returns the context's error", func(s *stage) {
		ctx, cancel := context.WithCancel(s.ctx)
		cancel()
		s.fails(s.store.File(ctx, s.said(about(5))), context.Canceled)
		_, err := s.store.Subjects(ctx, about(5), 1)
		s.fails(err, context.Canceled)
		s.keeps()
	}},
}

// closing tries every method on a closed store.
func closing(t *testing.T, open Open) {
	s := enter(t, open)
	r := s.said(about(5))
	s.ok(s.store.File(s.ctx, r))
	s.ok(s.store.Close())
	for name, call := range calls(s, r) {
		t.Run("after it "+name+" is unavailable", func(t *testing.T) {
			if err := call(); !errors.Is(err, fault.Unavailable) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("closing again does nothing", func(*testing.T) { s.ok(s.store.Close()) })
}
