package keyring

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// SignsOn is how long a signing key goes on signing beside the one that was made after it: so long has everybody who trusts the
// old one to learn of the new one.
const SignsOn = 90 * 24 * time.Hour

// Signing keys are named keys, by the second in which they were made: so a version that knows no signing keeps them.
const (
	signingKey    = "signing/"
	signingMoment = "20060102T150405Z"
)

// SigningKey is what the public may know of a key that signs.
type SigningKey struct {
	Verifier string // as golang.org/x/mod/sumdb/note and others who verify signed notes want it
	Made     time.Time
	Until    time.Time // when it signs no more and is destroyed; zero for the newest, which signs until a while after the next is made
}

// dated is a signing key with its dates.
type dated struct {
	name        string // among the named keys
	made, until time.Time
	seed        Key
}

// over reports whether the time of a key is over.
func (d dated) over(now time.Time) bool { return !d.until.IsZero() && !now.Before(d.until) }

// Signer returns the name that notes are signed in.
func (r *Ring) Signer() string { return "ringfence/" + r.Fingerprint() }

// SignNote returns text, which ends with a newline, as a signed note (https://c2sp.org/signed-note) under every signing key whose
// time is not over, the newest first. The same keys make the same note.
func (r *Ring) SignNote(text []byte, now time.Time) ([]byte, error) {
	keys, err := r.signing(now)
	if err != nil {
		return nil, err
	}
	signers := make([]note.Signer, len(keys))
	for i, k := range keys {
		if signers[i], err = newSigner(r.Signer(), k.seed); err != nil {
			return nil, err
		}
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signers...)
	if err != nil {
		return nil, fmt.Errorf("keyring: sign: %w", err)
	}
	return signed, nil
}

// SigningKeys returns the keys that sign at a moment, the newest first.
func (r *Ring) SigningKeys(now time.Time) ([]SigningKey, error) {
	keys, err := r.signing(now)
	if err != nil {
		return nil, err
	}
	shown := make([]SigningKey, len(keys))
	for i, k := range keys {
		verifier, err := verifierOf(r.Signer(), k.seed)
		if err != nil {
			return nil, err
		}
		shown[i] = SigningKey{verifier, k.made, k.until}
	}
	return shown, nil
}

// Verifiers returns what verifies the signatures of the keys that sign at a moment.
func (r *Ring) Verifiers(now time.Time) ([]string, error) {
	keys, err := r.SigningKeys(now)
	verifiers := make([]string, len(keys))
	for i, k := range keys {
		verifiers[i] = k.Verifier
	}
	return verifiers, err
}

// RotateSigning makes a new signing key. The one before signs beside it until SignsOn has passed.
func (r *Ring) RotateSigning(now time.Time) error {
	return r.update(func(m *Material) (bool, error) {
		m.Named[nextSigning(signingKeys(m), now)] = newKey()
		return true, nil
	})
}

// ReplaceSigning makes a new signing key and destroys all others, which somebody else may have.
func (r *Ring) ReplaceSigning(now time.Time) error {
	return r.update(func(m *Material) (bool, error) {
		old := signingKeys(m)
		for _, k := range old {
			delete(m.Named, k.name)
		}
		m.Named[nextSigning(old, now)] = newKey()
		return true, nil
	})
}

// nextSigning returns the name of a key that is made after others.
func nextSigning(others []dated, now time.Time) string {
	at := now.Truncate(time.Second)
	if len(others) > 0 && !at.After(others[0].made) { // within one second, or by a clock that went back
		at = others[0].made.Add(time.Second)
	}
	return signingName(at)
}

// CatchUp learns of the keys that other processes made or destroyed. While the vault is away the ring goes on with those it has.
func (r *Ring) CatchUp() error {
	return r.update(func(*Material) (bool, error) { return false, nil })
}

// signing returns the keys that sign at a moment, the newest first, as of the last CatchUp: who asks for a signature does not wait for
// the vault.
func (r *Ring) signing(now time.Time) ([]dated, error) {
	r.mu.RLock()
	keys := signingKeys(&r.material)
	r.mu.RUnlock()
	if keys = slices.DeleteFunc(keys, func(d dated) bool { return d.over(now) }); len(keys) == 0 {
		return nil, errors.New("keyring: there is no signing key")
	}
	return keys, nil
}

// signingKeys returns all signing keys, the newest first.
func signingKeys(m *Material) []dated {
	var keys []dated
	for name, seed := range m.Named {
		if at, ok := strings.CutPrefix(name, signingKey); ok {
			if made, err := time.Parse(signingMoment, at); err == nil {
				keys = append(keys, dated{name: name, made: made, seed: seed})
			}
		}
	}
	slices.SortFunc(keys, func(a, b dated) int { return b.made.Compare(a.made) })
	for i := range keys[min(1, len(keys)):] {
		keys[i+1].until = keys[i].made.Add(SignsOn)
	}
	return keys
}

func signingName(made time.Time) string { return signingKey + made.UTC().Format(signingMoment) }

// signer signs notes with one key.
type signer struct {
	note.Verifier
	private ed25519.PrivateKey
}

// Sign makes a signer a note.Signer.
func (s signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.private, msg), nil }

func newSigner(name string, seed Key) (note.Signer, error) {
	verifier, err := verifierOf(name, seed)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return nil, fmt.Errorf("keyring: sign: %w", err)
	}
	return signer{v, ed25519.NewKeyFromSeed(seed[:])}, nil
}

// verifierOf returns what verifies the signatures of a key.
func verifierOf(name string, seed Key) (string, error) {
	public, _ := ed25519.NewKeyFromSeed(bytes.Clone(seed[:])).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return "", fmt.Errorf("keyring: sign: %w", err)
	}
	return verifier, nil
}
