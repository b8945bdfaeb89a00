package keyring_test

import (
	"path/filepath"
	"testing"
	"time"

	"ringfence/internal/keyring"
)

func TestLook(t *testing.T) {
	made := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	vault := keyring.InFile(filepath.Join(t.TempDir(), "keys"))
	if o, err := keyring.Look(vault, made); err == nil || vault.Exists() {
		t.Errorf("no file: %+v, %v; it exists %v", o, err, vault.Exists())
	}
	ring, err := keyring.Open(vault)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ring.Reporter("somebody", made); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		what        string
		now         time.Time
		over, early int
	}{
		{"the day it was made", made, 0, 0},
		{"the season before", made.AddDate(0, 0, -keyring.EpochDays), 0, 1},
		{"long after", made.AddDate(0, 0, keyring.EpochKept), 1, 0},
	} {
		want := keyring.Outlook{Fingerprint: ring.Fingerprint(), Over: test.over, Early: test.early}
		if got, err := keyring.Look(vault, test.now); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", test.what, got, err, want)
		}
	}
}
