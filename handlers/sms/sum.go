package sms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// hexSHA256 is a SHA-256 in lower-case hexadecimal digits.
func hexSHA256(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// sumHMAC is the HMAC-SHA-256 of parts that follow each other.
func sumHMAC(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)
}

// hexHMAC is an HMAC-SHA-256 in lower-case hexadecimal digits.
func hexHMAC(key []byte, text string) string { return hex.EncodeToString(sumHMAC(key, []byte(text))) }
