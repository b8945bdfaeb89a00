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
	ring, err := keyring.OpenAt(vault, made)
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
		want := keyring.Outlook{Fingerprint: ring.Fingerprint(), Over: test.over, Early: test.early, Signs: made}
		if got, err := keyring.Look(vault, test.now); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", test.what, got, err, want)
		}
	}
	rotated := made.AddDate(1, 0, 0)
	if err := ring.RotateSigning(rotated); err != nil {
		t.Fatal(err)
	}
	for when, until := range map[time.Duration]time.Time{0: rotated.Add(keyring.SignsOn), keyring.SignsOn: {}} {
		if got, err := keyring.Look(vault, rotated.Add(when)); err != nil || !got.Signs.Equal(rotated) || !got.OldUntil.Equal(until) {
			t.Errorf("%s after a rotation: %+v, %v", when, got, err)
		}
	}
}
