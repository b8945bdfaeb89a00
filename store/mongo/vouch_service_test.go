//go:build service

package mongo

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// visited is the nth report, by a visitor, about numbers 1 and 2.
func visited(n int) reputation.SealedTestimony {
	r := made(2*n+1, number(1), number(2))
	for i := range r.Statements {
		r.Statements[i].Tier = reputation.Anonymous
	}
	return r
}

// secret is the pseudonym that the tests of this file look for.
const secret = "a reporter whom nobody should find"

// spokenFor is what a report says once somebody vouched for it.
func spokenFor(r reputation.SealedTestimony) []reputation.Statement {
	said := append([]reputation.Statement{}, r.Statements...)
	for i := range said {
		said[i].Tier, said[i].Reporter, said[i].Version = reputation.Verified, secret, 2
	}
	return said
}

// says expects the statements of a report.
func says(t *testing.T, s *Store, r reputation.SealedTestimony, want []reputation.Statement) {
	t.Helper()
	got, err := s.Testimony(t.Context(), r.Receipt)
	check(t, err)
	if fmt.Sprint(got.Statements) != fmt.Sprint(want) {
		t.Errorf("it says\n%v\nwant\n%v", got.Statements, want)
	}
}

// mentions counts the documents that name the reporter.
func mentions(t *testing.T, s *Store) (n int) {
	t.Helper()
	for _, in := range []collection{truth, testimonies, projections} {
		documents, err := s.all(t.Context(), query{in: in, by: byID, filter: bson.M{}})
		check(t, err)
		for _, raw := range documents {
			if bytes.Contains(raw, []byte(secret)) {
				n++
			}
		}
	}
	return n
}

// A process that dies while it vouches leaves what whoever sweeps does to its end; and so does one that withdraws.
func TestAVouchingThatWasCutShort(t *testing.T) {
	r := visited(1)
	raised := spokenFor(r)
	for name, raise := range map[string]int{"before the first statement": 0, "after one": 1, "after all": 2} {
		for _, then := range []string{"complete", "withdraw", "vouch"} {
			t.Run(name+", then "+then, func(t *testing.T) {
				c := database(t)
				s := openAt(t, c)
				check(t, s.File(t.Context(), r))
				s.filings.finish(t.Context())
				owes, err := s.oweVouching(t.Context(), r.Receipt, raised)
				check(t, err)
				if !owes {
					t.Fatal("it owes something else")
				}
				for i := range raised[:raise] {
					write, err := restate(&raised[i])
					check(t, err)
					_, err = s.in(truth).BulkWrite(t.Context(), []driver.WriteModel{write})
					check(t, err)
				}
				check(t, s.Close())
				other := openAt(t, c)
				defer other.Close()
				unfinished(t, other, 1)
				counts(t, other, 1)
				switch then {
				case "complete":
					check(t, other.Complete(t.Context(), r.Receipt))
				case "vouch":
					check(t, other.Vouch(t.Context(), r.Receipt, raised))
				case "withdraw":
					check(t, other.Withdraw(t.Context(), r.Receipt))
					counts(t, other, 0)
					if n := mentions(t, other); n > 0 {
						t.Errorf("%d documents name who vouched", n)
					}
					unfinished(t, other, 0)
					return
				}
				says(t, other, r, raised)
				counts(t, other, 1)
				unfinished(t, other, 0)
				if n := mentions(t, other); n != len(raised) {
					t.Errorf("%d documents name who vouched, want %d", n, len(raised))
				}
			})
		}
	}
}

// What a process still has to say of a report does not undo that another has vouched for it, nor does its strike.
func TestVouchingForWhatAnotherInstanceHasYetToSay(t *testing.T) {
	c := database(t)
	there, here := openAt(t, c), openAt(t, c)
	defer here.Close()
	r := visited(1)
	letGo := there.hold()
	check(t, there.File(t.Context(), r))
	check(t, here.Vouch(t.Context(), r.Receipt, spokenFor(r)))
	letGo()
	check(t, there.Close())
	says(t, here, r, spokenFor(r))
	counts(t, here, 1)
	unfinished(t, here, 0)

	other := visited(2)
	check(t, here.File(t.Context(), other))
	here.filings.finish(t.Context())
	_, err := here.oweVouching(t.Context(), other.Receipt, spokenFor(other))
	check(t, err)
	here.strike([][]byte{other.Receipt[:]})
	unfinished(t, here, 1)
	check(t, here.Complete(t.Context(), other.Receipt))
	says(t, here, other, spokenFor(other))
}

// Whoever withdraws a report that they read before somebody was about to vouch for it erases that too.
func TestWithdrawingWhatIsAboutToBeVouchedFor(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	r := visited(1)
	check(t, s.File(t.Context(), r))
	s.filings.finish(t.Context())
	read, err := s.testimony(t.Context(), r.Receipt)
	check(t, err)
	_, err = s.oweVouching(t.Context(), r.Receipt, spokenFor(r))
	check(t, err)
	about, err := s.testimony(t.Context(), r.Receipt)
	check(t, err)
	check(t, s.withdraw(t.Context(), read))
	if n := mentions(t, s); n > 0 {
		t.Errorf("withdrawn, and %d documents still name who vouched", n)
	}
	check(t, s.complete(t.Context(), about)) // of whoever vouches, or sweeps, and read it before
	counts(t, s, 0)
	unfinished(t, s, 0)
	if n := mentions(t, s); n > 0 {
		t.Errorf("%d documents name who vouched", n)
	}
}

// A server may make the two writes of withdrawing in either order, and somebody may vouch between them.
func TestVouchingBetweenTheWritesOfWithdrawing(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	r := visited(1)
	check(t, s.File(t.Context(), r))
	s.filings.finish(t.Context())
	var withdrawn, forgotten []driver.WriteModel
	for i, write := range withdrawals(record.Finish(r)) {
		if i%2 == 0 {
			withdrawn = append(withdrawn, write)
		} else {
			forgotten = append(forgotten, write)
		}
	}
	_, err := s.bulk(t.Context(), truth, forgotten)
	check(t, err)
	check(t, s.Vouch(t.Context(), r.Receipt, spokenFor(r)))
	_, err = s.bulk(t.Context(), truth, withdrawn)
	check(t, err)
	counts(t, s, 0)
	if n := mentions(t, s); n > 0 {
		t.Errorf("%d documents name who vouched", n)
	}
}

// Many instances that vouch for one report, while one of them withdraws it or not, agree in the end.
func TestInstancesThatVouchAgree(t *testing.T) {
	for _, withdraws := range []bool{false, true} {
		t.Run(fmt.Sprint("withdrawn ", withdraws), func(t *testing.T) {
			c := database(t)
			r := visited(1)
			var group sync.WaitGroup
			first := openAt(t, c)
			defer first.Close()
			check(t, first.File(t.Context(), r))
			for i := range instances {
				s := openAt(t, c)
				defer s.Close()
				group.Go(func() {
					if withdraws && i == instances/2 {
						if err := s.Withdraw(t.Context(), r.Receipt); err != nil {
							t.Errorf("withdraw: %v", err)
						}
						return
					}
					if err := s.Vouch(t.Context(), r.Receipt, spokenFor(r)); err != nil && !withdraws {
						t.Errorf("vouch: %v", err)
					}
				})
			}
			group.Wait()
			unfinished(t, first, 0)
			for _, about := range []subject.Key{number(1), number(2)} {
				check(t, project(t, first, about))
			}
			if withdraws {
				counts(t, first, 0)
				if n := mentions(t, first); n > 0 {
					t.Errorf("%d documents name who vouched", n)
				}
				return
			}
			counts(t, first, 1)
			says(t, first, r, spokenFor(r))
		})
	}
}

// An archive that is made meanwhile holds a report as finished: what was not acknowledged need not be in it.
func TestWalkingPastAVouching(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	r := visited(1)
	check(t, s.File(t.Context(), r))
	s.filings.finish(t.Context())
	_, err := s.oweVouching(context.Background(), r.Receipt, spokenFor(r))
	check(t, err)
	raw, err := s.testimony(t.Context(), r.Receipt)
	check(t, err)
	got, certain, err := reported(raw, noon)
	if err != nil || !certain || got.Unfinished || len(got.Statements) > 0 || len(got.Subjects) != 2 {
		t.Errorf("handed over as %+v, %v, %v", got, certain, err)
	}
}
