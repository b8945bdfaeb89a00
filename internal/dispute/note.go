package dispute

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// How long things are good for.
const (
	DigitsFor = 30 * time.Minute    // digits that were texted to a number
	HeldFor   = 30 * 24 * time.Hour // what is held is shown so long after the proof: numbers change hands
	textsIn   = 24 * time.Hour      // MaxTexts are of
)

// secrets are what only the service knows of a case.
type secrets struct {
	Digits string      `json:"digits,omitempty"` // that are to be texted, or typed
	Tries  int         `json:"tries,omitempty"`  // of typing them
	Sent   []time.Time `json:"sent,omitempty"`   // when texts were sent, the last ones
	Token  string      `json:"token,omitempty"`  // of the record
}

// good reports whether the digits that were texted to a number can still be typed.
func (s *secrets) good(now time.Time) bool {
	return s.Digits != "" && s.Tries < MaxTries && len(s.Sent) > 0 && now.Before(s.Sent[len(s.Sent)-1].Add(DigitsFor))
}

// is reports whether digits are right, in a time that does not tell how nearly.
func (s *secrets) is(digits string) bool {
	return s.Digits != "" && subtle.ConstantTimeCompare([]byte(s.Digits), []byte(digits)) == 1
}

// textsLeft is how many more texts may be sent for this case at now.
func (s *secrets) textsLeft(now time.Time) int {
	left := MaxTexts
	for _, at := range s.Sent {
		if now.Before(at.Add(textsIn)) {
			left--
		}
	}
	return max(left, 0)
}

var digitsThere = new(big.Int).Exp(big.NewInt(10), big.NewInt(smstext.CodeDigits), nil)

func newDigits() string {
	n, _ := rand.Int(rand.Reader, digitsThere) // never fails, see crypto/rand
	return fmt.Sprintf("%0*d", smstext.CodeDigits, n)
}

func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return hex.EncodeToString(b[:])
}

// recordPrefix begins the value of a TXT record.
const recordPrefix = "ringfence-verify="

// recordOf returns the record that proves a domain.
func recordOf(about subject.Key, token string) Record {
	return Record{Name: "_ringfence." + about.Value(), Value: recordPrefix + token}
}

// noteName is the name under which the secrets of a case are sealed, so that none can be put in the place of another's.
func noteName(id string) conversation.Name { return conversation.Name("case/" + id) }

func paperName(id, name string) conversation.Name {
	return conversation.Name("case/" + id + "/" + name)
}

// seal puts away the secrets of a case.
func (o *Office) seal(c casefile.Case, s secrets) (casefile.Case, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return c, fmt.Errorf("dispute: secrets: %w", err)
	}
	day, box, err := o.Keys.SealNote(plain, noteName(c.ID), o.Clock())
	if err != nil {
		return c, err
	}
	return c.Seal(day, box), nil
}

// secrets returns those of a case. Whose key is destroyed has none any more.
func (o *Office) secrets(c casefile.Case) (s secrets, err error) {
	if len(c.Sealed) == 0 {
		return secrets{}, nil
	}
	plain, err := o.Keys.OpenNote(c.SealedOn, c.Sealed, noteName(c.ID))
	if errors.Is(err, fault.NotFound) {
		return secrets{}, nil
	}
	if err != nil {
		return secrets{}, err
	}
	if err := json.Unmarshal(plain, &s); err != nil {
		return secrets{}, fmt.Errorf("dispute: secrets: %w", fault.Damaged)
	}
	return s, nil
}
