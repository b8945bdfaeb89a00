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
