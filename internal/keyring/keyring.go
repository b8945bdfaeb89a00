// Package keyring holds every secret of the service and does with them what other rooms need, so that no
// other room touches a key: receipts, pseudonyms, network buckets, the names that senders of text messages are remembered
// under, the sealing of testimony and of those memories, and the signing of what is published.
//
// Keys that protect people are short-lived. Those of reporters and buckets belong to epochs of 90 days and
// are destroyed 270 days after their start; testimony is sealed under the key of its day, which is
// destroyed after 30 days. Who asked for no more replies is known by a key that stays, since that holds for good. What was made with a destroyed key cannot be read or recomputed by anyone, in
// whatever file, log or backup it survives.
//
// Keys that somebody else may have are rotated: what comes afterwards is hidden under others. Those that protect people can be destroyed
// before their time.
package keyring

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"maps"
	"sync"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// Lifetimes of the keys, in days.
const (
	EpochDays     = 90
	EpochKept     = 270 // from the start of the epoch
	TestimonyKept = 30  // from the end of its day
)

// Key is one secret. It does not print itself.
type Key [32]byte

func (Key) String() string { return "(secret)" }

// LogValue keeps a log from writing the key.
func (Key) LogValue() slog.Value { return slog.StringValue("(secret)") }

// GoString keeps %#v from printing the key.
func (Key) GoString() string { return "(secret)" }

// MarshalText is how a vault writes a key.
func (k Key) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(k[:])), nil }

// UnmarshalText reads what MarshalText wrote.
func (k *Key) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(k) {
		return errors.New("a key is 64 hexadecimal digits")
	}
	*k = Key(b)
	return nil
}

// Material is all secrets of one service.
type Material struct {
	Fingerprint string                  // public name of the whole: data belong to it
	Named       map[string]Key          // keys without a date, by purpose; and those that sign and former ones, by names that have dates
	Reporter    map[int]Key             // by epoch
	Bucket      map[int]Key             // by epoch
	Testimony   map[reputation.Date]Key // by day
}

// Vault keeps Material: a file, or a key management service.
type Vault interface {
	// Update hands the present material to change and keeps what it left, durably, when change returns true.
	// Updates by other processes are seen and not lost. A vault that is new hands over empty Material.
	Update(change func(*Material) (bool, error)) error
}

// Ring is an opened keyring. It is safe for concurrent use.
type Ring struct {
	vault    Vault
	updating sync.Mutex // whoever asks the vault, which may take its time, holds it
	mu       sync.RWMutex
	material Material // its maps are replaced and never changed
	formers  []former // in it
}

// Purposes of named keys.
const (
	receiptKey = "receipt"
	limitsKey  = "limits"
	proofKey   = "proof"
	stopKey    = "stop"
	padKey     = "pad"
	noiseKey   = "noise"
	secretKey  = "secret"
	sessionKey = "session"
	logKey     = "log"
)

// Open reads the vault, filling a new one. The key under which it is kept who wants no replies is made in a vault of an earlier
// version, too: a copy of the keys that was taken before would have everybody's wish void without a word. So is that of padding, without
// which no range can be answered, and the first key that signs: whoever trusted another one would have to be told of the one that a
// copy lacks. So are that of the noise of trends, which could be averaged out if it were drawn under another one, and that of secrets,
// which nobody could open without it, and that of the audit log, without which no entry could be told from a forged one. That of
// sessions is made at once so that all instances share it.
func Open(vault Vault) (*Ring, error) {
	return OpenAt(vault, time.Now())
}

// OpenAt is Open at a moment, from which on the first key that signs is dated.
func OpenAt(vault Vault, now time.Time) (*Ring, error) {
	r := &Ring{vault: vault}
	err := r.update(func(m *Material) (changed bool, err error) {
		if m.Fingerprint == "" {
			var id [8]byte
			_, _ = rand.Read(id[:])
			*m = Material{Fingerprint: hex.EncodeToString(id[:]), Named: map[string]Key{receiptKey: newKey()}}
		}
		if m.Named == nil {
			m.Named = map[string]Key{}
		}
		for _, purpose := range []string{stopKey, padKey, noiseKey, secretKey, sessionKey, logKey} {
			if _, ok := m.Named[purpose]; !ok {
				m.Named[purpose], changed = newKey(), true
			}
		}
		if len(signingKeys(m)) == 0 {
			m.Named[signingName(now)], changed = newKey(), true
		}
		return changed, nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Fingerprint is the public name of this keyring.
func (r *Ring) Fingerprint() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.material.Fingerprint
}

// LimitSecret returns the key under which callers are hashed to count what they ask. It is made on first
// need and stays, so that instances with the same keys share their limits.
func (r *Ring) LimitSecret() ([]byte, error) {
	key, err := keyOf(r, namedKeys, limitsKey)
	return key[:], err
}

// ProofSecret returns the key under which challenges for a proof of work are signed. It is made on first need and
// stays, so that instances with the same keys take each other's.
func (r *Ring) ProofSecret() ([]byte, error) {
	key, err := keyOf(r, namedKeys, proofKey)
	return key[:], err
}

// Expire destroys the keys whose time is over and returns how many those were.
func (r *Ring) Expire(now time.Time) (destroyed int, err error) {
	err = r.update(func(m *Material) (bool, error) {
		destroyed = 0
		for _, keys := range []map[int]Key{m.Reporter, m.Bucket} {
			for epoch := range keys {
				if epochOver(epoch, now) {
					delete(keys, epoch)
					destroyed++
				}
			}
		}
		for day := range m.Testimony {
			if dayOver(day, now) {
				delete(m.Testimony, day)
				destroyed++
			}
		}
		for _, k := range signingKeys(m) {
			if k.over(now) {
				delete(m.Named, k.name)
				destroyed++
			}
		}
		forgotten := false
		for _, f := range formerKeys(m) {
			if f.over(now) {
				delete(m.Named, f.name)
				if forgotten = true; f.family != destroyedTestimony {
					destroyed++
				}
			}
		}
		return forgotten || destroyed > 0, nil
	})
	return destroyed, err
}

func epochOver(epoch int, now time.Time) bool {
	return !now.Before(epochStart(epoch).AddDate(0, 0, EpochKept))
}

func dayOver(day reputation.Date, now time.Time) bool {
	return !now.Before(day.Time().AddDate(0, 0, TestimonyKept+1))
}

func epochOf(t time.Time) int { return int(reputation.DateOf(t)) / EpochDays }

func epochStart(epoch int) time.Time {
	return time.Unix(int64(epoch)*EpochDays*24*60*60, 0).UTC()
}

func (r *Ring) named(purpose string) Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.material.Named[purpose]
}

// shelf is one family of dated keys within Material.
type shelf[T comparable] func(*Material) *map[T]Key

func namedKeys(m *Material) *map[string]Key              { return &m.Named }
func reporterKeys(m *Material) *map[int]Key              { return &m.Reporter }
func bucketKeys(m *Material) *map[int]Key                { return &m.Bucket }
func testimonyKeys(m *Material) *map[reputation.Date]Key { return &m.Testimony }

func (r *Ring) existing(s shelf[int], epoch int) (Key, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	key, ok := (*s(&r.material))[epoch]
	return key, ok
}

// keyOf returns the key of a date, making it when it is the first of its time. It is kept by the vault
// before it is used.
func keyOf[T comparable](r *Ring, s shelf[T], date T) (Key, error) {
	r.mu.RLock()
	key, ok := (*s(&r.material))[date]
	r.mu.RUnlock()
	if ok {
		return key, nil
	}
	err := r.update(func(m *Material) (bool, error) {
		keys := s(m)
		if key, ok = (*keys)[date]; ok {
			return false, nil
		}
		if *keys == nil {
			*keys = map[T]Key{}
		}
		key = newKey()
		(*keys)[date] = key
		return true, nil
	})
	return key, err
}

// update changes the vault and takes over what it holds then. Who needs no more than is in memory does not wait for it.
func (r *Ring) update(change func(*Material) (bool, error)) error {
	r.updating.Lock()
	defer r.updating.Unlock()
	known := r.Fingerprint()
	var kept Material
	err := r.vault.Update(func(m *Material) (bool, error) {
		if known != "" && m.Fingerprint != known {
			return false, errReplaced
		}
		changed, err := change(m)
		kept = m.clone()
		return changed, err
	})
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.material, r.formers = kept, formerKeys(&kept)
	return nil
}

// errReplaced is what becomes of a vault that was emptied or exchanged under a ring, as a file is that is being put back: taking over
// what it holds would give all data other keys, and writing to it would make keys to which nothing belongs.
var errReplaced = fmt.Errorf("the keys are away, or others have taken their place: %w", fault.Unavailable)

// clone returns a copy that shares no map.
func (m *Material) clone() Material {
	return Material{m.Fingerprint, maps.Clone(m.Named), maps.Clone(m.Reporter), maps.Clone(m.Bucket), maps.Clone(m.Testimony)}
}

func newKey() (k Key) {
	_, _ = rand.Read(k[:]) // never fails, see crypto/rand
	return k
}

// mac is HMAC-SHA256 over a purpose and its parts, each with its length before it.
func mac(key Key, purpose string, parts ...[]byte) []byte {
	return sum(hmac.New(sha256.New, key[:]), purpose, parts...)
}

func sum(h hash.Hash, purpose string, parts ...[]byte) []byte {
	h.Write([]byte(purpose))
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write(p)
	}
	return h.Sum(nil)
}
