package bolt

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// walked returns the receipts' hashes of all reports received in 1970, in their order.
func walked(t *testing.T, s *Store) (found []report.ReceiptHash) {
	t.Helper()
	from := time.Unix(0, 0)
	check(t, s.Received(t.Context(), from, from.AddDate(1, 0, 0), func(some []reputation.SealedTestimony) error {
		for _, r := range some {
			found = append(found, r.Receipt)
		}
		return nil
	}))
	return found
}

// older turns a file into one of version 1, which had no order of time.
func older(t *testing.T, path string) {
	t.Helper()
	rewrite(t, path, func(tx tx) error {
		return errors.Join(tx.DeleteBucket([]byte(receivedBucket)), tx.in(metaBucket).Put([]byte(metaFormat), []byte("1")))
	})
}

func TestAFileOfVersion1IsGivenTheOrderOfTime(t *testing.T) {
	s := openAt(t, t.TempDir())
	early, late := spoken(t), spoken(t)
	late.Receipt[0], late.Report[0], late.ReceivedAt = 'A', 'A', late.ReceivedAt.Add(time.Minute)
	late.Statements[0].Report = late.Report
	check(t, errors.Join(s.File(t.Context(), late), s.File(t.Context(), early), s.Withdraw(t.Context(), early.Receipt)))
	want := []report.ReceiptHash{early.Receipt, late.Receipt}
	if got := walked(t, s); !slices.Equal(got, want) {
		t.Fatalf("walked %q", got)
	}
	path := s.db.Path()
	check(t, s.Close())
	older(t, path)
	if e, err := Examine(filepath.Dir(path)); err != nil || e.Format != 1 {
		t.Errorf("a file of format %d, %v", e.Format, err)
	}

	s = openAt(t, filepath.Dir(path))
	defer s.Close()
	if got := walked(t, s); !slices.Equal(got, want) {
		t.Errorf("after opening it: %q", got)
	}
	check(t, s.db.View(func(btx *bbolt.Tx) error {
		if format := (tx{btx}).meta(metaFormat); format != "2" {
			t.Errorf("it is of format %s", format)
		}
		return nil
	}))
}

func TestAReportThatCannotBeReadKeepsNoFileFromBeingOpened(t *testing.T) {
	s := openAt(t, t.TempDir())
	r := spoken(t)
	check(t, s.File(t.Context(), r))
	check(t, s.commits.do(t.Context(), func(tx tx) error { return tx.in(testimonyBucket).Put(make([]byte, 32), []byte("rubbish")) }))
	path := s.db.Path()
	check(t, s.Close())
	older(t, path)
	s = openAt(t, filepath.Dir(path))
	defer s.Close()
	if got := walked(t, s); !slices.Equal(got, []report.ReceiptHash{r.Receipt}) {
		t.Errorf("walked %q", got)
	}
}

func TestAnOrderOfTimeThatMakesNoSenseIsPassedOver(t *testing.T) {
	for name, key := range map[string][]byte{
		"a key without a receipt":        receivedKey(time.Unix(60, 0)),
		"a report that nobody has filed": receivedKey(time.Unix(60, 0), make([]byte, 32)...),
	} {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, t.TempDir())
			defer s.Close()
			r := spoken(t)
			check(t, s.File(t.Context(), r))
			check(t, s.commits.do(t.Context(), func(tx tx) error { return tx.in(receivedBucket).Put(key, nil) }))
			if got := walked(t, s); !slices.Equal(got, []report.ReceiptHash{r.Receipt}) {
				t.Errorf("walked %q", got)
			}
		})
	}
}
