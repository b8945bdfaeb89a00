package moderator

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// The second factor, as every authenticator app has it by default.
const (
	StepLasts = 30 * time.Second
	skew      = 1  // steps by which a phone's clock may be off, either way
	seed      = 20 // bytes of a secret, RFC 4226, section 4
)

// NewFactor returns the secret of a second factor.
func NewFactor() []byte {
	secret := make([]byte, seed)
	_, _ = rand.Read(secret) // it never fails
	return secret
}

// letters writes secrets as authenticator apps take them.
var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Spelled returns a secret as people type it where no camera is at hand.
func Spelled(secret []byte) string {
	var groups strings.Builder
	for i, r := range letters.EncodeToString(secret) {
		if i > 0 && i%4 == 0 {
			groups.WriteByte(' ')
		}
		groups.WriteRune(r)
	}
	return groups.String()
}

// FactorURI returns the address that a QR code hands a secret to an authenticator app by. Site is what the app files it under.
func FactorURI(site, name string, secret []byte) string {
	site = strings.ReplaceAll(site, ":", " ")
	query := url.Values{"secret": {letters.EncodeToString(secret)}, "issuer": {site}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape(site) + ":" + url.PathEscape(name) + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
}

// StepOf returns the time step that a code is of, and false where it is of none that can be used at now: one that lies more than a step
// away, or not after the last that was used.
func StepOf(code string, secret []byte, now time.Time, used int64) (step int64, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code)
	present := now.Unix() / int64(StepLasts/time.Second)
	for s := present - skew; s <= present+skew; s++ {
		want, err := codeOf(secret, s)
		if err == nil && s > used && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// codeOf returns the code of a step.
func codeOf(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(letters.EncodeToString(secret), uint64(max(step, 0)), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// Code returns the code of the step of now, as the app shows it.
func Code(secret []byte, now time.Time) (string, error) {
	return codeOf(secret, now.Unix()/int64(StepLasts/time.Second))
}
