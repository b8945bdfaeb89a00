package sms

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringfence/handlers/route"
)

// readJSON reads a body that is one JSON document. Fields that nobody asked for are passed over, and half an emoji, where a gateway cut
// a long message, is read as U+FFFD. The error is a *route.Refused.
func readJSON(body []byte, into any) error {
	return route.RefusedJSON(json.Unmarshal(body, into, jsontext.AllowInvalidUTF8(true)))
}
