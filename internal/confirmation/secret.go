package confirmation

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"golang.org/x/crypto/nacl/box"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// Secret is what a form alone holds: the X25519 private key to what its code is told. It does not print itself.
type Secret struct{ key [32]byte }

// public is the public key of a Secret.
type public [32]byte

func newSecret() (s Secret) {
	_, _ = rand.Read(s.key[:]) // never fails, see crypto/rand
	return s
}

// ParseSecret reads what Hex wrote.
func ParseSecret(s string) (secret Secret, ok bool) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(secret.key) {
		return Secret{}, false
	}
	return Secret{[32]byte(b)}, true
}

// Hex is how a form holds the secret.
func (s Secret) Hex() string { return hex.EncodeToString(s.key[:]) }

func (Secret) String() string { return "(secret)" }

// GoString keeps %#v from printing the secret.
func (Secret) GoString() string { return "(secret)" }

func (s Secret) public() *public {
	private, err := ecdh.X25519().NewPrivateKey(s.key[:])
	if err != nil {
		panic(err) // 32 bytes are always a private key
	}
	p := public(private.PublicKey().Bytes())
	return &p
}

// seal encrypts a phone so that only the holder of the secret reads it (libsodium's crypto_box_seal).
func (p *public) seal(phone subject.Key) ([]byte, error) {
	key := [32]byte(*p)
	sealed, err := box.SealAnonymous(nil, []byte(phone.String()), &key, rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("confirmation: seal: %w", err)
	}
	return sealed, nil
}

// open reads what was sealed, or returns fault.Damaged.
func (s Secret) open(sealed []byte) (subject.Key, error) {
	key := [32]byte(*s.public())
	plain, ok := box.OpenAnonymous(nil, sealed, &key, &s.key)
	if !ok {
		return subject.Key{}, fmt.Errorf("confirmation: sealed phone: %w", fault.Damaged)
	}
	phone, err := subject.ParseKey(string(plain))
	if err != nil {
		return subject.Key{}, fmt.Errorf("confirmation: sealed phone: %w", fault.Damaged)
	}
	return phone, nil
}
