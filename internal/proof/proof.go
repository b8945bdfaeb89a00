// Package proof asks for a proof of work, in the protocol of ALTCHA v1 (https://altcha.org/docs/): the service hides a
// number, whoever asks finds it by trying, and nothing is remembered in between, since challenges are signed. A proof
// makes asking dear in bulk. It tells nobody from anybody.
package proof

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/altcha-org/altcha-lib-go"
)

// Lifetime is for how long a challenge may be answered: longer than people take over a report.
const Lifetime = 2 * time.Hour

// MaxNumber bounds the number that is hidden, so that 50,000 are tried on average and 100,000 at most. The site's solver
// needs a microsecond for each on a desk and up to ten on an old phone: at most a second. Programs that call crypto.subtle
// for each need some seconds.
const MaxNumber = 100_000

// maxSize is the length of the longest proof that is read, in bytes: those of ALTCHA's clients have 300 to 400.
const maxSize = 1 << 10

// Why a proof is none.
var (
	ErrUnreadable = errors.New("a proof is the JSON of an ALTCHA payload in base64")
	ErrWrong      = errors.New("the proof answers no challenge of this service")
	ErrExpired    = errors.New("the challenge's time is over")
)

// Challenge is what a client must solve: find the Number up to MaxNumber for which SHA-256 of Salt and the number, in
// decimal digits, is Challenge in hexadecimal. The time until which it may be answered stands in the Salt.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	MaxNumber int64  `json:"maxnumber"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// New returns a challenge that is signed with key.
func New(key []byte, now time.Time) (Challenge, error) {
	expires := now.Add(Lifetime)
	c, err := altcha.CreateChallenge(altcha.ChallengeOptions{
		Algorithm: altcha.SHA256, MaxNumber: MaxNumber, HMACKey: string(key), Expires: &expires,
	})
	if err != nil {
		return Challenge{}, fmt.Errorf("proof: %w", err)
	}
	return Challenge(c), nil
}

// Verify returns the challenge that a proof answers, which is the same however the proof is spelled. The error is
// ErrUnreadable, ErrWrong or ErrExpired.
func Verify(key []byte, given string, now time.Time) (challenge string, err error) {
	var p altcha.Payload
	if len(given) > maxSize {
		return "", ErrUnreadable
	}
	text, err := base64.StdEncoding.DecodeString(given)
	if err != nil || json.Unmarshal(text, &p) != nil {
		return "", ErrUnreadable
	}
	right, err := altcha.VerifySolutionSafe(p, string(key), false) // it would look at another clock
	if err != nil || !right || p.Algorithm != string(altcha.SHA256) {
		return "", ErrWrong
	}
	expires, err := strconv.ParseInt(altcha.ExtractParams(p).Get("expires"), 10, 64)
	switch {
	case err != nil:
		return "", ErrWrong // signed with this key for something else
	case now.Unix() > expires:
		return "", ErrExpired
	}
	return p.Challenge, nil
}
