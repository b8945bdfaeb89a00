package sms

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// Places of a send URL.
const (
	toPlace   = "{to}"
	textPlace = "{text}"
)

// isSendURL reports whether both places stand in an address behind its host.
func isSendURL(template string) bool {
	u, err := url.Parse(fill(template, "1", "1"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	_, behind, _ := strings.Cut(template, "://")
	host, behind, _ := strings.Cut(strings.ReplaceAll(behind, "?", "/"), "/")
	return !strings.Contains(host, "{") && strings.Contains(behind, toPlace) && strings.Contains(behind, textPlace)
}

// fill puts a number and a text into a send URL. A space is %20, which is one in a path, a query and a form.
func fill(template, to, text string) string {
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return strings.NewReplacer(toPlace, escape(to), textPlace, escape(text)).Replace(template)
}

// Sender is the gateway, or nil where its address is not set.
func (g *Generic) Sender() gateway.Sender {
	if g.SendURL == "" {
		return nil
	}
	return g
}

// Send asks the gateway to send a message.
func (g *Generic) Send(ctx context.Context, to subject.Key, text string) error {
	number := to.String()
	if g.International {
		number = digits(to)
	}
	address, form := fill(g.SendURL, number, text), ""
	if g.SendMethod == http.MethodPost {
		address, form, _ = strings.Cut(address, "?")
	}
	r, err := http.NewRequestWithContext(ctx, g.SendMethod, address, strings.NewReader(form))
	if err != nil {
		return errAddress // the other one quotes it
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	_, err = ask(r)
	return err
}
