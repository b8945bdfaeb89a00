// Package sms is where gateways deliver text messages: an adapter for each vendor, and one flow for all of them. A request is verified on
// its raw bytes before anything in it is read; what was answered with success is on disk.
package sms

import (
	"errors"
	"net/http"
	"time"

	"ringfence/internal/gateway"
)

// Gateway is what is particular to one vendor.
type Gateway interface {
	// Name is what it is called in addresses and metrics: lower-case letters and dashes.
	Name() string
	// Signed reports whether Verify proves that a message came from the gateway, and so whose phone it is from.
	Signed() bool
	// SignsAddress reports whether Verify needs the url that the gateway knows a request by.
	SignsAddress() bool
	// Verify tells on the raw bytes whether the gateway sent a request that it knows by url. In r, RemoteAddr is the address of the
	// client without a port, found as everywhere behind the edge: X-Forwarded-For of a trusted proxy is believed, and nobody else's.
	// r.PathValue("secret") is what follows the name of an unsigned gateway in the address. The body of r is empty: body is all that
	// came. url is the public one with path and query as they were sent. The error is ErrUnsigned, ErrWrong, ErrLate or ErrForbidden,
	// and wraps nothing that was sent.
	Verify(r *http.Request, url string, body []byte, now time.Time) (Once, error)
	// Decode returns the messages of a request. One whose sender has no telephone number, as a bank's name or a short code, has the
	// zero From; it is counted and left. No message is no error: gateways tell of other things too. The error is a *route.Refused.
	Decode(r *http.Request, body []byte) ([]gateway.Received, error)
	// Answer is what the gateway takes for success. Replies are in it where the gateway sends them on itself, as Inline says; to
	// others they go by a Sender.
	Answer(replies []string) Answer
	Inline() bool
	// Sender sends replies that are not in the answer, and its errors say nothing of them; nil where none are sent so.
	Sender() gateway.Sender
}

// Once is the name of a request that may be taken once, until it would not verify any more. The zero Once may be taken again: its
// messages are known by their own names.
type Once struct {
	Name  string
	Until time.Time
}

// Answer is an HTTP answer.
type Answer struct {
	Type string // media type; "" with an empty Body
	Body string
}

// Why a request is not taken for the gateway's.
var (
	ErrUnsigned  = errors.New("the request is not signed")
	ErrWrong     = errors.New("the signature is not right")
	ErrLate      = errors.New("the signature is too old, or of the future")
	ErrReplayed  = errors.New("the request was taken before")
	ErrForbidden = errors.New("the request does not come from the gateway's network, or does not know its secret")
)
