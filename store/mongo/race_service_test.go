//go:build service

package mongo

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const instances = 16

// Many instances that report and project one subject at once end with the projection that one alone makes.
func TestInstancesThatRaceAgree(t *testing.T) {
	c := database(t)
	hot := number(1)
	var group sync.WaitGroup
	for i := range instances {
		s := openAt(t, c)
		defer s.Close()
		group.Go(func() {
			for n := range 10 {
				if err := s.File(t.Context(), made(i*10+n, hot, number(2+n))); err != nil {
					t.Errorf("file: %v", err)
				}
				if err := project(t, s, hot); err != nil {
					t.Errorf("project: %v", err)
				}
			}
		})
	}
	group.Wait()
	one := openAt(t, database(t))
	defer one.Close()
	for n := range instances * 10 {
		check(t, one.File(t.Context(), made(n, hot)))
	}
	check(t, project(t, one, hot))
	many := openAt(t, c)
	defer many.Close()
	check(t, project(t, many, hot))
	want, err := one.Projection(t.Context(), hot)
	check(t, err)
	got, err := many.Projection(t.Context(), hot)
	check(t, err)
	if want.Revision, got.Revision = 0, 0; !reflect.DeepEqual(got, want) {
		t.Errorf("together:\n%v\nalone:\n%v", got, want)
	}
	readings, err := many.Tally(t.Context(), []subject.Key{hot}, noon)
	check(t, err)
	if len(readings[0].Marks) > 0 {
		t.Errorf("still marked: %v", readings[0].Marks)
	}
}

// project computes a subject until it is written.
func project(t *testing.T, s *Store, about subject.Key) error {
	for {
		kept, err := s.Projection(t.Context(), about)
		if err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
		readings, err := s.Tally(t.Context(), []subject.Key{about}, noon)
		if err != nil {
			return err
		}
		refused, err := s.Save(t.Context(), []reputation.Save{{
			Projection: reputation.Projection{Subject: about, Revision: kept.Revision + 1, AsOf: noon, Tally: readings[0].Tally},
			Marks:      readings[0].Marks,
		}})
		if err != nil || len(refused) == 0 {
			return err
		}
	}
}

// Of many replacements of one report one wins; the others leave nothing behind.
func TestOneReplacementWins(t *testing.T) {
	c := database(t)
	first := openAt(t, c)
	defer first.Close()
	old := made(1, number(1), number(2))
	check(t, first.File(t.Context(), old))
	var won atomic.Int32
	var group sync.WaitGroup
	for i := range instances {
		s := openAt(t, c)
		defer s.Close()
		group.Go(func() {
			r := made(100+i, number(1))
			r.Replaces = old.Receipt
			switch err := s.File(t.Context(), r); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, fault.NotFound):
				t.Errorf("file: %v", err)
			}
		})
	}
	group.Wait()
	readings, err := first.Tally(t.Context(), []subject.Key{number(1), number(2)}, noon)
	check(t, err)
	said, err := first.Statements(t.Context(), number(1))
	check(t, err)
	unfinished, err := first.Unfinished(t.Context(), 100)
	check(t, err)
	if got := fmt.Sprint(won.Load(), readings[0].Tally.Live, readings[1].Tally.Live, len(said), len(unfinished)); got != "1 1 0 2 0" {
		t.Errorf("won, counting, counting elsewhere, kept, unfinished: %s", got)
	}
}

// From the writing of a replacing statement on, and before its report is finished, that one counts alone.
func TestAReplacedStatementCountsUntilTheOtherDoes(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	old, r := made(1, number(1)), made(2, number(1))
	check(t, s.File(t.Context(), old))
	counting := func() (masses []float64) {
		readings, err := s.Tally(t.Context(), []subject.Key{number(1)}, noon)
		check(t, err)
		return []float64{float64(readings[0].Tally.Live), readings[0].Tally.Child.Bad}
	}
	before := counting()
	check(t, s.say(t.Context(), r.Statements, old.Report.String())) // and here a crash
	if got, want := counting(), []float64{1, r.Statements[0].Mass}; !reflect.DeepEqual(got, want) {
		t.Errorf("before the replacement %v counted, then %v, want %v", before, got, want)
	}
}
