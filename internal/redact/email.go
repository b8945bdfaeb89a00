package redact

import (
	"regexp"
	"slices"

	"ringfence/internal/scan"
)

// longestLocal is the most characters before the @ (RFC 5321).
const longestLocal = 64

// findEmails finds addresses around an @, also with spaces beside it, and those written "name (at) host dot tld".
func findEmails(p *scan.Page) []scan.Match {
	var found []scan.Match
	for i, r := range p.Runes {
		if r != '@' {
			continue
		}
		if start, end := local(p, i), host(p, i+1); start < i && end > 0 {
			found = append(found, scan.Match{Start: start, End: end, Kind: Email})
		}
	}
	return append(found, spelledEmails(p)...)
}

// local returns where the local part that ends before the @ begins. RFC 6531 allows letters of any script, but in Chinese text the
// word before an address touches it, so only ASCII counts.
func local(p *scan.Page, at int) int {
	end := at
	if p.At(at-1) == ' ' {
		end--
	}
	start := end
	for start > 0 && end-start < longestLocal && isLocalRune(p.Runes[start-1]) {
		start--
	}
	for start < end && !scan.IsAlnum(p.Runes[start]) {
		start++
	}
	if start == end {
		return at
	}
	return start
}

func isLocalRune(r rune) bool {
	return scan.IsTokenRune(r) || r == '.' || r == '+' || r == '%' || r == '&' || r == '~' || r == '\''
}

// host returns where the host name that starts at i ends, or 0 if there is none with a top-level domain.
func host(p *scan.Page, i int) int {
	if p.At(i) == ' ' {
		i++
	}
	end, dot := i, -1
	for ; scan.IsAlnum(p.At(end)) || p.At(end) == '-' || p.At(end) == '.' && scan.IsAlnum(p.At(end+1)); end++ {
		if p.At(end) == '.' {
			dot = end
		}
	}
	if dot <= i || end-dot < 3 {
		return 0
	}
	return end
}

var spelledEmail = regexp.MustCompile(
	`(?i)\b[a-z0-9][a-z0-9._-]{1,40} ?[\[({] ?at ?[\])}] ?[a-z0-9-]{1,40}(?:(?:\.| ?[\[({] ?dot ?[\])}] ?| dot )[a-z0-9-]{2,20}){1,3}\b`)

// shortestSpelled is the length of "ab(at)c.de".
const shortestSpelled = 10

func spelledEmails(p *scan.Page) []scan.Match {
	if !slices.ContainsFunc(p.Runes, func(r rune) bool { return r == '(' || r == '[' || r == '{' }) {
		return nil
	}
	var found []scan.Match
	for _, at := range p.InASCII(spelledEmail, shortestSpelled) {
		found = append(found, scan.Match{Start: at.Start, End: at.End, Kind: Email})
	}
	return found
}
