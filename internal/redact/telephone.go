package redact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

var phoneCues = newLexicon("电话", "手机", "座机", "固话", "家里电话", "联系方式", "联系电话", "致电", "拨打", "来电", "短信", "tel", "phone", "mobile", "cell", "call",
	"called", "calling", "call me", "text", "texted", "dial", "whatsapp", "contact", "ring", "from", "landline", "telephone", "fax", "传真")

// localCues announce a landline without its area code.
var localCues = newLexicon("电话", "座机", "固话", "家里电话", "联系电话", "tel", "telephone", "landline", "phone", "传真", "fax")

// findMobiles finds mobile numbers of mainland China. An unbroken one always goes; one in groups must look like one number.
func findMobiles(p *page) []match {
	found := p.numbers(Mobile, oddGap, 15, func(n *number) bool {
		first := 0
		digits := string(n.digits)
		if len(n.groups) > 1 && (n.sized(0, 2) || countryGroup(p, n)) {
			first = 1
		}
		digits = mainland(p, n, digits)
		if !isMobile(digits) || n.sized(0, 1, 3, 3, 4) && tollFree(digits[1:]) {
			return false
		}
		n.openBracket(p)
		if len(n.groups)-first == 1 && !n.odd || n.sized(first, 3, 4, 4) && !p.counted(n.end) {
			return true
		}
		return !n.odd && n.even(p, first) && !p.counted(n.end) && !isAlnum(p.at(n.start-1))
	})
	return append(found, p.strungMobiles()...)
}

// countryGroup reports whether the first group is the country code alone, so that the gap after it may differ from the others.
func countryGroup(p *page, n *number) bool {
	g := n.groups[0]
	s := string(p.runes[g.start:g.end])
	return s == "86" || s == "0086"
}

// mainland takes the country code or trunk zero of a mobile number away. A bare 86 counts only where no letter stands before it: SF86…
// is a parcel.
func mainland(p *page, n *number, digits string) string {
	switch {
	case len(digits) == 15:
		return strings.TrimPrefix(digits, "0086")
	case len(digits) == 13 && !isLetter(p.at(n.start-1)):
		return strings.TrimPrefix(digits, "86")
	case len(digits) == 12:
		return strings.TrimPrefix(digits, "0")
	}
	return digits
}

func isMobile(digits string) bool {
	return len(digits) == 11 && digits[0] == '1' && digits[1] >= '3'
}

// strungMobiles finds two to nine mobile numbers written without anything in between.
func (p *page) strungMobiles() []match {
	var found []match
	for _, g := range p.digits {
		n := g.end - g.start
		if n%11 != 0 || n < 22 || n > 99 {
			continue
		}
		all := true
		for i := g.start; i < g.end; i += 11 {
			all = all && isMobile(string(p.runes[i:i+11]))
		}
		if all {
			found = append(found, match{g.start, g.end, Mobile})
		}
	}
	return found
}

// findLandlines finds landline numbers of mainland China: with area code, or after a cue without one.
func findLandlines(p *page) []match {
	return p.numbers(Landline, plainGap, 16, func(n *number) bool {
		if isLetter(p.at(n.start-1)) && !p.cuedBy(phoneCues, n.start) || isAlnum(p.at(n.end)) && !isLetter(p.at(n.end)) {
			return false
		}
		d := string(n.digits)
		local := len(n.groups) == 1 || n.sized(0, 4, 4) || n.sized(0, 3, 4)
		if local && (len(d) == 7 || len(d) == 8) {
			return d[0] >= '2' && d[0] <= '8' && !validDate(d) && !p.counted(n.end) && p.cuedBy(localCues, n.start)
		}
		switch {
		case strings.HasPrefix(d, "0086"):
			d = "0" + strings.TrimPrefix(d[4:], "0")
		case strings.HasPrefix(d, "86") && p.at(n.start-1) == '+':
			d = "0" + strings.TrimPrefix(d[2:], "0")
		}
		if !isLandline(d) || len(n.groups) > 4 || p.counted(n.end) || p.cuedBy(orderCues, n.start) {
			return false
		}
		n.openBracket(p)
		takeExtension(p, n)
		return true
	})
}

// isLandline checks area code and length: 010 and 02x have eight digits behind them, 03xx to 09xx seven or eight.
func isLandline(d string) bool {
	switch {
	case len(d) < 11 || len(d) > 12 || d[0] != '0':
		return false
	case d[1] == '1' && d[2] == '0' || d[1] == '2':
		return len(d) == 11 && d[3] >= '2'
	}
	return d[1] >= '3' && d[4] >= '2'
}

var extensionWords = newLexicon("转", "-转", " 转", "-", "分机", " ext ", " ext. ", "ext", " x", "x", " extension ")

// takeExtension takes "-801", "转801" or "ext. 801" into the number.
func takeExtension(p *page, n *number) {
	w := extensionWords.startsAt(p, n.end)
	end := n.end + w
	for w > 0 && end < len(p.runes) && isDigit(p.runes[end]) {
		end++
	}
	if size := end - n.end - w; w > 0 && size >= 2 && size <= 5 && !isAlnum(p.at(end)) {
		n.end = end
	}
}

// findPhones finds every other telephone number: international ones with their plus sign, North American ones, and the national
// forms of the United Kingdom, Taiwan, Australia and France when they are grouped as there.
func findPhones(p *page) []match {
	bare := !p.hasHan()
	found := p.numbers(Phone, plainGap, 15, func(n *number) bool {
		switch {
		case len(n.digits) < 8 || p.counted(n.end) || isDigit(p.at(n.end)):
			return false
		case p.at(n.start-1) == '+':
			return isInternational(p, n)
		case isLetter(p.at(n.start - 1)):
			return false
		}
		if !isNorthAmerican(p, n, bare) && !isGroupedNational(p, n) {
			return false
		}
		n.openBracket(p)
		takeExtension(p, n)
		return true
	})
	return append(found, p.exitCoded()...)
}

func (p *page) hasHan() bool {
	for _, r := range p.runes {
		if isHan(r) {
			return true
		}
	}
	return false
}

// longestUsual is the most digits of a telephone number with its country code that are in use in groups; E.164 allows 15.
const longestUsual = 13

// isInternational takes the longest number behind a plus sign, unless a shorter one was already complete: in "+44 7700 900123 500
// people" the 500 is not part of it.
func isInternational(p *page, n *number) bool {
	if isAlnum(p.at(n.start-2)) || n.digits[0] == '0' || tollFree(strings.TrimPrefix(string(n.digits), "1")) {
		return false
	}
	if last := n.groups[len(n.groups)-1]; len(n.groups) > 1 {
		if len(n.digits) > longestUsual {
			return false
		}
		shorter := string(n.digits[:len(n.digits)-(last.end-last.start)])
		if parsed, err := phonenumbers.Parse("+"+shorter, ""); err == nil && phonenumbers.IsValidNumber(parsed) {
			return false
		}
	}
	n.openBracket(p)
	return true
}

// tollFree reports whether ten digits are a service number that belongs to an organisation: 400 and 800 in China, 8xx in North America.
func tollFree(d string) bool {
	return len(d) == 10 && hasAny(d, "400", "800", "833", "844", "855", "866", "877", "888")
}

// isNorthAmerican finds ten digits of the North American Numbering Plan. Without any grouping they need a cue or a text that is not Chinese:
// a Chinese text is full of other ten-digit numbers.
func isNorthAmerican(p *page, n *number, bare bool) bool {
	d := string(n.digits)
	first := 0
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
		if n.groups[0].end-n.groups[0].start == 1 {
			first = 1
		}
	}
	if len(d) != 10 || d[0] < '2' || d[3] < '2' || d[1] == '9' || tollFree(d) {
		return false
	}
	switch {
	case n.sized(first, 3, 3, 4):
		return true
	case n.sized(first, 10), n.sized(first, 3, 7), n.sized(first, 6, 4), n.sized(0, 11):
		return p.cuedBy(phoneCues, n.start) || bare && !p.cuedBy(orderCues, n.start)
	}
	return false
}

func isGroupedNational(p *page, n *number) bool {
	d := string(n.digits)
	if d[0] != '0' || d[1] == '0' || len(n.groups) == 1 || !n.even(p, 0) || validDate(d) {
		return false
	}
	switch len(d) {
	case 11:
		return d[1] == '1' || d[1] == '2' || d[1] == '3' || d[1] == '7'
	case 10:
		return n.sized(0, 4, 3, 3) || n.sized(0, 2, 2, 2, 2, 2) || n.sized(0, 2, 4, 4) || n.sized(0, 4, 6)
	}
	return false
}

// exitCoded finds international numbers written with the exit code 00 after a cue.
func (p *page) exitCoded() []match {
	return p.numbers(Phone, plainGap, 17, func(n *number) bool {
		return len(n.digits) >= 12 && hasAny(string(n.digits), "00") && n.digits[2] != '0' && p.cuedBy(phoneCues, n.start) &&
			!p.counted(n.end)
	})
}
