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

func filled(t *testing.T, vault Vault) *Ring {
	t.Helper()
	ring, err := OpenAt(vault, now)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}
