package keyring

import (
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// SealSession encrypts what whoever is signed in brings along in a cookie, under a key that stays until the keys are rotated or sessions are
// ended: all are signed out then. What is sealed says by itself how long it is good for.
func (r *Ring) SealSession(plain []byte) ([]byte, error) { return r.sealCookie("session", plain) }

// OpenSession decrypts what SealSession made. It returns fault.Damaged when that was not sealed by these keys, or by some from before
// that.
func (r *Ring) OpenSession(box []byte) ([]byte, error) { return r.openCookie("session", box) }

// EndSessions has whoever is signed in be so no more, and no visitor's cookie open anything: within a minute wherever these keys are in use.
func (r *Ring) EndSessions() error {
	return r.update(func(m *Material) (bool, error) {
		m.Named[sessionKey] = newKey()
		return true, nil
	})
}

// SealVisit is SealSession for what a visitor brings along who is nobody at the desk. Only the same purpose opens it, and OpenSession never.
func (r *Ring) SealVisit(purpose string, plain []byte) ([]byte, error) {
	return r.sealCookie("visit/"+purpose, plain)
}

// OpenVisit decrypts what SealVisit made, as OpenSession does.
func (r *Ring) OpenVisit(purpose string, box []byte) ([]byte, error) {
	return r.openCookie("visit/"+purpose, box)
}

func (r *Ring) sealCookie(owner string, plain []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(r.sessionKey())
	if err != nil {
		return nil, fmt.Errorf("keyring: seal: %w", err)
	}
	return shut(aead, plain, []byte(owner)), nil
}

func (r *Ring) openCookie(owner string, box []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(r.sessionKey())
	if err != nil {
		return nil, fmt.Errorf("keyring: unseal: %w", err)
	}
	return open(aead, box, []byte(owner))
}

func (r *Ring) sessionKey() []byte {
	key := r.named(sessionKey)
	return key[:]
}
