package keyring

import (
	"bytes"
	"errors"
	"testing"

	"ringfence/internal/fault"
)

func TestASecretOpensForItsOwnerOnly(t *testing.T) {
	file, ring := inFile(t)
	secret := []byte("whsec_of a campus")
	box, err := ring.SealSecret("webhook/zju", secret)
	if err != nil || bytes.Contains(box, secret) {
		t.Fatalf("%q, %v", box, err)
	}
	if _, err := ring.Expire(now.AddDate(50, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if opened, err := reopen(t, file).OpenSecret("webhook/zju", box); err != nil || !bytes.Equal(opened, secret) {
		t.Errorf("it opens as %q, %v", opened, err)
	}
	again, err := ring.SealSecret("webhook/zju", secret)
	if err != nil || bytes.Equal(again, box) {
		t.Errorf("the same secret is sealed to the same bytes, %v", err)
	}
	_, other := inFile(t)
	for _, c := range []struct {
		name  string
		ring  *Ring
		owner string
		box   []byte
	}{
		{"another owner", ring, "webhook/pku", box},
		{"other keys", other, "webhook/zju", box},
		{"cut off", ring, "webhook/zju", box[:len(box)-1]},
		{"nothing", ring, "webhook/zju", nil},
	} {
		if opened, err := c.ring.OpenSecret(c.owner, c.box); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: it opens as %q, %v", c.name, opened, err)
		}
	}
}

// What is sealed after a rotation no copy of the keys from before opens; what was sealed before opens on, however often they are rotated
// and however late, and for a process too that has not looked since.
func TestSecretsAfterRotations(t *testing.T) {
	file, ring := inFile(t)
	instance, thief := reopen(t, file), copied(t, file)
	var boxes [][]byte
	for n := range 3 {
		boxes = append(boxes, must[[]byte](t)(ring.SealSecret("factor/Mei", []byte{byte(n)})))
		member := ring.CampusSubject("https://idp.example", "jo")
		if err := ring.Rotate(now); err != nil {
			t.Fatal(err)
		}
		if ring.CampusSubject("https://idp.example", "jo") != member {
			t.Error("who signs in at a university is somebody else after a rotation")
		}
	}
	boxes = append(boxes, must[[]byte](t)(ring.SealSecret("factor/Mei", []byte{3})))
	if _, err := ring.Expire(now.AddDate(50, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for n, box := range boxes {
		for name, r := range map[string]*Ring{"opened anew": reopen(t, file), "another instance": instance, "the same": ring} {
			if secret, err := r.OpenSecret("factor/Mei", box); err != nil || len(secret) != 1 || secret[0] != byte(n) {
				t.Errorf("%s: the secret of before rotation %d opens as %v, %v", name, n, secret, err)
			}
		}
		if _, err := ring.OpenSecret("factor/Wei", box); !errors.Is(err, fault.Damaged) {
			t.Errorf("of somebody else: %v", err)
		}
		if _, err := thief.OpenSecret("factor/Mei", box); (err == nil) != (n == 0) {
			t.Errorf("with keys from before the rotations, that of before rotation %d: %v", n, err)
		}
	}
}
