//go:build service

package mongo

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// old is the nth report about the number 1, of so many days before noon, by a reporter.
func old(n, days int, by reputation.Pseudonym) reputation.SealedTestimony {
	r := made(n, number(1))
	r.ReceivedAt = noon.AddDate(0, 0, -days)
	r.Statements[0].ReceivedAt, r.Statements[0].Reporter, r.Statements[0].State, r.Statements[0].Version = r.ReceivedAt, by, reputation.Live, 1
	return r
}

// halfYear is before when statements of these tests are frozen.
var halfYear = noon.AddDate(0, 0, -180)

// tallied1 adds up what counts about the number 1.
func tallied1(t *testing.T, s *Store) reputation.Tally {
	t.Helper()
	readings, err := s.Tally(t.Context(), []subject.Key{number(1)}, noon)
	check(t, err)
	return readings[0].Tally
}

// names counts the statements about the number 1 that name a reporter and were received before a moment.
func names(t *testing.T, s *Store, before time.Time) (n int) {
	t.Helper()
	said, err := s.Statements(t.Context(), number(1))
	check(t, err)
	for i := range said {
		if said[i].Speaks() != "" && said[i].ReceivedAt.Before(before) {
			n++
		}
	}
	return n
}

// A process that dies while it freezes leaves what counts as it was, and whoever freezes next does the rest.
func TestAFreezingThatWasCutShort(t *testing.T) {
	first, second, last := old(1, 200, "one"), old(2, 190, "one"), old(3, 10, "one")
	alone := old(4, 190, "another")
	for marked := range 3 {
		for unnamed := range 4 {
			if unnamed > 0 && marked < 2 {
				continue // nobody loses their name before all is marked
			}
			t.Run(fmt.Sprint(marked, " marked, ", unnamed, " unnamed"), func(t *testing.T) {
				s := openAt(t, database(t))
				defer s.Close()
				for _, r := range []reputation.SealedTestimony{first, second, last, alone} {
					check(t, s.File(t.Context(), r))
				}
				want := tallied1(t, s)
				said, err := s.Statements(t.Context(), number(1))
				check(t, err)
				frozen := reputation.Freeze(said, halfYear)
				_, err = s.bulk(t.Context(), truth, superseded(said, frozen)[:marked])
				check(t, err)
				if unnamed > 0 {
					_, err = s.unname(t.Context(), frozen[:unnamed])
					check(t, err)
				}
				if got := tallied1(t, s); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("cut short it counts\n%+v\nwant\n%+v", got, want)
				}
				n, err := s.Freeze(t.Context(), number(1), halfYear)
				check(t, err)
				if n != 3-unnamed || names(t, s, halfYear) > 0 {
					t.Errorf("frozen %d, and %d are named", n, names(t, s, halfYear))
				}
				if got := tallied1(t, s); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("frozen it counts\n%+v\nwant\n%+v", got, want)
				}
			})
		}
	}
}

// What became of a statement after whoever freezes has read it is neither undone nor counted twice.
func TestWhatHappensWhileAnotherFreezes(t *testing.T) {
	first, last := old(1, 200, "one"), old(2, 190, "one")
	for name, test := range map[string]struct {
		do   func(*Store) error
		live int // that count in the end
	}{
		"the earlier is withdrawn":  {func(s *Store) error { return s.Withdraw(t.Context(), first.Receipt) }, 1},
		"the later is withdrawn":    {func(s *Store) error { return s.Withdraw(t.Context(), last.Receipt) }, 0},
		"the earlier is overturned": {func(s *Store) error { return s.Overturn(t.Context(), number(1), first.Report) }, 1},
		"the later is overturned":   {func(s *Store) error { return s.Overturn(t.Context(), number(1), last.Report) }, 0},
		"both are frozen by another": {func(s *Store) error {
			_, err := s.Freeze(t.Context(), number(1), halfYear)
			return err
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := database(t)
			s, other := openAt(t, c), openAt(t, c)
			defer s.Close()
			defer other.Close()
			check(t, s.File(t.Context(), first))
			check(t, s.File(t.Context(), last))
			said, err := s.Statements(t.Context(), number(1)) // as Freeze reads them
			check(t, err)
			frozen := reputation.Freeze(said, halfYear)
			check(t, test.do(other))
			_, err = s.bulk(t.Context(), truth, superseded(said, frozen))
			check(t, err)
			_, err = s.unname(t.Context(), frozen)
			check(t, err)
			_, err = s.Freeze(t.Context(), number(1), halfYear)
			check(t, err)
			if got := tallied1(t, s).Live; got != test.live {
				t.Errorf("%d count, want %d", got, test.live)
			}
			if n := names(t, s, noon); n > 0 {
				t.Errorf("%d are named", n)
			}
			check(t, s.Withdraw(t.Context(), first.Receipt))
			check(t, s.Withdraw(t.Context(), last.Receipt))
			if got := tallied1(t, s).Live; got != 0 {
				t.Errorf("%d count when all is withdrawn", got)
			}
		})
	}
}

// Many instances that freeze, while others vouch for, withdraw, overturn and file about the same number, end with nobody named who
// should not be, and with every mark settled once it is projected.
func TestInstancesThatFreezeAgree(t *testing.T) {
	c := database(t)
	first := openAt(t, c)
	defer first.Close()
	const reports = 12
	var filed []reputation.SealedTestimony
	for n := range reports {
		r := old(n, 300-n, reputation.Pseudonym(fmt.Sprint("person ", n%3)))
		if n%4 == 3 { // a visitor's
			r.Statements[0].Reporter, r.Statements[0].Tier = "", reputation.Anonymous
		}
		check(t, first.File(t.Context(), r))
		filed = append(filed, r)
	}
	first.filings.finish(t.Context())
	var group sync.WaitGroup
	for i := range instances {
		s := openAt(t, c)
		defer s.Close()
		group.Go(func() {
			ctx := t.Context()
			for n, r := range filed {
				var err error
				switch {
				case i%4 == 0:
					_, err = s.Freeze(ctx, number(1), halfYear)
				case i%4 == 1 && n%4 == 3:
					err = s.Vouch(ctx, r.Receipt, spokenFor(r))
				case i%4 == 2 && n%5 == 1:
					err = errors.Join(s.Overturn(ctx, number(1), r.Report), s.Reinstate(ctx, number(1), r.Report))
				case i%4 == 3 && n%6 == 5:
					if err = s.Withdraw(ctx, r.Receipt); err == nil {
						err = s.File(ctx, old(1000+100*i+n, 1, "person 0"))
					}
				}
				if err != nil && !errors.Is(err, fault.NotFound) {
					t.Errorf("instance %d: %v", i, err)
				}
			}
		})
	}
	group.Wait()
	_, err := first.Freeze(t.Context(), number(1), halfYear)
	check(t, err)
	if n := names(t, first, halfYear); n > 0 {
		t.Errorf("%d are named", n)
	}
	for n, r := range filed {
		kept, err := first.Testimony(t.Context(), r.Receipt)
		check(t, err)
		if withdrawn := n%6 == 5; kept.Withdrawn != withdrawn || withdrawn && kept.Statements[0].State == reputation.Live {
			t.Errorf("report %d: withdrawn %v, its statement is %s", n, kept.Withdrawn, kept.Statements[0].State)
		}
	}
	check(t, project(t, first, number(1)))
	readings, err := first.Tally(t.Context(), []subject.Key{number(1)}, noon)
	check(t, err)
	if len(readings[0].Marks) > 0 {
		t.Errorf("still marked: %v", readings[0].Marks)
	}
	if aged, err := first.Aged(t.Context(), halfYear, subject.Key{}, 10); err != nil || len(aged) > 0 {
		t.Errorf("aged %v, %v", aged, err)
	}
}

// Of many that overturn, reinstate and withdraw one statement each change counts once.
func TestInstancesThatOverturnAgree(t *testing.T) {
	c := database(t)
	first := openAt(t, c)
	defer first.Close()
	r := made(2, number(1))
	check(t, first.File(t.Context(), r))
	first.filings.finish(t.Context())
	var group sync.WaitGroup
	for i := range instances {
		s := openAt(t, c)
		defer s.Close()
		group.Go(func() {
			for range 5 {
				if err := s.Overturn(t.Context(), number(1), r.Report); err != nil {
					t.Errorf("overturn: %v", err)
				}
				if i%4 == 0 {
					continue
				}
				if err := s.Reinstate(t.Context(), number(1), r.Report); err != nil {
					t.Errorf("reinstate: %v", err)
				}
			}
		})
	}
	group.Wait()
	said, err := first.Statements(t.Context(), number(1))
	check(t, err)
	live := said[0].State == reputation.Live
	if odd := said[0].Version%2 == 1; len(said) != 1 || live != odd || said[0].Version < 3 {
		t.Errorf("is %s in version %d", said[0].State, said[0].Version)
	}
	check(t, project(t, first, number(1)))
	if got := tallied1(t, first).Live == 1; got != live {
		t.Errorf("counts: %v, live: %v", got, live)
	}
}

// A log that somebody wrote to past the store shows it: an entry taken out is a gap, which is not filled.
func TestALogWithAGap(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	for at := range 5 {
		won, err := s.Append(t.Context(), uint64(at), []byte{byte(at)})
		check(t, err)
		if !won {
			t.Fatalf("entry %d is not written", at)
		}
	}
	_, err := s.in(entries).DeleteOne(t.Context(), bson.M{"_id": int64(2)})
	check(t, err)
	for from, want := range [][]byte{0: {0, 1}, 1: {1}, 2: {}} {
		got, err := s.Entries(t.Context(), uint64(from), 10)
		if !errors.Is(err, fault.Damaged) || !bytes.Equal(bytes.Join(got, nil), want) {
			t.Errorf("from %d: %v, %v", from, got, err)
		}
	}
	if got, err := s.Entries(t.Context(), 3, 10); err != nil || len(got) != 2 {
		t.Errorf("after the gap: %v, %v", got, err)
	}
	if won, err := s.Append(t.Context(), 2, []byte("another")); err != nil || won {
		t.Errorf("the gap was filled: %v", err)
	}
	if n, err := s.Logged(t.Context()); err != nil || n != 5 {
		t.Errorf("logged %d, %v", n, err)
	}
}

// Many instances that append to one log write every place once.
func TestInstancesThatLogAgree(t *testing.T) {
	c := database(t)
	var group sync.WaitGroup
	var won atomic.Int64
	const each = 10
	for i := range instances {
		s := openAt(t, c)
		defer s.Close()
		group.Go(func() {
			for written := 0; written < each; {
				at, err := s.Logged(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				did, err := s.Append(t.Context(), at, []byte{byte(i), byte(written)})
				if err != nil {
					t.Error(err)
					return
				}
				if did {
					written++
					won.Add(1)
				}
			}
		})
	}
	group.Wait()
	s := openAt(t, c)
	defer s.Close()
	got, err := s.Entries(t.Context(), 0, 1000)
	check(t, err)
	seen := map[string]bool{}
	for _, entry := range got {
		seen[string(entry)] = true
	}
	if n := instances * each; len(got) != n || len(seen) != n || int(won.Load()) != n {
		t.Errorf("%d entries, %d of them different, %d won; want %d", len(got), len(seen), won.Load(), n)
	}
}

// Whoever writes a decision past this store in a shape in which it would not be compared with the audit log has it read by nobody.
func TestADecisionThatIsNotFoundIsNotCounted(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	d := reputation.Decision{ID: "1", Subject: number(1), Kind: reputation.Clear, At: noon, By: "m"}
	check(t, s.Decide(t.Context(), d))
	if got, err := s.Decided(t.Context(), subject.Key{}, 10); err != nil || len(got) != 1 || got[0] != d {
		t.Errorf("decided %v, %v", got, err)
	}
	id := recordID(number(1), record.DecisionMark(&d).Record)
	did, err := s.update(t.Context(), truth, bson.M{"_id": id}, bson.M{"$unset": bson.M{fieldAt: ""}})
	check(t, err)
	if !did {
		t.Fatal("there is no such decision")
	}
	if got, err := s.Decided(t.Context(), subject.Key{}, 10); err != nil || len(got) > 0 {
		t.Errorf("decided %v, %v", got, err)
	}
	if _, err := s.Tally(t.Context(), []subject.Key{number(1)}, noon); !errors.Is(err, fault.Damaged) {
		t.Errorf("it counts: %v", err)
	}
	d.ID, d.At = "2", time.Time{}
	if s.Decide(t.Context(), d) == nil {
		t.Error("decided at no time")
	}
}

// A database of an earlier version gets what is missing of it when it is opened, and has its decisions, texts and ages found.
func TestADatabaseOfAnEarlierVersion(t *testing.T) {
	c := database(t)
	s := openAt(t, c)
	r := old(2, 200, "one")
	r.SealedOn = reputation.DateOf(r.ReceivedAt)
	check(t, s.File(t.Context(), r))
	d := reputation.Decision{ID: "1", Subject: number(1), Kind: reputation.Clear, At: noon, By: "m"}
	check(t, s.Decide(t.Context(), d))
	s.filings.finish(t.Context())
	for _, i := range []struct {
		in   collection
		name string
	}{{truth, byAge}, {truth, byDecided}, {testimonies, bySealed}} {
		check(t, s.in(i.in).Indexes().DropOne(t.Context(), i.name))
	}
	for _, in := range []collection{entries, accounts, cases, documents, proposals, flags, distrusted, erasures} {
		check(t, s.in(in).Drop(t.Context()))
	}
	check(t, s.Close())
	e, err := Examine(t.Context(), c)
	check(t, err)
	if len(e.Missing) != 9 {
		t.Errorf("missing: %q", e.Missing)
	}
	s = openAt(t, c)
	defer s.Close()
	if e, err = Examine(t.Context(), c); err != nil || len(e.Missing) > 0 {
		t.Errorf("still missing: %q, %v", e.Missing, err)
	}
	decided, err := s.Decided(t.Context(), subject.Key{}, 10)
	check(t, err)
	aged, err := s.Aged(t.Context(), halfYear, subject.Key{}, 10)
	check(t, err)
	erased, err := s.EraseTestimony(t.Context(), reputation.DateOf(noon), 10)
	check(t, err)
	if len(decided) != 1 || len(aged) != 1 || erased != 1 {
		t.Errorf("found %v, %v, %d", decided, aged, erased)
	}
	if won, err := s.Append(t.Context(), 0, []byte("x")); err != nil || !won {
		t.Errorf("append: %v, %v", won, err)
	}
}

// Where retention has only begun, and more has aged than is read at once, all are found all the same, in their order.
func TestAgedOfManyYears(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	var statements []reputation.Statement
	for n := range agedAtOnce + 10 {
		one := old(n, 200, "one").Statements[0]
		one.Subject = number(n % 700)
		statements = append(statements, one)
	}
	_, err := s.Add(t.Context(), statements)
	check(t, err)
	for range 2 { // the second time by the index of ages
		var aged []subject.Key
		for after := (subject.Key{}); ; {
			some, err := s.Aged(t.Context(), halfYear, after, 300)
			check(t, err)
			if len(some) == 0 {
				break
			}
			aged = append(aged, some...)
			after = some[len(some)-1]
		}
		for i := range aged {
			if aged[i] != number(i) {
				t.Fatalf("at %d: %v", i, aged[i])
			}
		}
		if len(aged) != 700 {
			t.Errorf("aged %d", len(aged))
		}
		for n := range 30 {
			one := statements[700*(n%7)+n/7]
			_, err := s.update(t.Context(), truth, bson.M{"_id": record.StatementID(one.Subject, one.Report)}, bson.M{"$unset": bson.M{fieldReporter: ""}})
			check(t, err)
		}
	}
}
