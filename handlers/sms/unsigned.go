package sms

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"time"
)

// secretForm is what may stand in an address without an escape and cannot be guessed.
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{20,128}$`)

// unsigned is how a gateway that signs nothing is told from others: by a secret in the address that it was given, and by the
// networks that it sends from. A message that came so proves nothing of whose phone it is from.
type unsigned struct {
	Secret   string
	Networks []netip.Prefix
}

// check returns what is missing, in words for the operator.
func (u unsigned) check() error {
	switch {
	case !secretForm.MatchString(u.Secret):
		return errors.New("the secret of its address must have 20 to 128 of A-Z, a-z, 0-9, dash and underscore")
	case len(u.Networks) == 0:
		return errors.New("the networks that it sends from must be named")
	case slices.ContainsFunc(u.Networks, func(p netip.Prefix) bool { return !p.IsValid() }):
		return errors.New("one of the networks that it sends from is none")
	}
	return nil
}

// Signed is false.
func (unsigned) Signed() bool { return false }

// SignsAddress is false.
func (unsigned) SignsAddress() bool { return false }

// Verify looks at the secret and the client's address. Both are compared in any case, so that time does not tell which is wrong.
func (u unsigned) Verify(r *http.Request, _ string, _ []byte, _ time.Time) (Once, error) {
	given, right := sha256.Sum256([]byte(r.PathValue("secret"))), sha256.Sum256([]byte(u.Secret))
	known := subtle.ConstantTimeCompare(given[:], right[:]) == 1
	if !u.sends(r.RemoteAddr) || !known {
		return Once{}, ErrForbidden
	}
	return Once{}, nil
}

// sends reports whether an address is in one of the networks.
func (u unsigned) sends(address string) bool {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	at = at.Unmap().WithZone("")
	return slices.ContainsFunc(u.Networks, func(p netip.Prefix) bool { return p.Contains(at) })
}
