package sms

import (
	"net/url"

	"ringfence/handlers/route"
)

// readForm reads a form, or the query of an address. The error is a *route.Refused for the reason given.
func readForm(written string, refused route.Refusal) (url.Values, error) {
	form, err := url.ParseQuery(written)
	if err != nil {
		return nil, &route.Refused{Refusal: refused}
	}
	return form, nil
}
