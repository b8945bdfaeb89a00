package redact

import (
	"net/netip"
	"regexp"
)

var versionCues = newLexicon("版本", "版", "version", "ver", "v")

// shortestIPv6 leaves out what is a time of day rather than an address.
const shortestIPv6 = 6

var ipv6Form = regexp.MustCompile(`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}`)

// findIPs finds IPv4 and IPv6 addresses, except the host of a link: that one is a site's.
func findIPs(p *page) []match {
	found := p.numbers(IP, plainGap, 12, func(n *number) bool {
		if len(n.groups) != 4 || p.at(n.start-1) == '/' && p.at(n.start-2) == '/' || p.at(n.start-1) == '.' || isAlnum(p.at(n.start-1)) {
			return false
		}
		if _, err := netip.ParseAddr(string(p.runes[n.start:n.end])); err != nil {
			return false
		}
		return !(p.at(n.end) == '.' && isDigit(p.at(n.end+1))) && !isAlnum(p.at(n.end)) && !p.cuedBy(versionCues, n.start)
	})
	if p.count(0, len(p.runes), func(r rune) bool { return r == ':' }) < 2 {
		return found
	}
	for _, at := range p.inASCII(ipv6Form, shortestIPv6) {
		if isTokenRune(p.at(at.start-1)) || isTokenRune(p.at(at.end)) || at.end-at.start < shortestIPv6 {
			continue
		}
		if _, err := netip.ParseAddr(string(p.runes[at.start:at.end])); err == nil {
			found = append(found, match{at.start, at.end, IP})
		}
	}
	return found
}
