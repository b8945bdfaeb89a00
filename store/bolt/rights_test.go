package bolt

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/subject"
)

// One of each of what came with the rights of owners and moderators.
var (
	employed = moderator.Account{Name: "someone", Revision: 1, Role: moderator.Moderator, MadeAt: time.Unix(60, 0).UTC()}
	sent     = casefile.Document{Case: "case", Name: "document", SentAt: time.Unix(60, 0), SealedOn: 1, Box: []byte("sealed")}
)

func contested(about subject.Key) casefile.Case {
	return casefile.Case{ID: "case", Revision: 1, Subject: about, State: casefile.Waiting, OpenedAt: time.Unix(0x01020304, 0).UTC()}
}

func proposed(about subject.Key) registry.Proposal {
	return registry.Proposal{ID: "proposal", Revision: 1, Subject: about, State: registry.Open, At: time.Unix(60, 0).UTC()}
}

func raised(about subject.Key) brigade.Flag {
	return brigade.Flag{Subject: about, FoundAt: time.Unix(60, 0).UTC()}
}

// A file that was written before there was an audit log is of this format, and is given what it lacks.
func TestAFileWithoutAnAuditLogIsGivenRoomForIt(t *testing.T) {
	s := openAt(t, t.TempDir())
	check(t, s.File(t.Context(), spoken(t)))
	path := s.db.Path()
	check(t, s.Close())
	rewrite(t, path, func(tx tx) (err error) {
		for _, b := range []bucket{
			logBucket, accountsBucket, casesBucket, pendingBucket, contestedBucket, documentsBucket, boxedBucket, proposalsBucket, flagsBucket,
		} {
			err = errors.Join(err, tx.DeleteBucket([]byte(b)))
		}
		return err
	})
	if e, err := Examine(filepath.Dir(path)); err != nil || e.Format != formatVersion {
		t.Fatalf("a file of format %d, %v", e.Format, err)
	}
	s = openAt(t, filepath.Dir(path))
	defer s.Close()
	if logged, err := s.Logged(t.Context()); err != nil || logged != 0 {
		t.Errorf("%d entries, %v", logged, err)
	}
	won, err := s.Append(t.Context(), 0, []byte("entry"))
	if err = errors.Join(err, s.PutAccount(t.Context(), employed), s.PutCase(t.Context(), contested(number)), s.PutDocument(t.Context(), sent)); err != nil || !won {
		t.Errorf("an entry is written: %v, %v", won, err)
	}
	check(t, errors.Join(s.PutProposal(t.Context(), proposed(number)), s.SaveFlag(t.Context(), raised(number))))
	if open, err := s.Pending(t.Context(), 10); err != nil || len(open) != 1 {
		t.Errorf("open cases: %v, %v", open, err)
	}
}

func TestAnEntryThatIsMissingIsDamage(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	for at := range 5 {
		won, err := s.Append(t.Context(), uint64(at), []byte{byte(at)})
		if check(t, err); !won {
			t.Fatalf("entry %d was not written", at)
		}
	}
	check(t, s.commits.do(t.Context(), func(tx tx) error { return tx.in(logBucket).Delete(logKey(2)) }))
	for _, c := range []struct {
		from   uint64
		limit  int
		before int // entries that come all the same
		want   error
	}{{0, 2, 2, nil}, {0, 3, 2, fault.Damaged}, {1, 10, 1, fault.Damaged}, {2, 1, 0, fault.Damaged}, {3, 10, 2, nil}} {
		got, err := s.Entries(t.Context(), c.from, c.limit)
		if !errors.Is(err, c.want) || len(got) != c.before {
			t.Errorf("%d entries from %d: %d, %v", c.limit, c.from, len(got), err)
		}
	}
	if logged, err := s.Logged(t.Context()); err != nil || logged != 5 {
		t.Errorf("%d entries are kept, %v", logged, err)
	}
	if won, err := s.Append(t.Context(), 2, []byte("another")); won || err != nil {
		t.Errorf("the gap was filled: %v, %v", won, err)
	}
}

// What is looked for by its time or subject is listed once, whatever it went through.
func TestACaseIsListedAsItStands(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	c := contested(number)
	check(t, s.PutCase(t.Context(), c))
	for i, state := range []casefile.State{casefile.Submitted, casefile.InForce, casefile.Closed, casefile.Closed, casefile.Waiting} {
		c.Revision, c.State, c.OpenedAt = c.Revision+1, state, c.OpenedAt.Add(time.Duration(i)*time.Second)
		won, err := s.SaveCase(t.Context(), c)
		if check(t, err); !won {
			t.Fatalf("revision %d was not written", c.Revision)
		}
		want := map[bool]int{true: 0, false: 1}[state == casefile.Closed]
		check(t, s.db.View(func(btx *bbolt.Tx) error {
			tx := tx{btx}
			if n, m := tx.in(pendingBucket).Stats().KeyN, tx.in(contestedBucket).Stats().KeyN; n != want || m != 1 {
				t.Errorf("%s is listed %d times as open, %d times under its subject", state, n, m)
			}
			return nil
		}))
	}
	check(t, s.PutDocument(t.Context(), sent))
	check(t, s.DropDocuments(t.Context(), "case"))
	if all := keys(t, s); len(all) != 5 { // format, lineage, and the case three times
		t.Errorf("kept: %v", all)
	}
}
