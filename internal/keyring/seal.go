package keyring

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// sealedUnit is what sealed testimony is padded to a multiple of, so that its size does not tell its text.
const sealedUnit = 512

// sealed is testimony as it is written down, with what no program is shown.
type sealed struct {
	report.Testimony
	EmployerBucket uint8 `json:"employer_bucket,omitempty"`
	WeekNetwork    uint8 `json:"week_network,omitempty"`
}

// Seal encrypts testimony under the key of the day of now, with XChaCha20-Poly1305. Only the same receipt
// opens it.
func (r *Ring) Seal(t report.Testimony, receipt report.ReceiptHash, now time.Time) (reputation.Date, []byte, error) {
	plain, err := json.Marshal(sealed{t, t.EmployerBucket, t.WeekNetwork})
	if err != nil {
		return 0, nil, fmt.Errorf("keyring: seal: %w", err)
	}
	for len(plain)%sealedUnit != 0 {
		plain = append(plain, ' ')
	}
	return r.seal(plain, receipt[:], now)
}

// Unseal decrypts testimony. It returns fault.NotFound when the key of its day was destroyed, and
// fault.Damaged when the bytes are not what was sealed.
func (r *Ring) Unseal(day reputation.Date, box []byte, receipt report.ReceiptHash) (report.Testimony, error) {
	plain, err := r.unseal(day, box, receipt[:])
	if err != nil {
		return report.Testimony{}, err
	}
	var t sealed
	if err := json.Unmarshal(plain, &t); err != nil {
		return report.Testimony{}, fmt.Errorf("keyring: sealed testimony: %w", fault.Damaged)
	}
	t.Testimony.EmployerBucket, t.Testimony.WeekNetwork = t.EmployerBucket, t.WeekNetwork
	return t.Testimony, nil
}

// seal encrypts what is padded already under the key of the day of now. Only the same owner opens it.
func (r *Ring) seal(plain, owner []byte, now time.Time) (reputation.Date, []byte, error) {
	day := reputation.DateOf(now)
	key, err := keyOf(r, testimonyKeys, day)
	if err != nil {
		return 0, nil, err
	}
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return 0, nil, fmt.Errorf("keyring: seal: %w", err)
	}
	return day, shut(aead, plain, owner), nil
}

// unseal decrypts what seal made, with its padding. What no key of its day opens may be sealed under one that another process made since.
func (r *Ring) unseal(day reputation.Date, box, owner []byte) ([]byte, error) {
	keys, err := r.keysOf(day)
	if err != nil {
		return nil, err
	}
	plain, err := openWith(keys, box, owner)
	if err == nil {
		return plain, nil
	}
	if err := r.CatchUp(); err != nil {
		return nil, err
	}
	anew, err := r.keysOf(day)
	if err != nil {
		return nil, err
	}
	if plain, err = openWith(anew, box, owner); err != nil && len(r.former(destroyedTestimony, int(day))) > 0 {
		return nil, fmt.Errorf("keyring: a key of that day was destroyed: %w", fault.NotFound)
	}
	return plain, err
}

// openWith decrypts with whichever key opens, or is fault.Damaged.
func openWith(keys []Key, box, owner []byte) (plain []byte, err error) {
	for _, key := range keys {
		aead, wrong := chacha20poly1305.NewX(key[:])
		if wrong != nil {
			return nil, fmt.Errorf("keyring: unseal: %w", wrong)
		}
		if plain, err = open(aead, box, owner); err == nil {
			return plain, nil
		}
	}
	return nil, err
}

// shut encrypts for an owner, under a random nonce that stands before what it returns.
func shut(aead cipher.AEAD, plain, owner []byte) []byte {
	box := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(box)
	return aead.Seal(box, box, plain, owner)
}

// open decrypts what shut made, or is fault.Damaged.
func open(aead cipher.AEAD, box, owner []byte) ([]byte, error) {
	if len(box) < aead.NonceSize() {
		return nil, fmt.Errorf("keyring: what was sealed: %w", fault.Damaged)
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], owner)
	if err != nil {
		return nil, fmt.Errorf("keyring: what was sealed: %w", fault.Damaged)
	}
	return plain, nil
}

// boxEnd begins the padding of what is sealed as bytes (ISO/IEC 7816-4): zeros follow it.
const boxEnd = 0x80

// padded returns bytes with what makes their size one of few.
func padded(plain []byte) []byte {
	b := append(append(make([]byte, 0, len(plain)+sealedUnit), plain...), boxEnd)
	for len(b)%sealedUnit != 0 {
		b = append(b, 0)
	}
	return b
}

// unpadded decrypts what was padded and sealed.
func (r *Ring) unpadded(day reputation.Date, box, owner []byte) ([]byte, error) {
	b, err := r.unseal(day, box, owner)
	if err != nil {
		return nil, err
	}
	end := len(b) - 1
	for end >= 0 && b[end] == 0 {
		end--
	}
	if end < 0 || b[end] != boxEnd {
		return nil, fmt.Errorf("keyring: what was sealed: %w", fault.Damaged)
	}
	return b[:end], nil
}
