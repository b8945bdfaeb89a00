package storetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

// noon is when the tests take place.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// stage is a store in one test, and what is said on it.
type stage struct {
	t     rapid.TB        // of a test or of one run of a rapid check
	ctx   context.Context //nolint:containedctx // that of one test
	store store.Store
	count uint64 // reports made up so far

	another func() *stage // a store of its own
}

func enter(t *testing.T, open Open) *stage {
	s := &stage{t: t, ctx: t.Context(), store: open(t), another: func() *stage { return enter(t, open) }}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// about returns a number that is reserved for fiction: +1 202 555 0105 and up. 0100 to 0104 are the service's own.
func about(n int) subject.Key { return key(fmt.Sprintf("+1202555%04d", 100+n)) }

// key returns the subject written so.
func key(s string) subject.Key {
	k, err := subject.ParseKey(s)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", s, err))
	}
	return k
}

// said makes up a report about these subjects, received a minute after the one before.
func (s *stage) said(about ...subject.Key) reputation.SealedTestimony {
	s.count++
	return made(s.count, "", about...)
}

// saidBy makes up a report by a reporter who can be recognised.
func (s *stage) saidBy(by reputation.Pseudonym, about ...subject.Key) reputation.SealedTestimony {
	s.count++
	return made(s.count, by, about...)
}

// made returns the report with this number, which all of it follows from.
func made(n uint64, by reputation.Pseudonym, about ...subject.Key) reputation.SealedTestimony {
	received := noon.Add(time.Duration(n) * time.Minute)
	at := reputation.EventTime(time.Time{}, received)
	t := reputation.SealedTestimony{
		ReceivedAt: received, Digest: fmt.Appendf(nil, "digest %d", n), SealedOn: reputation.DateOf(received),
		Sealed: fmt.Appendf(nil, "sealed %d", n),
	}
	binary.BigEndian.PutUint64(t.Report[8:], n)
	binary.BigEndian.PutUint64(t.Receipt[:], n*0x9E3779B97F4A7C15) // not in the order of reports
	tier := reputation.Anonymous
	if by != "" {
		tier = reputation.Verified
	}
	for _, about := range about {
		t.Statements = append(t.Statements, reputation.Statement{
			Subject: about, Report: t.Report, ReceivedAt: received, At: at,
			Mass:     reputation.Mass(tier.Weight(), report.Bad, at),
			Polarity: report.Bad, Category: "impersonation_service", Tier: tier,
			Own: uint8(n % reputation.Buckets), Block: uint8(n * 7 % reputation.Buckets),
			Province: "CN-ZJ", Reporter: by, Person: by, State: reputation.Live, Version: 1,
		})
	}
	return t
}

// file stores a new report about these subjects and returns it.
func (s *stage) file(about ...subject.Key) reputation.SealedTestimony {
	s.t.Helper()
	r := s.said(about...)
	s.ok(s.store.File(s.ctx, r))
	return r
}

// fileBy stores a new report by someone and returns it.
func (s *stage) fileBy(by reputation.Pseudonym, about ...subject.Key) reputation.SealedTestimony {
	s.t.Helper()
	r := s.saidBy(by, about...)
	s.ok(s.store.File(s.ctx, r))
	return r
}

// reading returns the tally of one subject.
func (s *stage) reading(of subject.Key) reputation.Reading {
	s.t.Helper()
	readings, err := s.store.Tally(s.ctx, []subject.Key{of}, noon)
	s.ok(err)
	if len(readings) != 1 || readings[0].Subject != of {
		s.t.Fatalf("asked for the tally of %v, got %v", of, readings)
	}
	return readings[0]
}

// project reads a subject and saves its projection, due at a moment.
func (s *stage) project(of subject.Key, revision uint64, due time.Time) reputation.Projection {
	s.t.Helper()
	save := projected(s.reading(of), revision, due)
	s.saves(save)
	return save.Projection
}

// projected is a projection of r, settling what went into it.
func projected(r reputation.Reading, revision uint64, due time.Time) reputation.Save {
	return reputation.Save{
		Projection: reputation.Projection{
			Subject: r.Subject, Revision: revision, Formula: reputation.FormulaVersion, AsOf: noon, Due: due,
			Line: subject.Mobile, Neighbours: 0.25, Tally: r.Tally,
		},
		Marks: r.Marks,
	}
}

// saves expects that this is written.
func (s *stage) saves(saves ...reputation.Save) {
	s.t.Helper()
	refused, err := s.store.Save(s.ctx, saves)
	s.ok(err)
	if len(refused) > 0 {
		s.t.Fatalf("refused to save %v", refused)
	}
}

// keeps expects these subjects and no others.
func (s *stage) keeps(want ...subject.Key) {
	s.t.Helper()
	got, err := s.store.Subjects(s.ctx, subject.Key{}, 1000)
	s.ok(err)
	same(s.t, "subjects", got, want)
}

// unprojected expects exactly these subjects to await projection.
func (s *stage) unprojected(want ...subject.Key) {
	s.t.Helper()
	got, err := s.store.Unprojected(s.ctx, 1000)
	s.ok(err)
	same(s.t, "unprojected subjects", got, want)
}

func (s *stage) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) fails(err, want error) {
	s.t.Helper()
	if !errors.Is(err, want) {
		s.t.Fatalf("got error %v, want %v", err, want)
	}
}

// same compares two values to the last bit; an empty list is the same as none.
func same[T any](t rapid.TB, what string, got, want T) {
	t.Helper()
	if g, w := reflect.ValueOf(got), reflect.ValueOf(want); g.Kind() == reflect.Slice && g.Len()+w.Len() == 0 {
		return
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}
