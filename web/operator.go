package web

import (
	"errors"
	"net/mail"
	"net/url"
	"strings"
)

// Operator is who runs this site, as far as they say.
type Operator struct {
	Name    string  // "" when they do not say
	Contact Contact // "" when there is none
}

// Contact is where the operator can be reached: an e-mail address or a web address.
type Contact string

// ParseContact reads an e-mail address, as help@example.org, or the address of a page, as
// https://example.org/help; "" is none.
func ParseContact(text string) (Contact, error) {
	if page, err := url.Parse(text); text == "" || err == nil && browsable(page) && page.User == nil {
		return Contact(text), nil
	}
	if address, err := mail.ParseAddress(text); err != nil || address.Address != text {
		return "", errors.New("no e-mail address and no web address")
	}
	return Contact(text), nil
}

// Href is what a link to the contact leads to.
func (c Contact) Href() string {
	if strings.Contains(string(c), "://") {
		return string(c)
	}
	return (&url.URL{Scheme: "mailto", Opaque: url.PathEscape(string(c))}).String()
}

// ParseOrigin reads the address that people know a service by, as https://ringfence.example, and returns its
// scheme and host; "" is none.
func ParseOrigin(text string) (string, error) {
	at, err := url.Parse(text)
	switch {
	case text == "":
		return "", nil
	case err != nil || !browsable(at) || at.User != nil || strings.Trim(at.Path, "/") != "" || at.RawQuery != "" || at.ForceQuery || strings.Contains(text, "#"):
		return "", errors.New("no scheme and host alone")
	}
	return at.Scheme + "://" + strings.ToLower(at.Host), nil
}

// browsable reports whether browsers can go to a URL.
func browsable(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}
