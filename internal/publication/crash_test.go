//go:build crash

package publication_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/crashpoint"
	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/store/bolt"
)

// victimFolder names the data folder of a copy of this test program that is to be killed.
const victimFolder = "RINGFENCE_TEST_VICTIM"

// open opens a town whose data lie in a folder.
func open(t *testing.T, folder string, now time.Time) *town {
	t.Helper()
	s, err := bolt.Open(bolt.Config{Path: folder})
	if err != nil {
		t.Fatal(err)
	}
	return newTown(t, s, now)
}

// TestVictim is the copy: it publishes, and folds now and then, until it is killed, printing each version that was published.
func TestVictim(t *testing.T) {
	folder := os.Getenv(victimFolder)
	if folder == "" {
		folder = t.TempDir()
	}
	w := open(t, folder, noon)
	defer w.store.Close()
	p := w.process()
	w.confirm(number(0), number(1))
	for range 20 {
		for _, kind := range []reputation.DecisionKind{reputation.Confirm, reputation.Clear} {
			w.decide(kind, number(1))
			w.publish(p, true)
			fmt.Println("published", p.List().Version())
			w.pass(time.Minute)
		}
	}
}

// TestAPublisherKilled at each point leaves all versions that were published, the last of them whole or not at all, and the next
// publisher goes on from there.
func TestAPublisherKilled(t *testing.T) {
	for _, point := range crashpoint.Publishing() {
		for _, after := range []int{0, 3} {
			t.Run(fmt.Sprintf("%s after %d", point, after), func(t *testing.T) {
				folder := t.TempDir()
				victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestVictim$")
				victim.Env = append(os.Environ(), victimFolder+"="+folder, "RINGFENCE_CRASH_AT="+string(point), fmt.Sprintf("RINGFENCE_CRASH_AFTER=%d", after))
				said, err := victim.Output()
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
					t.Fatalf("the process was not killed: %v, %s", err, said)
				}
				w := open(t, folder, noon.Add(24*time.Hour))
				defer w.store.Close()
				w.n = 1000
				p := w.process()
				w.must(p.CatchUp(t.Context()))
				for _, line := range bytes.Fields(bytes.ReplaceAll(said, []byte("published"), nil)) {
					version, err := strconv.ParseUint(string(line), 10, 64)
					w.must(err)
					if _, err := p.List().Since(version); err != nil {
						t.Errorf("version %d was published, and of it is said: %v", version, err)
					}
				}
				last := p.List().Version()
				_, err = p.Publish(t.Context())
				w.must(err)
				w.confirm(number(2))
				w.decide(reputation.Clear, number(1))
				w.publish(p, true)
				w.lists(p, number(0), number(2))
				if last > 0 {
					delta, err := p.List().Since(last)
					if err != nil || delta.Base != last {
						t.Errorf("since %d: %+v, %v", last, delta, err)
					}
				} else if _, err := p.List().Since(uint64(noon.Unix())); !errors.Is(err, listing.ErrGone) {
					t.Errorf("since a version that was never published: %v", err)
				}
				late := w.process()
				w.must(late.CatchUp(t.Context()))
				w.lists(late, number(0), number(2))
			})
		}
	}
}
