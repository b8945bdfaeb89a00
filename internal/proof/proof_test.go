package proof_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/altcha-org/altcha-lib-go"

	"ringfence/internal/proof"
)

var (
	key  = []byte("a key of enough bytes to sign with")
	noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
)

// payload is a proof as ALTCHA's clients write it: with more in it than is read.
type payload struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int    `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
	Took      int    `json:"took"`
}

func (p payload) String() string {
	text, _ := json.Marshal(p)
	return base64.StdEncoding.EncodeToString(text)
}

// solve finds the number by trying, as any client would.
func solve(t *testing.T, c proof.Challenge) payload {
	t.Helper()
	for n := 0; n <= int(c.MaxNumber); n++ {
		sum := sha256.Sum256(fmt.Append([]byte(c.Salt), n))
		if hex.EncodeToString(sum[:]) == c.Challenge {
			return payload{c.Algorithm, c.Challenge, n, c.Salt, c.Signature, 12}
		}
	}
	t.Fatal("the challenge has no solution")
	return payload{}
}

func challenge(t *testing.T) proof.Challenge {
	t.Helper()
	c, err := proof.New(key, noon)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAProofIsAccepted(t *testing.T) {
	c := challenge(t)
	if c.Algorithm != "SHA-256" || c.MaxNumber != proof.MaxNumber || !strings.Contains(c.Salt, fmt.Sprintf("?expires=%d", noon.Add(2*time.Hour).Unix())) {
		t.Errorf("challenge %+v", c)
	}
	solved := solve(t, c)
	for name, given := range map[string]payload{"as it is": solved, "spelled otherwise": {solved.Algorithm, solved.Challenge, solved.Number, strings.TrimSuffix(solved.Salt, "&"), solved.Signature, 0}} {
		if answered, err := proof.Verify(key, given.String(), noon.Add(time.Minute)); err != nil || answered != c.Challenge {
			t.Errorf("%s: %s %v", name, answered, err)
		}
	}
	if other := challenge(t); other.Challenge == c.Challenge || other.Salt == c.Salt {
		t.Error("two challenges are the same")
	}
}

func TestWhatIsNoProof(t *testing.T) {
	solved := solve(t, challenge(t))
	change := func(how func(*payload)) string {
		p := solved
		how(&p)
		return p.String()
	}
	eternal, err := altcha.CreateChallenge(altcha.ChallengeOptions{Algorithm: altcha.SHA256, MaxNumber: 10, HMACKey: string(key)})
	if err != nil {
		t.Fatal(err)
	}
	weak, err := altcha.CreateChallenge(altcha.ChallengeOptions{Algorithm: altcha.SHA1, HMACKey: string(key), Salt: solved.Salt, Number: new(int64)})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, given string
		want        error
	}{
		{"nothing", "", proof.ErrUnreadable},
		{"no base64", "{}", proof.ErrUnreadable},
		{"no JSON", base64.StdEncoding.EncodeToString([]byte("number=1")), proof.ErrUnreadable},
		{"a number as text", base64.StdEncoding.EncodeToString([]byte(`{"number":"1"}`)), proof.ErrUnreadable},
		{"too long", change(func(p *payload) { p.Salt += strings.Repeat("x", 1<<10) }), proof.ErrUnreadable},
		{"an empty payload", base64.StdEncoding.EncodeToString([]byte("{}")), proof.ErrWrong},
		{"another number", change(func(p *payload) { p.Number++ }), proof.ErrWrong},
		{"a later end in the salt", change(func(p *payload) { p.Salt = strings.Replace(p.Salt, "expires=1", "expires=9", 1) }), proof.ErrWrong},
		{"a salt without an end", change(func(p *payload) { p.Salt, _, _ = strings.Cut(p.Salt, "?") }), proof.ErrWrong},
		{"another signature", change(func(p *payload) { p.Signature = strings.Repeat("0", 64) }), proof.ErrWrong},
		{"a challenge of one's own", change(func(p *payload) {
			p.Number++
			sum := sha256.Sum256([]byte(p.Salt + strconv.Itoa(p.Number)))
			p.Challenge = hex.EncodeToString(sum[:])
		}), proof.ErrWrong},
		{"another algorithm", change(func(p *payload) { p.Algorithm = "SHA-512" }), proof.ErrWrong},
		{"a weaker one, well signed", payload{weak.Algorithm, weak.Challenge, 0, weak.Salt, weak.Signature, 0}.String(), proof.ErrWrong},
		{"one without an end, well signed", solve(t, proof.Challenge(eternal)).String(), proof.ErrWrong},
	} {
		if challenge, err := proof.Verify(key, test.given, noon); !errors.Is(err, test.want) || challenge != "" {
			t.Errorf("%s: %q %v, want %v", test.name, challenge, err, test.want)
		}
	}
	if _, err := proof.Verify([]byte("the key of another service"), solved.String(), noon); !errors.Is(err, proof.ErrWrong) {
		t.Errorf("under another key: %v", err)
	}
}

func TestAProofExpires(t *testing.T) {
	given := solve(t, challenge(t)).String()
	if _, err := proof.Verify(key, given, noon.Add(proof.Lifetime)); err != nil {
		t.Errorf("in its last second: %v", err)
	}
	if _, err := proof.Verify(key, given, noon.Add(proof.Lifetime+time.Second)); !errors.Is(err, proof.ErrExpired) {
		t.Errorf("after it: %v", err)
	}
}
