//go:build crash

package bolt

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"ringfence/internal/crashpoint"
)

// victimFolder names the data folder of a copy of this test program that is to be killed.
const victimFolder = "RINGFENCE_TEST_VICTIM"

const victimReports = 64

func TestMain(m *testing.M) {
	if folder := os.Getenv(victimFolder); folder != "" {
		fileUntilKilled(folder)
	}
	os.Exit(m.Run())
}

// fileUntilKilled files many reports at once, printing a byte for each that was acknowledged.
func fileUntilKilled(folder string) {
	s, err := Open(Config{Path: folder})
	if err != nil {
		panic(err)
	}
	var all sync.WaitGroup
	for i := range victimReports {
		all.Go(func() {
			if err := s.File(context.Background(), bulky(i)); err == nil {
				_, _ = os.Stdout.Write([]byte{byte(i)})
			}
		})
	}
	all.Wait()
	os.Exit(0)
}

func TestAProcessKilledWhileWriting(t *testing.T) {
	for _, point := range []crashpoint.Point{crashpoint.TestimonyStored, crashpoint.CommitMerging} {
		t.Run(string(point), func(t *testing.T) {
			folder := t.TempDir()
			victim := exec.CommandContext(t.Context(), os.Args[0])
			victim.Env = append(os.Environ(), victimFolder+"="+folder, "RINGFENCE_CRASH_AT="+string(point))
			acknowledged, err := victim.Output()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("the process was not killed at %s: %v", point, err)
			}
			s := openAt(t, folder)
			defer s.Close()
			expectSound(t, s)
			for _, i := range acknowledged {
				kept, err := s.Testimony(t.Context(), bulky(int(i)).Receipt)
				check(t, err)
				if len(kept.Statements) != 1 {
					t.Errorf("report %d was acknowledged and has %d statements", i, len(kept.Statements))
				}
			}
			unfinished, err := s.Unfinished(t.Context(), victimReports)
			check(t, err)
			if point == crashpoint.TestimonyStored && len(unfinished) == 0 {
				t.Error("killed between testimony and statements, yet no report is unfinished")
			}
			for _, r := range unfinished {
				check(t, s.Complete(t.Context(), r.Receipt))
				kept, err := s.Testimony(t.Context(), r.Receipt)
				check(t, err)
				if len(kept.Statements) != 1 {
					t.Errorf("completed, a report has %d statements", len(kept.Statements))
				}
			}
		})
	}
}
