package webhook

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

const longestURL = 2048 // bytes

// errURL never shows the address: it may hold a secret.
var errURL = errors.New("the address of a webhook is a URL as https://receiver.example/path, of at most 2048 bytes, without user, password and fragment; with http:// only where it is this machine: localhost, 127.0.0.1 or [::1]")

// ParseURL reads where messages are posted to: https with a host, and http only where that is this machine, for trying out.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || len(s) > longestURL || u.Hostname() == "" || u.User != nil || strings.Contains(s, "#") || u.Opaque != "" {
		return nil, errURL
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u)) {
		return nil, errURL
	}
	return u, nil
}

// Loopback reports whether a URL names this machine and nothing else.
func Loopback(u *url.URL) bool {
	host := u.Hostname()
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
