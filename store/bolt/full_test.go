package bolt

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// number is what the tests of this package report.
var number = func() subject.Key {
	key, err := subject.ParseKey("+12025550105")
	if err != nil {
		panic(err)
	}
	return key
}()

// bulky makes up the n-th report, which takes 64 kB.
func bulky(n int) reputation.SealedTestimony {
	r := reputation.SealedTestimony{Sealed: make([]byte, 64<<10)}
	binary.BigEndian.PutUint64(r.Receipt[:], uint64(n))
	binary.BigEndian.PutUint64(r.Report[:], uint64(n))
	r.Statements = []reputation.Statement{{Subject: number, Report: r.Report, Polarity: report.Bad}}
	return r
}

// fillUp files so many bulky reports, or fewer if the store is full before.
func fillUp(t *testing.T, s *Store, most int) (kept int, err error) {
	t.Helper()
	for kept < most && err == nil {
		if err = s.File(t.Context(), bulky(kept)); err == nil {
			kept++
		}
	}
	return kept, err
}

// limitFiles lets no file of this process grow past a size, until lift is called. Linux then answers EFBIG
// where a full disk would be ENOSPC, and sends SIGXFSZ, which Go's runtime ignores.
func limitFiles(t *testing.T, size int64) (lift func()) {
	t.Helper()
	var before syscall.Rlimit
	check(t, syscall.Getrlimit(rlimitFsize, &before))
	check(t, syscall.Setrlimit(rlimitFsize, &syscall.Rlimit{Cur: uint64(size), Max: before.Max}))
	return func() { check(t, syscall.Setrlimit(rlimitFsize, &before)) }
}

const rlimitFsize = 1 // RLIMIT_FSIZE, see getrlimit(2)

func TestADiskWithoutRoom(t *testing.T) {
	for name, c := range map[string]struct {
		maxBytes int
		limit    func(*testing.T, *Store) (lift func())
	}{
		"the file cannot be made longer": {0, func(t *testing.T, s *Store) func() {
			info, err := os.Stat(s.db.Path())
			check(t, err)
			return limitFiles(t, info.Size())
		}},
		"a page cannot be written": {0, func(t *testing.T, s *Store) func() {
			// The limit holds for the whole process: its other files, such as the test's own log, stay below this.
			const others = 6 << 20
			check(t, s.commits.do(t.Context(), func(tx tx) error { return tx.in(metaBucket).Put([]byte(metaTrial), make([]byte, others)) }))
			var used int64
			check(t, s.db.View(func(tx *bbolt.Tx) error { used = tx.Size(); return nil }))
			return limitFiles(t, used+8*int64(os.Getpagesize()))
		}},
		"the operator set a limit": {32 << 20, func(_ *testing.T, s *Store) func() {
			return func() { s.db.MaxSize = 0 }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(Config{Path: t.TempDir(), MaxBytes: c.maxBytes})
			check(t, err)
			lift := c.limit(t, s)
			kept, err := fillUp(t, s, 2000)
			if !errors.Is(err, fault.Full) || !errors.Is(err, fault.Unavailable) {
				lift()
				t.Fatalf("after %d reports: %v, want Full", kept, err)
			}
			expectKept(t, s, kept)
			switch err := s.File(t.Context(), bulky(kept)); {
			case err == nil: // bbolt chose its free pages better
				kept++
			case !errors.Is(err, fault.Full):
				t.Errorf("and again: %v", err)
			}
			lift()
			check(t, s.File(t.Context(), bulky(kept)))
			expectKept(t, s, kept+1)
			folder := filepath.Dir(s.db.Path())
			check(t, s.Close())
			again := openAt(t, folder)
			expectKept(t, again, kept+1)
			expectSound(t, again)
			check(t, again.Close())
		})
	}
}

// expectKept expects the first n bulky reports and no more.
func expectKept(t *testing.T, s *Store, n int) {
	t.Helper()
	said, err := s.Statements(t.Context(), number)
	check(t, err)
	if len(said) != n {
		t.Errorf("%d statements are kept, %d were acknowledged", len(said), n)
	}
	for i := range n {
		if _, err := s.Testimony(t.Context(), bulky(i).Receipt); err != nil {
			t.Fatalf("report %d of %d: %v", i, n, err)
		}
	}
	if _, err := s.Testimony(t.Context(), bulky(n).Receipt); !errors.Is(err, fault.NotFound) {
		t.Errorf("a report that was not acknowledged: %v", err)
	}
}

// expectSound lets bbolt check every page.
func expectSound(t *testing.T, s *Store) {
	t.Helper()
	check(t, s.db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	}))
}
