package sms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// maxTokenID bounds what is remembered of a token; vendors name theirs by a UUID.
const maxTokenID = 128

// claims are what a signed request says of itself.
type claims struct {
	jwt.RegisteredClaims
	URLHash     *string `json:"url_hash"`     // hexadecimal SHA-256 of the whole URL
	PayloadHash *string `json:"payload_hash"` // ... of the body
}

// token says which JSON Web Tokens (RFC 7519) a vendor signs its requests with.
type token struct {
	key        []byte
	issuer     string
	algorithms []string // HMAC alone: a token names its own algorithm, and must not get to choose none or a public key
	leeway     time.Duration
	expires    bool // a token without exp is refused
}

// read returns the claims of a token that the vendor signed, that is valid now and that has a name. The error is ErrUnsigned, ErrWrong or ErrLate.
func (t token) read(written string, now time.Time) (claims, error) {
	if written == "" {
		return claims{}, ErrUnsigned
	}
	options := []jwt.ParserOption{
		jwt.WithValidMethods(t.algorithms), jwt.WithIssuer(t.issuer), jwt.WithLeeway(t.leeway), jwt.WithIssuedAt(),
		jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithStrictDecoding(),
	}
	if t.expires {
		options = append(options, jwt.WithExpirationRequired())
	}
	var read claims
	_, err := jwt.ParseWithClaims(written, &read, func(*jwt.Token) (any, error) { return t.key, nil }, options...)
	switch {
	case errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return claims{}, ErrWrong
	case errors.Is(err, jwt.ErrTokenExpired), errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return claims{}, ErrLate
	case err != nil, read.ID == "", len(read.ID) > maxTokenID:
		return claims{}, ErrWrong
	}
	return read, nil
}

// isHash reports in constant time whether a claim is the hexadecimal SHA-256 of content.
func isHash(claim *string, content []byte) bool {
	if claim == nil {
		return false
	}
	said, err := hex.DecodeString(*claim)
	sum := sha256.Sum256(content)
	return err == nil && hmac.Equal(said, sum[:])
}
