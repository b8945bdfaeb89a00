package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Secret signs messages. It is shown once, to whoever added the hook, and does not print itself.
type Secret []byte

const secretBytes = 32 // the specification asks for 24 to 64

// NewSecret returns a random one.
func NewSecret() Secret {
	s := make(Secret, secretBytes)
	_, _ = rand.Read(s) // never fails, see crypto/rand
	return s
}

// Text is how its receiver writes it down: whsec_ and standard base64.
func (s Secret) Text() string { return "whsec_" + base64.StdEncoding.EncodeToString(s) }

func (Secret) String() string { return "(secret)" }

// GoString keeps %#v from printing it.
func (Secret) GoString() string { return "(secret)" }

// LogValue keeps a log from writing it.
func (Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// sign returns the signature of a body that is sent at a moment, to the second.
func (s Secret) sign(id string, at time.Time, body []byte) (string, error) {
	signer, err := standardwebhooks.NewWebhookRaw(s)
	if err != nil {
		return "", fmt.Errorf("webhook: %w", err)
	}
	return signer.Sign(id, at, body)
}
