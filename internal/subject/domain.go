package subject

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// hostProfile maps a host as browsers do (UTS #46). It lets through underscores, which occur in the
// labels that canonicalDomain drops.
var hostProfile = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))

// canonicalDomain returns the registrable domain of a host or URL, in punycode: what one owner bought, the
// label before the longest public suffix (publicsuffix.org, with the private ones such as github.io).
// IP addresses and bare public suffixes have none.
func canonicalDomain(value string) (string, bool) {
	host, err := hostProfile.ToASCII(hostOf(value))
	host = strings.TrimSuffix(host, ".")
	if err != nil || len(host) > 253 || isAddress(host) {
		return "", false
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return "", false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if !isHostLabel(label) {
			return "", false
		}
	}
	return domain, true
}

// hostOf cuts the host out of a URL, and takes the port off a bare host.
func hostOf(value string) string {
	if _, rest, ok := strings.Cut(value, "://"); ok {
		value = rest
	}
	value = strings.TrimPrefix(value, "//")
	if end := strings.IndexAny(value, `/?#\`); end >= 0 {
		value = value[:end]
	}
	value = value[strings.LastIndexByte(value, '@')+1:]
	if !strings.HasPrefix(value, "[") {
		value, _, _ = strings.Cut(value, ":")
	}
	return value
}

// isAddress reports whether browsers take host for an IP address: its last label is a number (WHATWG URL,
// 3.5 "ends in a number").
func isAddress(host string) bool {
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return allDigits(last) || strings.HasPrefix(last, "0x")
}

// isHostLabel reports whether label is letters, digits and inner hyphens, 1 to 63 of them (RFC 1123, 2.1).
func isHostLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		c := label[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
