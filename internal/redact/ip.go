package redact

import (
	"net/netip"
	"regexp"

	"ringfence/internal/scan"
)

var versionCues = scan.NewLexicon("版本", "版", "version", "ver", "v")

// shortestIPv6 leaves out what is a time of day rather than an address.
const shortestIPv6 = 6

var ipv6Form = regexp.MustCompile(`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}`)

// findIPs finds IPv4 and IPv6 addresses, except the host of a link: that one is a site's.
func findIPs(p *scan.Page) []scan.Match {
	found := p.Numbers(IP, scan.PlainGap, 12, func(n *scan.Number) bool {
		if len(n.Groups) != 4 || p.At(n.Start-1) == '/' && p.At(n.Start-2) == '/' || p.At(n.Start-1) == '.' || scan.IsAlnum(p.At(n.Start-1)) {
			return false
		}
		if _, err := netip.ParseAddr(string(p.Runes[n.Start:n.End])); err != nil {
			return false
		}
		return !(p.At(n.End) == '.' && scan.IsDigit(p.At(n.End+1))) && !scan.IsAlnum(p.At(n.End)) && !p.CuedBy(versionCues, n.Start)
	})
	if p.Count(0, len(p.Runes), func(r rune) bool { return r == ':' }) < 2 {
		return found
	}
	for _, at := range p.InASCII(ipv6Form, shortestIPv6) {
		if scan.IsTokenRune(p.At(at.Start-1)) || scan.IsTokenRune(p.At(at.End)) || at.End-at.Start < shortestIPv6 {
			continue
		}
		if _, err := netip.ParseAddr(string(p.Runes[at.Start:at.End])); err == nil {
			found = append(found, scan.Match{Start: at.Start, End: at.End, Kind: IP})
		}
	}
	return found
}
