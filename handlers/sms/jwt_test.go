package sms

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// at is when the tests of signatures take place.
var at = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// signed returns a token as vendors make them.
func signed(t testing.TB, algorithm, key string, claims jwt.MapClaims) string {
	t.Helper()
	written, err := jwt.NewWithClaims(jwt.GetSigningMethod(algorithm), claims).SignedString([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return written
}

// with returns claims with others in their place; nil takes one away.
func with(claims, others jwt.MapClaims) jwt.MapClaims {
	changed := maps.Clone(claims)
	maps.Copy(changed, others)
	maps.DeleteFunc(changed, func(_ string, value any) bool { return value == nil })
	return changed
}

// forgeries are tokens with right claims that the vendor did not sign.
func forgeries(t testing.TB, key string, claims jwt.MapClaims) map[string]string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	byRSA, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(private)
	if err != nil {
		t.Fatal(err)
	}
	none, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	right := signed(t, "HS256", key, claims)
	parts := strings.Split(right, ".")
	header := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
	return map[string]string{
		"algorithm none":                       none,
		"algorithm none, with a signature":     header(`{"alg":"none"}`) + "." + parts[1] + "." + parts[2],
		"algorithm None":                       header(`{"alg":"None"}`) + "." + parts[1] + ".",
		"a public key's algorithm":             byRSA,
		"a public key's algorithm on an HMAC":  header(`{"alg":"RS256","typ":"JWT"}`) + "." + parts[1] + "." + parts[2],
		"no algorithm":                         header(`{}`) + "." + parts[1] + "." + parts[2],
		"an algorithm that there is not":       header(`{"alg":"HS257"}`) + "." + parts[1] + "." + parts[2],
		"another algorithm than it was signed": header(`{"alg":"HS512","typ":"JWT"}`) + "." + parts[1] + "." + parts[2],
		"another key":                          signed(t, "HS256", key+"x", claims),
		"an empty key":                         signed(t, "HS256", "", claims),
		"no signature":                         parts[0] + "." + parts[1] + ".",
		"two parts":                            parts[0] + "." + parts[1],
		"four parts":                           right + "." + parts[2],
		"claims of another token":              parts[0] + "." + header(`{"iss":"Vonage"}`) + "." + parts[2],
		"no JSON":                              header("x") + "." + header("y") + "." + parts[2],
		"no base64":                            "!." + parts[1] + "." + parts[2],
		"a word":                               "token",
		"a long word":                          strings.Repeat("e", 1<<16),
	}
}
