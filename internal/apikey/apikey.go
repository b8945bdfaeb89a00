// Package apikey is what the holder of an API key may do. A key is shown once, to whoever issued it; what is
// kept is its SHA-256, by which it is found again when it comes with a request.
//
// A plain hash suffices: a key is 160 random bits and no word that a person chose, so there is nothing to
// guess that salt or a slow hash would protect.
package apikey

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Why a key opens nothing, or there is none.
var (
	ErrNone    = errors.New("this needs an API key")
	ErrUnknown = errors.New("there is no such API key")
	ErrRevoked = errors.New("the API key was revoked")
	ErrExpired = errors.New("the time of the API key is over")
	ErrScope   = errors.New("the API key does not reach this")
	ErrTier    = errors.New("this is not for holders of the API key's tier")
)

// Tier is what the holder agreed with the operator.
type Tier string

// The tiers. Only a partner's users count as reporters of their own.
const (
	Free    Tier = "free"    // anyone who asks for a key: an app in development, a school's exchange
	Partner Tier = "partner" // a phone app's back end, a telecom operator, a police office
)

// factors are by how much each tier multiplies what a network may ask.
var factors = map[Tier]int{Free: 10, Partner: 100}

// Factor returns by how much the tier multiplies what a network may ask: 1 when there is no such tier.
func (t Tier) Factor() int { return max(1, factors[t]) }

// Scope is something that a key is for.
type Scope string

// The scopes.
const (
	Lookup   Scope = "lookup" // asking what is known of a subject
	Report   Scope = "report" // reporting, and what one can do with a receipt
	Anything Scope = ""       // what no key is needed for; every key opens it
)

// Hash is the SHA-256 of a key as it is written.
type Hash [sha256.Size]byte

// Key is what is kept of an API key.
type Key struct {
	Name    string // public: it stands beside the reports that came through the key
	Hash    Hash
	Tier    Tier
	Scopes  []Scope
	Expires time.Time // from then on it opens nothing; the zero time is never
	Revoked bool
}

// The years in which a key may expire: those whose every moment is so many nanoseconds from 1970 in 64 bits, as
// stores keep it.
const FirstYear, LastYear = 1678, 2261

const prefix = "rf_" // makes a key that leaked recognisable

var (
	letters = base32.StdEncoding.WithPadding(base32.NoPadding)
	form    = regexp.MustCompile(`rf_[A-Za-z2-7]{32}`)
	name    = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
)

// New returns a key as its holder writes it: rf_ and 160 random bits in lower-case base32 (RFC 4648).
func New() string {
	var secret [20]byte
	_, _ = rand.Read(secret[:]) // never fails, see crypto/rand
	return prefix + strings.ToLower(letters.EncodeToString(secret[:]))
}

// HashOf returns the hash of a key, or ErrUnknown for what cannot be one.
func HashOf(key string) (Hash, error) {
	if form.FindString(key) != key || key == "" {
		return Hash{}, ErrUnknown
	}
	return sha256.Sum256([]byte(key)), nil
}

// In reports whether text holds something of the form of a key.
func In(text string) bool { return strings.Contains(text, prefix) && form.MatchString(text) }

// Check returns what is wrong with a key that is to be kept, in words for the operator.
func (k Key) Check() error {
	switch {
	case !name.MatchString(k.Name):
		return errors.New("the name of a key has 1 to 64 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit")
	case factors[k.Tier] == 0:
		return fmt.Errorf("the tier of a key is %s or %s", Free, Partner)
	case len(k.Scopes) == 0 || slices.ContainsFunc(k.Scopes, func(s Scope) bool { return s != Lookup && s != Report }):
		return fmt.Errorf("the scopes of a key are %s, %s or both", Lookup, Report)
	case k.Hash == Hash{}:
		return errors.New("a key has a hash")
	case !k.Expires.IsZero() && (k.Expires.UTC().Year() < FirstYear || k.Expires.UTC().Year() > LastYear):
		return fmt.Errorf("a key expires by the year %d, or never", LastYear)
	}
	return nil
}

// Opens returns ErrRevoked, ErrExpired or ErrScope when the key does not open scope now.
func (k Key) Opens(scope Scope, now time.Time) error {
	switch {
	case k.Revoked:
		return ErrRevoked
	case !k.Expires.IsZero() && !now.Before(k.Expires):
		return ErrExpired
	case scope != Anything && !slices.Contains(k.Scopes, scope):
		return ErrScope
	}
	return nil
}
