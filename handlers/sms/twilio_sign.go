package sms

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what Twilio signs with
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
)

// SignTwilio returns the X-Twilio-Signature of a form that is posted to an address, for whoever stands in for Twilio
// (https://www.twilio.com/docs/usage/webhooks/webhooks-security). Requests are verified by Twilio's own library.
func SignTwilio(token, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		mac.Write([]byte(name + form.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
