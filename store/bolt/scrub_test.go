package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// secretWords are the words of report n, as long as those of real reports.
func secretWords(n int) string {
	return fmt.Sprintf("words of report %d. ", n) + strings.Repeat("they knew my name ", 20)
}

// confide files n reports, each by a reporter of their own.
func confide(t *testing.T, s *Store, n int) {
	t.Helper()
	var filings []*filing
	for i := range n {
		about, err := subject.ParseKey(fmt.Sprintf("qq/%d", 10000+i%37))
		check(t, err)
		r := reputation.SealedTestimony{
			Receipt: report.ReceiptHash([]byte(fmt.Sprintf("%032d", i*7919%n))), Report: report.ID([]byte(fmt.Sprintf("%016d", i))),
			ReceivedAt: time.Unix(60*int64(1+i), 0), Sealed: []byte(secretWords(i)), Digest: []byte(fmt.Sprintf("digest of report %d", i)),
		}
		r.Statements = []reputation.Statement{{
			Subject: about, Report: r.Report, ReceivedAt: r.ReceivedAt, Polarity: report.Bad, Reporter: reputation.Pseudonym(fmt.Sprintf("reporter %d", i)),
		}}
		f, err := prepareFiling(r)
		check(t, err)
		filings = append(filings, f)
	}
	for some := range slices.Chunk(filings, 200) {
		check(t, s.commits.do(t.Context(), func(tx tx) error {
			for _, f := range some {
				if err := errors.Join(f.testify(tx), f.finish(tx)); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// forget erases all testimony and all reporters.
func forget(t *testing.T, s *Store) {
	t.Helper()
	for {
		n, err := s.EraseTestimony(t.Context(), 100_000, 500)
		if check(t, err); n == 0 {
			break
		}
	}
	aged, err := s.Aged(t.Context(), time.Unix(1<<40, 0), subject.Key{}, 100_000)
	check(t, err)
	for _, about := range aged {
		_, err := s.Freeze(t.Context(), about, time.Unix(1<<40, 0))
		check(t, err)
	}
}

// foundIn returns how often words, digests or reporters are to be found in bytes.
func foundIn(b []byte) (n int) {
	for _, secret := range []string{"words of report ", "they knew my name ", "digest of report ", "reporter "} {
		n += bytes.Count(b, []byte(secret))
	}
	return n
}

// TestScrubLeavesNothingOfWhatWasErased reads the file as whoever takes the disk.
func TestScrubLeavesNothingOfWhatWasErased(t *testing.T) {
	const reports = 3000
	s := openAt(t, t.TempDir())
	defer s.Close()
	confide(t, s, reports)
	if before := foundIn(raw(t, s)); before < 20*reports {
		t.Fatalf("only %d can be found to begin with", before)
	}
	forget(t, s)
	if after := foundIn(raw(t, s)); after == 0 {
		t.Fatal("nothing is left that could be scrubbed")
	}
	size := len(raw(t, s))
	check(t, s.Scrub(t.Context()))
	if left := foundIn(raw(t, s)); left > 0 {
		t.Errorf("%d are left", left)
	}
	if grown := len(raw(t, s)) - size; grown > size/20+2<<20 {
		t.Errorf("the file of %d bytes grew by %d", size, grown)
	}
	expectSound(t, s)
	for range 3 {
		size = len(raw(t, s))
		check(t, s.Scrub(t.Context()))
		if len(raw(t, s)) > size {
			t.Error("the file grows each time")
		}
	}
	expectSound(t, s)
}

// TestWhatCannotBeFinishedIsErased: what an unfinished report owes and cannot be read keeps neither its words nor those of others.
func TestWhatCannotBeFinishedIsErased(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	confide(t, s, 3)
	torn := report.ReceiptHash([]byte(fmt.Sprintf("%032d", 0)))
	check(t, s.commits.do(t.Context(), func(tx tx) error {
		return tx.in(unfinishedBucket).Put(torn[:], []byte("they knew my name and it is torn"))
	}))
	n, err := s.EraseTestimony(t.Context(), 100_000, 500)
	if check(t, err); n != 3 {
		t.Errorf("erased %d", n)
	}
	left, err := s.Unfinished(t.Context(), 10)
	if check(t, err); len(left) > 0 {
		t.Errorf("unfinished are %v", left)
	}
	kept, err := s.Testimony(t.Context(), torn)
	if check(t, err); kept.Sealed != nil || kept.Digest != nil {
		t.Errorf("kept %+v", kept)
	}
	expectSound(t, s)
}

// TestABackupHoldsNothingThatWasErased takes one before any Scrub.
func TestABackupHoldsNothingThatWasErased(t *testing.T) {
	const reports = 500
	s := openAt(t, t.TempDir())
	defer s.Close()
	confide(t, s, reports)
	forget(t, s)
	var b bytes.Buffer
	check(t, s.Backup(t.Context(), &b, func(int, int) {}))
	if left := foundIn(b.Bytes()); left > 0 {
		t.Errorf("%d are left", left)
	}
	folder := t.TempDir()
	check(t, os.WriteFile(filepath.Join(folder, fileName), b.Bytes(), fileMode))
	again := openAt(t, folder)
	defer again.Close()
	expectSound(t, again)
	if got, want := keys(t, again), keys(t, s); len(got) != len(want) {
		t.Errorf("%d keys of %d", len(got), len(want))
	}
}

// TestScrubBesideAReader: pages that somebody may still see stay as they are, the file hardly grows, and once the reader is gone
// nothing is left.
func TestScrubBesideAReader(t *testing.T) {
	const reports = 300
	s := openAt(t, t.TempDir())
	defer s.Close()
	confide(t, s, reports)
	reader, err := s.db.Begin(false)
	check(t, err)
	forget(t, s)
	size := used(t, s)
	if err := s.Scrub(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	if grown := used(t, s) - size; grown > 16<<20 {
		t.Errorf("grew by %d", grown)
	}
	texts := 0
	check(t, reader.Bucket([]byte(testimonyBucket)).ForEach(func(_, v []byte) error {
		if bytes.Contains(v, []byte("words of report")) {
			texts++
		}
		return nil
	}))
	if texts != reports {
		t.Errorf("the reader sees %d of %d", texts, reports)
	}
	check(t, reader.Rollback())
	check(t, s.Scrub(t.Context()))
	if left := foundIn(raw(t, s)); left > 0 {
		t.Errorf("%d are left", left)
	}
	expectSound(t, s)
}

// TestScrubThatWasKilled: what it filled pages with is dropped when the file is opened again.
func TestScrubThatWasKilled(t *testing.T) {
	folder := t.TempDir()
	s := openAt(t, folder)
	check(t, s.commits.do(t.Context(), func(tx tx) error { return (&filler{}).write(tx, 100) }))
	check(t, s.Close())
	s = openAt(t, folder)
	defer s.Close()
	if slices.ContainsFunc(keys(t, s), func(k string) bool { return strings.HasPrefix(k, string(scrubBucket)) }) {
		t.Error("it is still there")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Scrub(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestFreePages compares what is read of the list of free pages with what bbolt says of each page, also where there are too many for
// the count in its header.
func TestFreePages(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	for _, pages := range []int{0, 100, manyFree + 100} {
		if pages > 0 {
			check(t, s.commits.do(t.Context(), func(tx tx) error { return (&filler{}).write(tx, pages) }))
			check(t, s.commits.do(t.Context(), tx.unscrub))
		}
		var free []uint64
		check(t, s.view(t.Context(), func(tx tx) (err error) {
			free, err = freePages(tx.Tx)
			return err
		}))
		if len(free) < pages {
			t.Errorf("%d free pages of %d", len(free), pages)
		}
		i, counted := 0, 0
		check(t, s.db.Update(func(tx *bbolt.Tx) error {
			for id := 0; ; id++ {
				page, err := tx.Page(id)
				if err != nil || page == nil {
					return err
				}
				if page.Type != "free" {
					continue
				}
				counted++
				if i < len(free) && free[i] == uint64(id) {
					i++
				}
			}
		}))
		if i != len(free) || counted != len(free) {
			t.Errorf("%d of %d are free, and %d in all", i, len(free), counted)
		}
	}
}

// raw returns the bytes of the file.
func raw(t *testing.T, s *Store) []byte {
	t.Helper()
	b, err := os.ReadFile(s.db.Path())
	check(t, err)
	return b
}

// used is how much of the file has ever been used.
func used(t *testing.T, s *Store) (size int) {
	t.Helper()
	check(t, s.db.View(func(tx *bbolt.Tx) error {
		size = int(tx.Size())
		return nil
	}))
	return size
}

// BenchmarkBackup copies a file of 64 MB, a quarter of which is free.
func BenchmarkBackup(b *testing.B) {
	s, err := Open(Config{Path: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for i := range 8 {
		err := s.commits.do(b.Context(), func(tx tx) error { return (&filler{next: uint64(i) * 5000}).write(tx, 2048) })
		if i == 1 {
			err = errors.Join(err, s.commits.do(b.Context(), tx.unscrub))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for name, copied := range map[string]func() error{
		"without free pages": func() error { return s.Backup(b.Context(), discard{}, func(int, int) {}) },
		"page by page": func() error {
			return s.db.View(func(tx *bbolt.Tx) error {
				_, err := tx.WriteTo(discard{})
				return err
			})
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := copied(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// discard is where bytes go that nobody wants, in pieces as to a file.
type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
