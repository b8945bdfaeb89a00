package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ringfence/internal/fault"
)

// TestBackupWhileWriting takes copies while reports come in. Each is sound and holds every report that was acknowledged
// before it began, whole.
func TestBackupWhileWriting(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	const writers, copies, atLeast = 8, 3, 20 // reports more from copy to copy
	var acknowledged, next atomic.Int64       // bulky(0) up to acknowledged are on disk
	done := make([]atomic.Bool, 20_000)
	more := make(chan struct{}, 1) // acknowledged, or a writer has ended
	tell := func() {
		select {
		case more <- struct{}{}:
		default:
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	defer writing.Wait()
	defer stop()
	for range writers {
		writing.Go(func() {
			defer tell()
			for ctx.Err() == nil {
				n := int(next.Add(1) - 1)
				if n >= len(done) || s.File(context.WithoutCancel(ctx), bulky(n)) != nil {
					t.Error("filing failed")
					return
				}
				done[n].Store(true)
				for at := acknowledged.Load(); done[at].Load(); at = acknowledged.Load() {
					acknowledged.CompareAndSwap(at, at+1)
				}
				tell()
			}
		})
	}
	for copied := range copies {
		for acknowledged.Load() < int64((copied+1)*atLeast) {
			if <-more; t.Failed() {
				return
			}
		}
		before := int(acknowledged.Load())
		folder := t.TempDir()
		file, err := os.Create(filepath.Join(folder, fileName))
		check(t, err)
		last, total := 0, 0
		check(t, s.Backup(ctx, file, func(d, n int) { last, total = d, n }))
		check(t, file.Close())
		if info, err := os.Stat(file.Name()); err != nil || last != total || info.Size() != int64(total) {
			t.Errorf("told of %d of %d bytes, wrote %v, %v", last, total, info.Size(), err)
		}
		again := openAt(t, folder)
		expectSound(t, again)
		for n := range before {
			kept, err := again.Testimony(ctx, bulky(n).Receipt)
			if err != nil || len(kept.Statements) != 1 {
				t.Fatalf("report %d of %d that were acknowledged: %v, %v", n, before, kept.Statements, err)
			}
		}
		check(t, again.File(ctx, bulky(1<<40)))
		check(t, again.Close())
	}
}

func TestABackupThatCannotBeWritten(t *testing.T) {
	s := openAt(t, t.TempDir())
	check(t, s.File(t.Context(), bulky(1)))
	full := errors.New("the other disk is full")
	nothing := func(int, int) {}
	if err := s.Backup(t.Context(), failing{full}, nothing); !errors.Is(err, full) || errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var b bytes.Buffer
	if err := s.Backup(ctx, &b, func(int, int) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	check(t, s.File(t.Context(), bulky(2)))
	check(t, s.Close())
	if err := s.Backup(t.Context(), &b, nothing); !errors.Is(err, fault.Unavailable) {
		t.Errorf("closed: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestRoomToGrowWhileItIsRead: a file that outgrows its map waits for all reads, and a backup is a long one.
func TestRoomToGrowWhileItIsRead(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	maps, err := os.ReadFile("/proc/self/maps")
	check(t, err)
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		if !strings.Contains(line, s.db.Path()) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x", &from, &to); err != nil {
			t.Fatal(err)
		}
		if to-from < mapRoom {
			t.Errorf("%d bytes of address space are set aside", to-from)
		}
		return
	}
	t.Error("the file is not mapped")
}
