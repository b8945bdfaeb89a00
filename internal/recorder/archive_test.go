package recorder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/store/mem"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// shelf is a store whose log somebody can get at.
type shelf struct {
	*mem.Store
	mu      sync.Mutex
	log     [][]byte
	appends func(at uint64) error // what becomes of an append: errLost writes it and does not say so
}

var errLost = errors.New("the answer was lost")

func (s *shelf) Append(_ context.Context, at uint64, entry []byte) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.appends != nil {
		err = s.appends(at)
	}
	if err != nil && !errors.Is(err, errLost) || at != uint64(len(s.log)) {
		return false, err
	}
	s.log = append(s.log, slices.Clone(entry))
	return err == nil, err
}

func (s *shelf) Logged(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint64(len(s.log)), nil
}

func (s *shelf) Entries(_ context.Context, from uint64, limit int) (some [][]byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, leaf := range s.log[min(from, uint64(len(s.log))):] {
		if leaf == nil {
			return some, fault.Damaged
		}
		if len(some) < limit {
			some = append(some, slices.Clone(leaf))
		}
	}
	return some, nil
}

// archive is a shelf with those who write to it.
type archive struct {
	*testing.T
	*shelf
	ring *keyring.Ring
	now  time.Time
	*Recorder
}

func newArchive(t *testing.T) *archive {
	ring, err := keyring.OpenAt(&keyring.Memory{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{T: t, shelf: &shelf{Store: mem.New()}, ring: ring, now: noon}
	a.Recorder = a.another()
	return a
}

// another returns another process's Recorder of the same log, which knows nothing of it yet.
func (a *archive) another() *Recorder {
	return New(Config{Store: a.shelf, Keys: a.ring, Clock: func() time.Time { return a.now }})
}

func (a *archive) ok(err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}

func (a *archive) about(n int) subject.Key {
	a.Helper()
	key, err := subject.ParseKey(fmt.Sprintf("+120255501%02d", n))
	a.ok(err)
	return key
}

// decide has a decision made as it should be.
func (a *archive) decide(n int) reputation.Decision {
	a.Helper()
	d := reputation.Decision{ID: fmt.Sprintf("decision-%02d", n), Subject: a.about(n), Kind: reputation.Confirm, At: a.now, By: "Ling", Reason: "three victims"}
	_, err := a.Record(a.Context(), auditlog.OfDecision(auditlog.Decided, d))
	a.ok(err)
	a.ok(a.Decide(a.Context(), d))
	return d
}

// forge has somebody who can write to the store, and has no keys, put an entry into the log that looks true.
func (a *archive) forge(e auditlog.Entry) {
	a.Helper()
	e.Index, e.At = uint64(len(a.log)), a.now
	e, err := e.Sealed(func(says []byte) (seal [16]byte) {
		copy(seal[:], says)
		return seal
	})
	a.ok(err)
	leaf, err := e.Leaf()
	a.ok(err)
	a.log = append(a.log, leaf)
}

// says has somebody report a subject.
func (a *archive) says(n int, id byte, by reputation.Pseudonym) report.ID {
	a.Helper()
	s := reputation.Statement{
		Subject: a.about(n), Report: report.ID{id}, ReceivedAt: a.now, At: a.now, Mass: 1, Polarity: report.Bad, Tier: reputation.Verified, State: reputation.Live, Version: 1, Reporter: by,
	}
	a.ok(a.File(a.Context(), reputation.SealedTestimony{Report: s.Report, Receipt: report.ReceiptHash{id}, ReceivedAt: a.now, Statements: []reputation.Statement{s}}))
	return s.Report
}

// finds expects a process that starts now to find this in the log, each by a part of its words, and no more.
func (a *archive) finds(when string, r *Recorder, saved [][]byte, want ...string) Findings {
	a.Helper()
	f, err := r.Verify(a.Context(), saved...)
	if err != nil {
		a.Fatalf("%s: %v", when, err)
	}
	all := slices.Clone(f.Wrong)
	for _, u := range f.Undone {
		all = append(all, fmt.Sprintf("entry %d: %s", u.Entry, u.What))
	}
	if len(all) != len(want) {
		a.Errorf("%s: found %q, want %q", when, all, want)
		return f
	}
	for i := range want {
		if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, want[i]) }) {
			a.Errorf("%s: found %q, want %q", when, all, want[i])
		}
	}
	return f
}

// approve has the store show a text, whose report is this one.
func (a *archive) approve(n byte) trend.Example {
	a.Helper()
	r := reputation.SealedTestimony{ReceivedAt: a.now, Statements: []reputation.Statement{{
		Subject: a.about(int(n)), ReceivedAt: a.now, At: a.now, Mass: 1, Polarity: report.Bad, Tier: reputation.Anonymous, State: reputation.Live, Version: 1,
	}}}
	r.Report[0], r.Receipt[0] = n, n
	r.Statements[0].Report = r.Report
	a.ok(a.File(a.Context(), r))
	e := trend.Example{ID: fmt.Sprintf("text-%d", n), Receipt: r.Receipt, Category: "loan", Kind: report.Call, Lang: "en", Text: "hello", ApprovedAt: noon.Truncate(24 * time.Hour), By: "Ling"}
	a.ok(a.PutExample(a.Context(), e))
	return e
}
