//go:build service

package mongo

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// hold keeps what this instance files from being said, until the test lets go.
func (s *Store) hold() (letGo func()) {
	s.truth.mu.Lock()
	s.truth.away += s.truth.most
	s.truth.mu.Unlock()
	return s.truth.run
}

// counts expects so many reports to count about number 1.
func counts(t *testing.T, s *Store, want int) {
	t.Helper()
	readings, err := s.Tally(t.Context(), []subject.Key{number(1)}, noon)
	check(t, err)
	if got := readings[0].Tally.Live; got != want {
		t.Errorf("%d count, want %d", got, want)
	}
}

func unfinished(t *testing.T, s *Store, want int) {
	t.Helper()
	found, err := s.Unfinished(t.Context(), 10)
	check(t, err)
	if len(found) != want {
		t.Errorf("%d are unfinished, want %d", len(found), want)
	}
}

// What one instance has acknowledged and not yet said another one tells of, replaces, withdraws and completes as if it
// was said.
func TestWhatAnotherInstanceHasYetToSay(t *testing.T) {
	for name, c := range map[string]struct {
		does func(here *Store, r reputation.SealedTestimony) error
		left int // that count
	}{
		"nothing": {func(*Store, reputation.SealedTestimony) error { return nil }, 1},
		"withdraw": {func(here *Store, r reputation.SealedTestimony) error {
			return errors.Join(here.Withdraw(context.Background(), r.Receipt), here.Withdraw(context.Background(), r.Receipt))
		}, 0},
		"replace": {func(here *Store, r reputation.SealedTestimony) error {
			other := made(3, number(1))
			other.Replaces = r.Receipt
			return here.File(context.Background(), other)
		}, 1},
		"complete": {func(here *Store, r reputation.SealedTestimony) error {
			return here.Complete(context.Background(), r.Receipt)
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			config := database(t)
			there, here := openAt(t, config), openAt(t, config)
			defer here.Close()
			letGo := there.hold()
			r := made(2, number(1), number(2))
			check(t, there.File(t.Context(), r))
			unfinished(t, there, 0) // it is about to finish it
			unfinished(t, here, 1)
			got, err := here.Testimony(t.Context(), r.Receipt)
			check(t, err)
			if !reflect.DeepEqual(got, r) {
				t.Errorf("told of as\n%v\nwant\n%v", got, r)
			}
			check(t, c.does(here, r))
			letGo()
			counts(t, there, c.left)
			check(t, there.Close()) // which waits until it is finished
			counts(t, here, c.left)
			unfinished(t, here, 0)
			got, err = here.Testimony(t.Context(), r.Receipt)
			check(t, err)
			if withdrawn := name == "withdraw" || name == "replace"; got.Withdrawn != withdrawn || (got.Sealed == nil) != withdrawn || len(got.Statements) != 2 {
				t.Errorf("then it is %+v", got)
			}
			for _, s := range got.Statements {
				if (s.State == reputation.Withdrawn) != got.Withdrawn || (s.Reporter == "") != got.Withdrawn {
					t.Errorf("its statement is %+v", s)
				}
			}
		})
	}
}

// Whoever gives up waiting for what is durable has not failed: the report would be filed again.
func TestWhoGivesUpWaitingHasFiled(t *testing.T) {
	s := openAt(t, database(t))
	letGo := s.hold()
	var others []*filing
	for range behind {
		one := s.filings.begin(made(0).Receipt)
		s.filings.keep(one)
		others = append(others, one)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	filed := make(chan error, 1)
	go func() { filed <- s.File(ctx, made(1, number(1))) }()
	eventually(t, func() error {
		_, err := s.testimony(t.Context(), made(1).Receipt)
		return err
	})
	eventually(t, func() error { // and its File has learnt of it
		if len(s.filings.acknowledged()) <= behind {
			return errors.New("not acknowledged")
		}
		return nil
	})
	giveUp()
	check(t, <-filed)
	letGo()
	for _, one := range others {
		s.filings.say(one)
		s.filings.end(one)
	}
	check(t, s.Close())
}

// What could not be said after all is left to whoever sweeps.
func TestWhatCannotBeSaidIsUnfinished(t *testing.T) {
	c := database(t)
	s := openAt(t, c)
	defer s.Close()
	s.truth.in = "no $ collection"
	r := made(1, number(1))
	check(t, s.File(t.Context(), r))
	s.filings.finish(t.Context())
	unfinished(t, s, 1)
	other := openAt(t, c)
	defer other.Close()
	check(t, other.Complete(t.Context(), r.Receipt))
	counts(t, other, 1)
	unfinished(t, s, 0)
}
