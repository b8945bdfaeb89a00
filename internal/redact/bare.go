package redact

import (
	"regexp"
	"strings"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// Bare returns a redacted text as everybody may see it: without the subjects that it is about, and without all else that reads as a
// number to call, an account to write to or a website to open. Readers are to learn how it goes, and what is said of a number its own
// page says, in bands. Lines that stays reports true of are left, and so are amounts, dates with their units and numbers of less than
// five digits.
//
// What an account looks like is a guess: a name without digits and underscores, and without a cue, stays.
func Bare(text string, stays func(subject.Key) bool, about ...subject.Key) string {
	text = sweep(Text(text), findSites)
	text = sweep(Without(text, about...), findHandles)
	return sweep(text, func(p *scan.Page) []scan.Match { return findDialled(p, stays) })
}

// sweep takes out of a text what is found on its page.
func sweep(text string, find func(*scan.Page) []scan.Match) string {
	p := newPage(text)
	swept, _ := apart(text, p.Mask(find(p)))
	return swept
}

// site is a website, with what leads to a page of it.
var site = regexp.MustCompile(`(?i)(?:https?://)?(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*[a-z](?::[0-9]+)?(?:[/?#][a-z0-9._~%!$&'()*+,;=:@/?#\[\]-]*)?`)

const shortestSite = len("t.co")

func findSites(p *scan.Page) (found []scan.Match) {
	for _, g := range p.InASCII(site, shortestSite) {
		end := linkEnd(p, g.Start, g.End)
		if _, err := subject.ParseKind(subject.Domain, string(p.Runes[g.Start:end]), ""); err == nil {
			found = append(found, scan.Match{Start: g.Start, End: end, Kind: Site})
		}
	}
	return found
}

// findHandles finds what has the form of a WeChat ID and is no word.
func findHandles(p *scan.Page) (found []scan.Match) {
	p.Tokens(func(start, end int) {
		for p.At(start) == '-' || p.At(start) == '_' {
			start++
		}
		odd := p.Count(start, max(start, end), func(r rune) bool { return scan.IsDigit(r) || r == '_' }) > 0
		if odd && end-start >= shortestWeChat && scan.IsLetter(p.At(start)) {
			found = append(found, scan.Match{Start: start, End: end, Kind: Account})
		}
	})
	return found
}

// What is dialled or is a QQ account has at least five digits, and no port has more than twenty.
const (
	fewestDialled = 5
	mostDialled   = 20
)

// findDialled finds digits that could be dialled.
func findDialled(p *scan.Page, stays func(subject.Key) bool) []scan.Match {
	return p.Numbers(Phone, scan.PlainGap, mostDialled, func(n *scan.Number) bool {
		if len(n.Digits) < fewestDialled || p.Counted(n.End) || strings.ContainsRune("¥$€£", p.At(n.Start-1)) {
			return false
		}
		key, err := subject.Parse(string(n.Digits), "")
		n.OpenBracket(p)
		return err != nil || !stays(key)
	})
}
