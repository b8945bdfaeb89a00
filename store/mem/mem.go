// Package mem keeps everything in the memory of one process: for tests, demonstrations and attacks, and as
// the plainest reading of the contract in package store. One mutex, maps, and copies at the boundary;
// nothing but neighbours is indexed, so History, Subjects, Received and DueBy read all there is.
package mem

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store"
	"ringfence/store/record"
)

var _ store.Store = (*Store)(nil)

// Store is an empty store until something is written to it.
type Store struct {
	mu          sync.Mutex
	closed      bool
	fingerprint string
	demo        bool
	restoring   string // the archive that is being taken over
	testimony   map[report.ReceiptHash]record.Finished
	unfinished  map[report.ReceiptHash]reputation.SealedTestimony
	statements  map[subject.Key]map[report.ID]reputation.Statement
	decisions   map[subject.Key]map[string]reputation.Decision
	unprojected map[subject.Key]map[string]uint32 // version by the mark's record
	projections map[subject.Key]reputation.Projection
	neighbours  map[string][]subject.Key // subjects with a projection, by block, in order
	written     []subject.Key            // in the order of writing, each as often as it was written
	name        string                   // in its cursors, so that those of other stores do not fit
	keys        map[string]apikey.Key    // by name
	leases      map[string]lease         // by chore

	conversations map[conversation.Name]conversation.Record
	stopped       map[conversation.Name]bool
	editions      []listing.Edition // in the order of versions
	weeks         map[trend.Week]trend.Rollup
	bursts        map[string]trend.Burst               // by ID
	examples      map[report.ReceiptHash]trend.Example // by the report that each is of
	hooks         map[string]webhook.Hook              // by name

	distrusted map[reputation.Pseudonym]transfer.Distrusted
	erasures   map[reputation.Date]erasure.Account
	log        [][]byte                     // entries of the audit log, in their places
	accounts   map[string]moderator.Account // by name
	cases      map[string]casefile.Case     // by ID
	documents  map[string]casefile.Document // by record.DocumentID
	proposals  map[string]registry.Proposal // by ID
	flags      map[subject.Key]brigade.Flag
}

// New returns an empty store.
func New() *Store {
	return &Store{
		testimony:   map[report.ReceiptHash]record.Finished{},
		unfinished:  map[report.ReceiptHash]reputation.SealedTestimony{},
		statements:  map[subject.Key]map[report.ID]reputation.Statement{},
		decisions:   map[subject.Key]map[string]reputation.Decision{},
		unprojected: map[subject.Key]map[string]uint32{},
		projections: map[subject.Key]reputation.Projection{},
		neighbours:  map[string][]subject.Key{},
		keys:        map[string]apikey.Key{},
		leases:      map[string]lease{},
		name:        rand.Text(),

		conversations: map[conversation.Name]conversation.Record{},
		stopped:       map[conversation.Name]bool{},
		weeks:         map[trend.Week]trend.Rollup{},
		bursts:        map[string]trend.Burst{},
		examples:      map[report.ReceiptHash]trend.Example{},
		hooks:         map[string]webhook.Hook{},

		distrusted: map[reputation.Pseudonym]transfer.Distrusted{},
		erasures:   map[reputation.Date]erasure.Account{},
		accounts:   map[string]moderator.Account{},
		cases:      map[string]casefile.Case{},
		documents:  map[string]casefile.Document{},
		proposals:  map[string]registry.Proposal{},
		flags:      map[subject.Key]brigade.Flag{},
	}
}

// enter locks the store for one call, which calls s.mu.Unlock when it is done, unless there is an error.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return fmt.Errorf("%w: closed", fault.Unavailable)
	}
	return nil
}

// Bind implements store.Store.
func (s *Store) Bind(ctx context.Context, fingerprint string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	switch s.fingerprint {
	case "":
		if fingerprint == "" {
			return errors.New("bind to no keys")
		}
		s.fingerprint = fingerprint
		return nil
	case fingerprint:
		return nil
	}
	return fault.WrongKeys
}

// Demonstrate implements store.Store.
func (s *Store) Demonstrate(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.demo = true
	return nil
}

// Demonstration implements store.Store.
func (s *Store) Demonstration(ctx context.Context) (bool, error) {
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	return s.demo, nil
}

// Bound implements store.Store.
func (s *Store) Bound(ctx context.Context) (string, error) {
	if err := s.enter(ctx); err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	return s.fingerprint, nil
}

// Check implements store.Store.
func (s *Store) Check(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	s.mu.Unlock()
	return nil
}

// Close implements store.Store. What was kept is gone.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// mark notes that no projection has settled this version of a record.
func (s *Store) mark(about subject.Key, m reputation.Mark) {
	if s.unprojected[about] == nil {
		s.unprojected[about] = map[string]uint32{}
	}
	s.unprojected[about][m.Record] = m.Version
}
