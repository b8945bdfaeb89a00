package redact

import (
	"strings"

	"golang.org/x/net/idna"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// keeper recognises the kept subjects on a page however they are spelled.
type keeper struct {
	digits map[string]bool // every way to write a kept number, short code, port or account in digits
	most   int             // the longest of these
	tokens map[string]bool // WeChat IDs and sender IDs in lower case
	words  [][]rune        // domains, and sender IDs that are not one token
}

func newKeeper(keys []subject.Key) *keeper {
	k := &keeper{digits: map[string]bool{}, tokens: map[string]bool{}}
	for _, key := range keys {
		v := strings.ToLower(key.Value())
		switch key.Kind() {
		case subject.Number:
			k.addNumber(key)
		case subject.ShortCode, subject.Port, subject.QQ:
			k.add(v)
		case subject.WeChat, subject.Sender:
			k.tokens[v] = true
			if strings.ContainsAny(v, " .&") {
				k.words = append(k.words, []rune(v))
			}
			if strings.Trim(v, "0123456789") == "" {
				k.add(v)
			}
		case subject.Domain:
			k.words = append(k.words, []rune(v))
			if u, err := idna.ToUnicode(v); err == nil && u != v {
				k.words = append(k.words, []rune(u))
			}
		}
	}
	return k
}

func (k *keeper) add(digits string) {
	if digits != "" {
		k.digits[digits] = true
		k.most = max(k.most, len(digits))
	}
}

// addNumber adds the spellings of an E.164 number: with and without country code, trunk zero, exit codes and, for mainland
// landlines, area code.
func (k *keeper) addNumber(key subject.Key) {
	all := strings.TrimPrefix(key.Value(), "+")
	k.add(all)
	k.add("00" + all)
	k.add("011" + all)
	national := key.National(len(all))
	country := strings.TrimSuffix(all, national)
	k.add(national)
	k.add("0" + national)
	k.add(country + "0" + national)
	if country != "86" || strings.HasPrefix(national, "1") && !strings.HasPrefix(national, "10") {
		return
	}
	area := 3
	if national[0] == '1' || national[0] == '2' {
		area = 2
	}
	if len(national) >= area+7 {
		k.add(national[area:])
	}
}

// mark sets what is kept on the page.
func (k *keeper) mark(p *scan.Page) {
	if len(k.digits)+len(k.tokens)+len(k.words) == 0 {
		return
	}
	p.KeepNothing()
	isKept := func(n *scan.Number) bool {
		n.OpenBracket(p)
		return k.digits[string(n.Digits)]
	}
	for _, m := range p.Numbers("", scan.OddGap, k.most, isKept) {
		p.Keep(m.Start, m.End)
	}
	for _, d := range p.Disguised() {
		if k.digits[d.Digits] {
			p.Keep(d.Start, d.End)
		}
	}
	p.Tokens(func(start, end int) { k.markToken(p, start, end) })
	for _, w := range k.words {
		k.markWord(p, w)
	}
}

// markToken keeps an ID even when a cue is glued to it ("vxabc123") or a hyphen stands beside it.
func (k *keeper) markToken(p *scan.Page, start, end int) {
	for {
		if n := wechatCues.StartsAt(p, start); start+n <= end && k.tokens[string(p.Low[start+n:end])] {
			start += n
		}
		switch {
		case k.tokens[string(p.Low[start:end])]:
			p.Keep(start, end)
			return
		case p.At(start) == '-' || p.At(start) == '_':
			start++
		case p.At(end-1) == '-' || p.At(end-1) == '_':
			end--
		default:
			return
		}
		if end <= start {
			return
		}
	}
}

func (k *keeper) markWord(p *scan.Page, word []rune) {
	for i := range p.Low {
		end := i + len(word)
		if p.Low[i] != word[0] || !scan.Same(p, i, word) {
			continue
		}
		if scan.IsTokenRune(p.At(i-1)) || scan.IsTokenRune(p.At(end)) || p.At(end) == '.' && scan.IsAlnum(p.At(end+1)) {
			continue
		}
		p.Keep(i, end)
	}
}
