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

// sumHMAC is the HMAC-SHA256 of text.
func sumHMAC(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// hexHMAC is an HMAC-SHA256 in lower-case hexadecimal digits.
func hexHMAC(key []byte, text string) string { return hex.EncodeToString(sumHMAC(key, text)) }
