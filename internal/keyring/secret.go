package keyring

import (
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// SealSecret encrypts a secret that others gave or were given, as that of a webhook, under a key that stays. Only the same owner, which
// is its name in the store, opens it.
func (r *Ring) SealSecret(owner string, secret []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(r.secretKey())
	if err != nil {
		return nil, fmt.Errorf("keyring: seal: %w", err)
	}
	return shut(aead, secret, secretOf(owner)), nil
}

// OpenSecret decrypts what SealSecret made. It returns fault.Damaged when that was not sealed for this owner by these keys.
func (r *Ring) OpenSecret(owner string, box []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(r.secretKey())
	if err != nil {
		return nil, fmt.Errorf("keyring: unseal: %w", err)
	}
	return open(aead, box, secretOf(owner))
}

func (r *Ring) secretKey() []byte {
	key := r.named(secretKey)
	return key[:]
}

// secretOf keeps secrets apart from whatever else may come to be sealed under their key.
func secretOf(owner string) []byte { return []byte("secret/" + owner) }
