//go:build crash

package rollup

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"ringfence/internal/crashpoint"
	"ringfence/internal/keyring"
	"ringfence/store/bolt"
)

// victimFolder names the folder of a copy of this test program that is to be killed.
const victimFolder = "RINGFENCE_TEST_VICTIM"

// inFolder opens a town whose data and keys lie in a folder.
func inFolder(t *testing.T, folder string) *town {
	t.Helper()
	s, err := bolt.Open(bolt.Config{Path: filepath.Join(folder, "data")})
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keyring.OpenAt(keyring.InFile(filepath.Join(folder, "keys")), monday)
	if err != nil {
		t.Fatal(err)
	}
	return townOf(t, s, ring)
}

// TestVictim is the copy: it counts until it is killed.
func TestVictim(t *testing.T) {
	folder := os.Getenv(victimFolder)
	if folder == "" {
		folder = t.TempDir()
	}
	w := inFolder(t, folder)
	defer w.store.Close()
	w.at(quietWeeks*7+2, 1).counts()
}

// TestCountingKilled at each point by SIGKILL leaves what whoever goes on makes into what is stored when nobody is killed.
func TestCountingKilled(t *testing.T) {
	undisturbed := season(newTown(t))
	weeks, bursts := undisturbed.end(undisturbed.trends)
	for _, point := range crashpoint.Counting() {
		for _, after := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s after %d", point, after), func(t *testing.T) {
				folder := t.TempDir()
				before := season(inFolder(t, folder))
				before.ok(before.store.Close())
				victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestVictim$")
				victim.Env = append(os.Environ(), victimFolder+"="+folder, "RINGFENCE_CRASH_AT="+string(point), fmt.Sprintf("RINGFENCE_CRASH_AFTER=%d", after))
				said, err := victim.CombinedOutput()
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
					t.Fatalf("the process was not killed: %v, %s", err, said)
				}
				w := inFolder(t, folder)
				defer w.store.Close()
				gotWeeks, gotBursts := w.end(w.trends)
				w.same("weeks", gotWeeks, weeks)
				w.same("bursts", gotBursts, bursts)
			})
		}
	}
}
