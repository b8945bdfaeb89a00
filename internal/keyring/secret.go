package keyring

import (
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// SealSecret encrypts a secret that others gave or were given, as that of a webhook or the second factor of an account, under the present
// key of secrets. Only the same owner, which is its name in the store, opens it.
func (r *Ring) SealSecret(owner string, secret []byte) ([]byte, error) {
	key := r.named(secretKey)
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("keyring: seal: %w", err)
	}
	return shut(aead, secret, secretOf(owner)), nil
}

// OpenSecret decrypts what SealSecret made, under the present key or one from before the keys were rotated. It returns fault.Damaged when
// that was not sealed for this owner by these keys. What none of them opens may be sealed under one that another process made since.
func (r *Ring) OpenSecret(owner string, box []byte) ([]byte, error) {
	plain, err := openWith(r.secretKeys(), box, secretOf(owner))
	if err == nil {
		return plain, nil
	}
	if err := r.CatchUp(); err != nil {
		return nil, err
	}
	return openWith(r.secretKeys(), box, secretOf(owner))
}

// secretKeys returns the keys of secrets, the present one first and the first one last.
func (r *Ring) secretKeys() []Key {
	keys := []Key{r.named(secretKey)}
	for _, f := range r.former(formerSecret, 0) {
		keys = append(keys, f.key)
	}
	return keys
}

// secretOf keeps secrets apart from whatever else may come to be sealed under their key.
func secretOf(owner string) []byte { return []byte("secret/" + owner) }
