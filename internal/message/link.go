package message

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// linkForm is a host with at least one dot, perhaps with a scheme, a port and what follows the host.
var linkForm = regexp.MustCompile(`(?i)(https?://)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9]))(:[0-9]{1,5})?([/?#][a-z0-9._~%!$&'()*+,;=:@/?#-]*)?`)

// shortestLink is the length of "ab.cn".
const shortestLink = 5

// fileEndings are top-level domains that files end in far more often than hosts do.
var fileEndings = []string{"zip", "mov", "md", "sh", "py", "app", "rs", "pl", "so", "ps"}

// findLinks finds web addresses. Without a scheme, www or a path a host must be written in one case and have a name of two letters at
// least, because a sentence without a space after its full stop looks like one.
func findLinks(p *scan.Page) []Named {
	var found []Named
	shadow := p.Shadow()
	for _, at := range p.InASCII(linkForm, shortestLink) {
		if before := p.At(at.Start - 1); before == '@' || scan.IsTokenRune(before) || before == '.' {
			continue
		}
		end := at.End
		for strings.IndexByte(".,;:!?)'", shadow[end-1]) >= 0 {
			end--
		}
		if p.At(end) == '@' {
			continue
		}
		if key, ok := siteOf(string(shadow[at.Start:end])); ok {
			found = append(found, namedAt(p, key, at.Start, end))
		}
	}
	return found
}

// siteOf returns the domain of a written address, if it is one.
func siteOf(written string) (subject.Key, bool) {
	parts := linkForm.FindStringSubmatch(written)
	if parts == nil {
		return subject.Key{}, false
	}
	host := strings.ToLower(parts[2])
	suffix, listed := publicsuffix.PublicSuffix(host)
	if !listed && !strings.Contains(suffix, ".") {
		return subject.Key{}, false
	}
	if parts[1] == "" && len(parts[4]) <= len("/") && !strings.HasPrefix(host, "www.") && !isBareHost(parts[2], suffix) {
		return subject.Key{}, false
	}
	key, err := subject.ParseKind(subject.Domain, host, "")
	return key, err == nil
}

// isBareHost reports whether a host without anything around it looks like one.
func isBareHost(written, suffix string) bool {
	oneCase := written == strings.ToLower(written) || written == strings.ToUpper(written)
	name := strings.TrimSuffix(strings.ToLower(written), "."+suffix)
	return oneCase && len(name) >= 2 && !slices.Contains(fileEndings, suffix)
}
