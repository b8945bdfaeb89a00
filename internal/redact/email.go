package redact

import (
	"regexp"
	"slices"
)

// longestLocal is the most characters before the @ (RFC 5321).
const longestLocal = 64

// findEmails finds addresses around an @, also with spaces beside it, and those written "name (at) host dot tld".
func findEmails(p *page) []match {
	var found []match
	for i, r := range p.runes {
		if r != '@' {
			continue
		}
		if start, end := p.local(i), p.host(i+1); start < i && end > 0 {
			found = append(found, match{start, end, Email})
		}
	}
	return append(found, p.spelledEmails()...)
}

// local returns where the local part that ends before the @ begins. RFC 6531 allows letters of any script, but in Chinese text the
// word before an address touches it, so only ASCII counts.
func (p *page) local(at int) int {
	end := at
	if p.at(at-1) == ' ' {
		end--
	}
	start := end
	for start > 0 && end-start < longestLocal && isLocalRune(p.runes[start-1]) {
		start--
	}
	for start < end && !isAlnum(p.runes[start]) {
		start++
	}
	if start == end {
		return at
	}
	return start
}

func isLocalRune(r rune) bool {
	return isTokenRune(r) || r == '.' || r == '+' || r == '%' || r == '&' || r == '~' || r == '\''
}

// host returns where the host name that starts at i ends, or 0 if there is none with a top-level domain.
func (p *page) host(i int) int {
	if p.at(i) == ' ' {
		i++
	}
	end, dot := i, -1
	for ; isAlnum(p.at(end)) || p.at(end) == '-' || p.at(end) == '.' && isAlnum(p.at(end+1)); end++ {
		if p.at(end) == '.' {
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

func (p *page) spelledEmails() []match {
	if !slices.ContainsFunc(p.runes, func(r rune) bool { return r == '(' || r == '[' || r == '{' }) {
		return nil
	}
	var found []match
	for _, at := range p.inASCII(spelledEmail, shortestSpelled) {
		found = append(found, match{at.start, at.end, Email})
	}
	return found
}
