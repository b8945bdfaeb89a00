package bolt

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// write saves projections of new subjects and returns the cursor after them.
func write(t *testing.T, s *Store, from, to int) reputation.Cursor {
	t.Helper()
	for n := from; n < to; n++ {
		about, err := subject.ParseKey(fmt.Sprintf("qq/%d", 10_000+n))
		check(t, err)
		_, err = s.Save(t.Context(), []reputation.Save{{Projection: reputation.Projection{Subject: about, Revision: 1, Due: time.Unix(60, 0)}}})
		check(t, err)
	}
	_, cursor, err := s.Changed(t.Context(), "", 1<<20)
	check(t, err)
	return cursor
}

// A folder is backed up, written to, lost, restored and written to again: then the same sequence numbers
// name other writes, and cursors tell.
func TestACursorOfALostHistoryIsForeign(t *testing.T) {
	folder := t.TempDir()
	s := openAt(t, folder)
	path := s.db.Path()
	before := write(t, s, 0, 3)
	backup, err := os.ReadFile(path)
	check(t, err)
	lost := write(t, s, 3, 6)
	check(t, s.Close())
	s = openAt(t, folder)
	lostToo := write(t, s, 6, 9)
	check(t, s.Close())

	check(t, os.WriteFile(path, backup, fileMode))
	s = openAt(t, folder)
	defer s.Close()
	write(t, s, 20, 40)
	changed, _, err := s.Changed(t.Context(), before, 100)
	if err != nil || len(changed) != 20 {
		t.Errorf("since before the backup: %d changes, %v", len(changed), err)
	}
	for name, cursor := range map[string]reputation.Cursor{"same opening": lost, "a later opening": lostToo} {
		if _, _, err := s.Changed(t.Context(), cursor, 100); !errors.Is(err, fault.Foreign) {
			t.Errorf("a cursor of what was lost, of the %s as the backup: %v", name, err)
		}
	}
}

// A file is opened by every command; only openings that write leave a stretch.
func TestCursorsOutliveOpenings(t *testing.T) {
	folder := t.TempDir()
	s := openAt(t, folder)
	cursor := write(t, s, 0, 3)
	for range 2 * maxStretches {
		check(t, s.Close())
		s = openAt(t, folder)
	}
	check(t, s.view(t.Context(), func(tx tx) error {
		if n := len(tx.lineage()); n != 2 {
			t.Errorf("%d stretches, one of them without a write", n)
		}
		return nil
	}))
	again := write(t, s, 0, 0)
	if again != cursor {
		t.Errorf("nothing was written, and the cursor %q became %q", cursor, again)
	}
	for n := range maxStretches + 5 {
		check(t, s.Close())
		s = openAt(t, folder)
		write(t, s, 10+n, 11+n)
	}
	defer s.Close()
	if _, _, err := s.Changed(t.Context(), cursor, 100); !errors.Is(err, fault.Foreign) {
		t.Errorf("after more stretches than are kept: %v", err)
	}
}

// Whoever begins at the beginning gets to the end, however often the file was opened to be written to.
func TestAllIsFollowedPastForgottenStretches(t *testing.T) {
	folder := t.TempDir()
	const openings = maxStretches + 5
	first := reputation.Cursor("")
	for n := range openings {
		s := openAt(t, folder)
		if cursor := write(t, s, n, n+1); first == "" {
			first = cursor
		}
		check(t, s.Close())
	}
	s := openAt(t, folder)
	defer s.Close()
	found := 0
	for cursor := reputation.Cursor(""); ; {
		changed, next, err := s.Changed(t.Context(), cursor, 1)
		check(t, err)
		if found += len(changed); len(changed) == 0 {
			break
		}
		cursor = next
	}
	if found != openings {
		t.Errorf("followed %d of %d writes", found, openings)
	}
	if _, _, err := s.Changed(t.Context(), first, 1); !errors.Is(err, fault.Foreign) {
		t.Errorf("a cursor of a forgotten stretch: %v", err)
	}
}
