package redact

import (
	"regexp"
	"strings"
)

var (
	userInfo = regexp.MustCompile(`(?i)\bhttps?://([a-z0-9._~%!$&'()*+,;=:-]{1,128}@)[a-z0-9]`)
	// A query without a scheme needs a "=", because "taobao.com?yes" is a question.
	schemeQuery = regexp.MustCompile(`(?i)\bhttps?://[a-z0-9._~%:\[\]-]{1,255}(?:/[a-z0-9._~%!$&'()*+,;=:@/-]*)?([?#][a-z0-9._~%!$&'()*+,;=:@/?#\[\]-]+)`)
	bareQuery   = regexp.MustCompile(`(?i)\b[a-z0-9-]{1,63}\.[a-z0-9.-]{2,100}(?:/[a-z0-9._~%!$&'()*+,;:@/-]*)?([?#][a-z0-9._~%!$&'()*+,;:@/?#-]*=[a-z0-9._~%!$&'()*+,;=:@/?#-]*)`)
)

// findLinks finds what a link can tell about the person who got it: user info, query and fragment. Host and path stay, since they
// are what others must be warned of.
func findLinks(p *page) []match {
	if !p.hasLink() {
		return nil
	}
	shadow := p.shadow()
	var found []match
	for _, form := range []*regexp.Regexp{userInfo, schemeQuery, bareQuery} {
		for _, at := range form.FindAllSubmatchIndex(shadow, -1) {
			if end := p.linkEnd(at[2], at[3]); end > at[2]+1 {
				found = append(found, match{at[2], end, Link})
			}
		}
	}
	return found
}

// linkEnd takes the punctuation of the sentence off a link: what stands at its end, and everything from a wide sign on.
func (p *page) linkEnd(start, end int) int {
	for i := start; i < end; i++ {
		if wide := p.to[i]-p.from[i] > 1; wide && !isAlnum(p.runes[i]) {
			end = i
		}
	}
	for end > start && strings.ContainsRune(".,;:!?)'", p.runes[end-1]) {
		end--
	}
	return end
}

// hasLink saves most texts the regular expressions.
func (p *page) hasLink() bool {
	mark, dot := false, false
	for _, r := range p.runes {
		mark = mark || r == '?' || r == '#' || r == '@'
		dot = dot || r == '.' || r == '/'
	}
	return mark && dot
}
