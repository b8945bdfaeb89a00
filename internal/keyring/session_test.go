package keyring

import (
	"bytes"
	"errors"
	"testing"

	"ringfence/internal/fault"
)

func TestASessionIsOpenedByTheKeysThatSealedIt(t *testing.T) {
	vault := &Memory{}
	ring, other := filled(t, vault), filled(t, &Memory{})
	box, err := ring.SealSession([]byte("who is signed in"))
	if err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]*Ring{"the same": ring, "another instance": filled(t, vault)} {
		if plain, err := of.OpenSession(box); err != nil || string(plain) != "who is signed in" {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
	altered := bytes.Clone(box)
	altered[len(altered)-1] ^= 1
	secret, err := ring.SealSecret("session", []byte("who is signed in"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		of  *Ring
		box []byte
	}{"by other keys": {other, box}, "altered": {ring, altered}, "cut short": {ring, box[:10]}, "nothing": {ring, nil}, "a secret": {ring, secret}} {
		if _, err := c.of.OpenSession(c.box); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSessionsEnd: what was sealed before opens nothing more, with the same keys elsewhere neither, and secrets open as before.
func TestSessionsEnd(t *testing.T) {
	vault := &Memory{}
	ring, other := filled(t, vault), filled(t, vault)
	session, err := ring.SealSession([]byte("who is signed in"))
	check(t, err)
	visit, err := ring.SealVisit("campus", []byte("who studies"))
	check(t, err)
	secret, err := ring.SealSecret("Ling", []byte("a factor"))
	check(t, err)
	check(t, ring.EndSessions())
	check(t, other.CatchUp())
	for name, of := range map[string]*Ring{"here": ring, "elsewhere": other} {
		if _, err := of.OpenSession(session); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s a session goes on: %v", name, err)
		}
		if _, err := of.OpenVisit("campus", visit); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s a visit goes on: %v", name, err)
		}
		if _, err := of.OpenSecret("Ling", secret); err != nil {
			t.Errorf("%s a secret opens no more: %v", name, err)
		}
	}
	anew, err := ring.SealSession([]byte("who is signed in"))
	check(t, err)
	if _, err := other.OpenSession(anew); err != nil {
		t.Errorf("nobody signs in elsewhere: %v", err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func filled(t *testing.T, vault Vault) *Ring {
	t.Helper()
	ring, err := OpenAt(vault, now)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}
