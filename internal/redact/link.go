package redact

import (
	"regexp"
	"strings"

	"ringfence/internal/scan"
)

var (
	userInfo = regexp.MustCompile(`(?i)\bhttps?://([a-z0-9._~%!$&'()*+,;=:-]{1,128}@)[a-z0-9]`)
	// A query without a scheme needs a "=", because "taobao.com?yes" is a question.
	schemeQuery = regexp.MustCompile(`(?i)\bhttps?://[a-z0-9._~%:\[\]-]{1,255}(?:/[a-z0-9._~%!$&'()*+,;=:@/-]*)?([?#][a-z0-9._~%!$&'()*+,;=:@/?#\[\]-]+)`)
	bareQuery   = regexp.MustCompile(`(?i)\b[a-z0-9-]{1,63}\.[a-z0-9.-]{2,100}(?:/[a-z0-9._~%!$&'()*+,;:@/-]*)?([?#][a-z0-9._~%!$&'()*+,;:@/?#-]*=[a-z0-9._~%!$&'()*+,;=:@/?#-]*)`)
)

// findLinks finds what a link can tell about the person who got it: user info, query and fragment. Host and path stay, since they
// are what others must be warned of.
func findLinks(p *scan.Page) []scan.Match {
	if !hasLink(p) {
		return nil
	}
	shadow := p.Shadow()
	var found []scan.Match
	for _, form := range []*regexp.Regexp{userInfo, schemeQuery, bareQuery} {
		for _, at := range form.FindAllSubmatchIndex(shadow, -1) {
			if end := linkEnd(p, at[2], at[3]); end > at[2]+1 {
				found = append(found, scan.Match{Start: at[2], End: end, Kind: Link})
			}
		}
	}
	return found
}

// linkEnd takes the punctuation of the sentence off a link: what stands at its end, and everything from a wide sign on.
func linkEnd(p *scan.Page, start, end int) int {
	for i := start; i < end; i++ {
		if p.Wide(i) && !scan.IsAlnum(p.Runes[i]) {
			end = i
		}
	}
	for end > start && strings.ContainsRune(".,;:!?)'", p.Runes[end-1]) {
		end--
	}
	return end
}

// hasLink saves most texts the regular expressions.
func hasLink(p *scan.Page) bool {
	mark, dot := false, false
	for _, r := range p.Runes {
		mark = mark || r == '?' || r == '#' || r == '@'
		dot = dot || r == '.' || r == '/'
	}
	return mark && dot
}
