package keyring

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringfence/internal/trend"
)

// Noise that a cell had once it has always: also by a copy of the keys that was taken at once, by this version or one that knew no trends.
func TestACellHasTheSameNoiseWithTheSameKeysOnly(t *testing.T) {
	for name, before := range map[string]string{"new": "", "of an earlier version": `{"Format": 1, "Fingerprint": "x", "Named": {"receipt": "` + strings.Repeat("07", 32) + `"}}`} {
		path := filepath.Join(t.TempDir(), "keys")
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ring := reopen(t, InFile(path))
		copied, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ring.Expire(now.AddDate(50, 0, 0)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, copied, 0o600); err != nil {
			t.Fatal(err)
		}
		restored := reopen(t, InFile(path))
		_, other := inFile(t)
		seen := map[uint64]bool{}
		for _, cell := range []string{"", "2026-W48|category|loan|", "2026-W48|category|romance|", "2026-W49|category|loan|"} {
			noise := ring.Noise(cell)
			if seen[noise] || ring.Noise(cell) != noise || restored.Noise(cell) != noise || other.Noise(cell) == noise {
				t.Errorf("%s: the cell %q has the noise %x", name, cell, noise)
			}
			seen[noise] = true
		}
	}
}

// Who keeps real data under the keys of a demonstration tells nothing of them by it.
func TestWhatIsMadeUpHasANoiseOfItsOwn(t *testing.T) {
	_, ring := inFile(t)
	made := false
	noisy := Noisy{Ring: ring, MadeUp: func() bool { return made }}
	for _, cell := range []string{"", "2026-W48|1|category|\"loan\"|\"\"", "2026-W49|1|category|\"loan\"|\"\""} {
		made = false
		lived := noisy.Noise(cell)
		made = true
		if lived != ring.Noise(cell) || noisy.Noise(cell) == lived {
			t.Errorf("the cell %q has the noise %x, and as much when it is made up", cell, lived)
		}
	}
}

// All of a network share a bucket in a week, whichever process asks, and the buckets of weeks have nothing to do with each other.
func TestANetworkHasABucketInEachWeek(t *testing.T) {
	file, ring := inFile(t)
	buckets, apart := map[uint8]bool{}, 0
	for i := range 40 {
		w := trend.WeekOf(now).Add(i)
		own, err := ring.WeekNetwork("net/192.0.2.0/24", w)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := reopen(t, file).WeekNetwork("net/192.0.2.0/24", w); err != nil || again != own {
			t.Errorf("%s: %d at first and %d later, %v", w, own, again, err)
		}
		other, err := ring.WeekNetwork("net/198.51.100.0/24", w)
		if err != nil {
			t.Fatal(err)
		}
		buckets[own] = true
		apart += count(own != other)
	}
	if len(buckets) < 10 || apart < 30 {
		t.Errorf("in 40 weeks a network was in %d buckets, and not in that of another in %d", len(buckets), apart)
	}
}
