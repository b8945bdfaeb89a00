package smstext

import (
	"slices"
	"sort"
	"strings"

	"ringfence/internal/report"
	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// list is one or more subjects that stand beside each other.
type list struct {
	keys []subject.Key // each once
	end  int           // where what follows begins; or where the list was looked for, when it is empty
	ring bool          // one of them can ring somebody: an SMS port and an account cannot
	said int           // how many were written, with repetitions
}

// mostSaid is how many subjects are read of a list, with repetitions.
const mostSaid = 4 * report.MaxSubjects

func (l list) empty() bool   { return len(l.keys) == 0 }
func (l list) tooMany() bool { return len(l.keys) > report.MaxSubjects || l.said > mostSaid }

// listAt reads the subjects from i on, with signs, blanks and "and" in between.
func (t *text) listAt(i int) list {
	l := list{end: i}
	for {
		key, end, ok := t.subjectAt(i)
		if !ok {
			return l
		}
		if !slices.Contains(l.keys, key) {
			l.keys = append(l.keys, key)
		}
		l.end = end
		l.said++
		l.ring = l.ring || key.Kind() == subject.Number || key.Kind() == subject.ShortCode
		if i, ok = t.joint(end); !ok || l.tooMany() {
			return l
		}
	}
}

// joint returns where the next of a list may stand. The signs that begin a text in the carriers' forms end a list.
func (t *text) joint(i int) (int, bool) {
	next := t.word(i)
	if slices.ContainsFunc(t.Runes[i:next], isTextMark) {
		return i, false
	}
	return skip(t, next, joints), true
}

// isTextMark reports whether r is what the carriers' forms put between number and text.
func isTextMark(r rune) bool { return r == '*' || r == '#' || r == ':' }

// subjectAt reads one subject at i: an account behind its name (微信 abc_123, QQ 12345), a link, or a number.
func (t *text) subjectAt(i int) (subject.Key, int, bool) {
	if key, end, ok := t.accountAt(i); ok {
		return key, end, true
	}
	if _, end, ok := accountCues.at(t.Page, i); ok {
		return t.accountAt(t.AfterLinks(t.word(end)))
	}
	return t.numberAt(i)
}

// longestNumber is how many digits are read at most: 0086 and an SMS port.
const longestNumber = 24

// numberAt reads the number that begins at i. Where groups of digits can be read as one number or as several, the longest reading
// that is a number in use counts, and one that only has the length of a number when there is no other. A hotline is not continued by
// the next group, unless to an SMS port: "10086 95588" is two, and no line in Beijing. Nor do groups of which the first is a number make
// a short code: "911 303-555-0143" is two numbers.
func (t *text) numberAt(i int) (found subject.Key, end int, ok bool) {
	group := sort.Search(len(t.Digits), func(g int) bool { return t.Digits[g].Start >= i })
	if group == len(t.Digits) || t.Digits[group].Start != i {
		return subject.Key{}, i, false
	}
	sure, hotline := false, false
	m, ok := t.NumberAt(group, scan.PlainGap, longestNumber, func(n *scan.Number) bool {
		if len(n.Digits) < aNumber || t.goesOn(n.End) {
			return false
		}
		key, ok := t.dialled(n)
		if !ok || sure && (!inUse(key) || key.Kind() == subject.ShortCode) || hotline && key.Kind() != subject.Port {
			return false
		}
		found, sure, hotline = key, inUse(key), len(n.Groups) == 1 && isHotline(key)
		return true
	})
	if !ok {
		return subject.Key{}, i, false
	}
	return found, m.End, true
}

// dialled returns what the digits of a number name, behind the plus sign that stands before them. A plus between two numbers belongs
// to none. What is no number in use in the sender's region may be a mainland mobile number, as people in Hong Kong write one.
func (t *text) dialled(n *scan.Number) (subject.Key, bool) {
	digits := string(n.Digits)
	i := n.Start - 1
	if t.At(i) == '(' {
		i--
	}
	if t.At(i) == '+' && !scan.IsDigit(t.At(i-1)) {
		digits = "+" + digits
	}
	key, ok := dial(digits, t.region)
	if t.region == "CN" || ok && (inUse(key) || isTrunkOne(n)) {
		return key, ok
	}
	if home, ok := dial(digits, "CN"); ok && isMobileCN(home) && home.KnownRange() {
		return home, true
	}
	return key, ok
}

// isTrunkOne reports whether a number is written as those of North America with the 1 that is dialled before them: 1-300-555-0143.
func isTrunkOne(n *scan.Number) bool {
	return n.Digits[0] == '1' && n.Groups[0].End-n.Groups[0].Start == 1 && len(n.Groups) <= 4
}

// dial reads digits as a number. Some countries' plans put digits into one that nobody wrote, an area code in Barbados and a 9 in
// Argentina; such a number is not named. Nor is one behind more zeros than are dialled before it.
func dial(digits, region string) (subject.Key, bool) {
	key, err := subject.Parse(digits, region)
	if err != nil {
		return subject.Key{}, false
	}
	national := key.National(longestNumber)
	code := "86"
	if key.Kind() == subject.Number {
		code = strings.TrimSuffix(key.String()[1:], national)
	}
	before, ok := strings.CutSuffix(digits, national)
	_, trunk, coded := strings.Cut(before, code)
	if !coded {
		trunk = before
	}
	return key, ok && !strings.HasPrefix(trunk, "00") && (key.Kind() == subject.Number || trunk == "" || trunk == "0")
}

// goesOn reports whether what stands at i makes the digits before it a part of something else, as in 138O0138OOO, 138****8000.
func (t *text) goesOn(i int) bool {
	switch r := t.At(i); r {
	case '_', '@', '%':
		return true
	case '*':
		return t.At(i+1) == '*'
	default:
		return continues(r)
	}
}

// inUse reports whether a key is of a kind and range that callers and senders have, or a mainland mobile number, which callers forge.
func inUse(key subject.Key) bool {
	return key.Kind() != subject.Number || isMobileCN(key) || key.KnownRange()
}

func isMobileCN(key subject.Key) bool {
	s := key.String()
	return len(s) == len("+8615400001234") && strings.HasPrefix(s, "+861") && s[4] >= '3'
}

// isHotline reports whether key is a short code that is known by itself, as 95588.
func isHotline(key subject.Key) bool {
	return key.Kind() == subject.ShortCode && len(key.Value()) >= len("95588")
}

const (
	mostSought  = 16 // groups of digits that are looked at for a number among other words
	fewestFound = 7  // digits: shorter ones in a sentence are amounts, years and times more often than hotlines
)

// listIn reads the first subjects that stand among other words from i on.
func (t *text) listIn(i int) list {
	first := sort.Search(len(t.Digits), func(g int) bool { return t.Digits[g].Start >= i })
	for _, g := range t.Digits[first:min(first+mostSought, len(t.Digits))] {
		key, end, ok := t.numberAt(g.Start)
		if !ok || continues(t.At(g.Start-1)) || !inUse(key) || t.Count(g.Start, end, scan.IsDigit) < fewestFound || t.Counted(end) || t.within(g.Start) {
			continue
		}
		return t.listAt(g.Start)
	}
	return list{end: i}
}

// within reports whether i lies within an account or link.
func (t *text) within(i int) bool {
	offset := t.offset(i)
	for _, n := range t.accounts() {
		if n.Start <= offset && offset < n.End {
			return true
		}
	}
	return false
}
