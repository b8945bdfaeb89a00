package redact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"ringfence/internal/scan"
)

var phoneCues = scan.NewLexicon("电话", "手机", "座机", "固话", "家里电话", "联系方式", "联系电话", "致电", "拨打", "来电", "短信", "tel", "phone", "mobile", "cell", "call",
	"called", "calling", "call me", "text", "texted", "dial", "whatsapp", "contact", "ring", "from", "landline", "telephone", "fax", "传真")

// localCues announce a landline without its area code.
var localCues = scan.NewLexicon("电话", "座机", "固话", "家里电话", "联系电话", "tel", "telephone", "landline", "phone", "传真", "fax")

// findMobiles finds mobile numbers of mainland China. An unbroken one always goes; one in groups must look like one number.
func findMobiles(p *scan.Page) []scan.Match {
	found := p.Numbers(Mobile, scan.OddGap, 15, func(n *scan.Number) bool {
		first := 0
		digits := string(n.Digits)
		if len(n.Groups) > 1 && (n.Sized(0, 2) || countryGroup(p, n)) {
			first = 1
		}
		digits = mainland(p, n, digits)
		if !isMobile(digits) || n.Sized(0, 1, 3, 3, 4) && tollFree(digits[1:]) {
			return false
		}
		n.OpenBracket(p)
		if len(n.Groups)-first == 1 && !n.Odd || n.Sized(first, 3, 4, 4) && !p.Counted(n.End) {
			return true
		}
		return !n.Odd && n.Even(p, first) && !p.Counted(n.End) && !scan.IsAlnum(p.At(n.Start-1))
	})
	return append(found, strungMobiles(p)...)
}

// countryGroup reports whether the first group is the country code alone, so that the gap after it may differ from the others.
func countryGroup(p *scan.Page, n *scan.Number) bool {
	g := n.Groups[0]
	s := string(p.Runes[g.Start:g.End])
	return s == "86" || s == "0086"
}

// mainland takes the country code or trunk zero of a mobile number away. A bare 86 counts only where no letter stands before it: SF86…
// is a parcel.
func mainland(p *scan.Page, n *scan.Number, digits string) string {
	switch {
	case len(digits) == 15:
		return strings.TrimPrefix(digits, "0086")
	case len(digits) == 13 && !scan.IsLetter(p.At(n.Start-1)):
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
func strungMobiles(p *scan.Page) []scan.Match {
	var found []scan.Match
	for _, g := range p.Digits {
		n := g.End - g.Start
		if n%11 != 0 || n < 22 || n > 99 {
			continue
		}
		all := true
		for i := g.Start; i < g.End; i += 11 {
			all = all && isMobile(string(p.Runes[i:i+11]))
		}
		if all {
			found = append(found, scan.Match{Start: g.Start, End: g.End, Kind: Mobile})
		}
	}
	return found
}

// findLandlines finds landline numbers of mainland China: with area code, or after a cue without one.
func findLandlines(p *scan.Page) []scan.Match {
	return p.Numbers(Landline, scan.PlainGap, 16, func(n *scan.Number) bool {
		if scan.IsLetter(p.At(n.Start-1)) && !p.CuedBy(phoneCues, n.Start) || scan.IsAlnum(p.At(n.End)) && !scan.IsLetter(p.At(n.End)) {
			return false
		}
		d := string(n.Digits)
		local := len(n.Groups) == 1 || n.Sized(0, 4, 4) || n.Sized(0, 3, 4)
		if local && (len(d) == 7 || len(d) == 8) {
			return d[0] >= '2' && d[0] <= '8' && !validDate(d) && !p.Counted(n.End) && p.CuedBy(localCues, n.Start)
		}
		switch {
		case strings.HasPrefix(d, "0086"):
			d = "0" + strings.TrimPrefix(d[4:], "0")
		case strings.HasPrefix(d, "86") && p.At(n.Start-1) == '+':
			d = "0" + strings.TrimPrefix(d[2:], "0")
		}
		if !isLandline(d) || len(n.Groups) > 4 || p.Counted(n.End) || p.CuedBy(orderCues, n.Start) {
			return false
		}
		n.OpenBracket(p)
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

var extensionWords = scan.NewLexicon("转", "-转", " 转", "-", "分机", " ext ", " ext. ", "ext", " x", "x", " extension ")

// takeExtension takes "-801", "转801" or "ext. 801" into the number.
func takeExtension(p *scan.Page, n *scan.Number) {
	w := extensionWords.StartsAt(p, n.End)
	end := n.End + w
	for w > 0 && end < len(p.Runes) && scan.IsDigit(p.Runes[end]) {
		end++
	}
	if size := end - n.End - w; w > 0 && size >= 2 && size <= 5 && !scan.IsAlnum(p.At(end)) {
		n.End = end
	}
}

// findPhones finds every other telephone number: international ones with their plus sign, North American ones, and the national
// forms of the United Kingdom, Taiwan, Australia and France when they are grouped as there.
func findPhones(p *scan.Page) []scan.Match {
	bare := !hasHan(p)
	found := p.Numbers(Phone, scan.PlainGap, 15, func(n *scan.Number) bool {
		switch {
		case len(n.Digits) < 8 || p.Counted(n.End) || scan.IsDigit(p.At(n.End)):
			return false
		case p.At(n.Start-1) == '+':
			return isInternational(p, n)
		case scan.IsLetter(p.At(n.Start - 1)):
			return false
		}
		if !isNorthAmerican(p, n, bare) && !isGroupedNational(p, n) {
			return false
		}
		n.OpenBracket(p)
		takeExtension(p, n)
		return true
	})
	return append(found, exitCoded(p)...)
}

func hasHan(p *scan.Page) bool {
	for _, r := range p.Runes {
		if scan.IsHan(r) {
			return true
		}
	}
	return false
}

// longestUsual is the most digits of a telephone number with its country code that are in use in groups; E.164 allows 15.
const longestUsual = 13

// isInternational takes the longest number behind a plus sign, unless a shorter one was already complete: in "+44 7700 900123 500
// people" the 500 is not part of it.
func isInternational(p *scan.Page, n *scan.Number) bool {
	if scan.IsAlnum(p.At(n.Start-2)) || n.Digits[0] == '0' || tollFree(strings.TrimPrefix(string(n.Digits), "1")) {
		return false
	}
	if last := n.Groups[len(n.Groups)-1]; len(n.Groups) > 1 {
		if len(n.Digits) > longestUsual {
			return false
		}
		shorter := string(n.Digits[:len(n.Digits)-(last.End-last.Start)])
		if parsed, err := phonenumbers.Parse("+"+shorter, ""); err == nil && phonenumbers.IsValidNumber(parsed) {
			return false
		}
	}
	n.OpenBracket(p)
	return true
}

// tollFree reports whether ten digits are a service number that belongs to an organisation: 400 and 800 in China, 8xx in North America.
func tollFree(d string) bool {
	return len(d) == 10 && hasAny(d, "400", "800", "833", "844", "855", "866", "877", "888")
}

// isNorthAmerican finds ten digits of the North American Numbering Plan. Without any grouping they need a cue or a text that is not Chinese:
// a Chinese text is full of other ten-digit numbers.
func isNorthAmerican(p *scan.Page, n *scan.Number, bare bool) bool {
	d := string(n.Digits)
	first := 0
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
		if n.Groups[0].End-n.Groups[0].Start == 1 {
			first = 1
		}
	}
	if len(d) != 10 || d[0] < '2' || d[3] < '2' || d[1] == '9' || tollFree(d) {
		return false
	}
	switch {
	case n.Sized(first, 3, 3, 4):
		return true
	case n.Sized(first, 10), n.Sized(first, 3, 7), n.Sized(first, 6, 4), n.Sized(0, 11):
		return p.CuedBy(phoneCues, n.Start) || bare && !p.CuedBy(orderCues, n.Start)
	}
	return false
}

func isGroupedNational(p *scan.Page, n *scan.Number) bool {
	d := string(n.Digits)
	if d[0] != '0' || d[1] == '0' || len(n.Groups) == 1 || !n.Even(p, 0) || validDate(d) {
		return false
	}
	switch len(d) {
	case 11:
		return d[1] == '1' || d[1] == '2' || d[1] == '3' || d[1] == '7'
	case 10:
		return n.Sized(0, 4, 3, 3) || n.Sized(0, 2, 2, 2, 2, 2) || n.Sized(0, 2, 4, 4) || n.Sized(0, 4, 6)
	}
	return false
}

// exitCoded finds international numbers written with the exit code 00 after a cue.
func exitCoded(p *scan.Page) []scan.Match {
	return p.Numbers(Phone, scan.PlainGap, 17, func(n *scan.Number) bool {
		return len(n.Digits) >= 12 && hasAny(string(n.Digits), "00") && n.Digits[2] != '0' && p.CuedBy(phoneCues, n.Start) &&
			!p.Counted(n.End)
	})
}

// findDisguised finds mobile numbers of mainland China that are not written in digits alone.
func findDisguised(p *scan.Page) []scan.Match {
	var found []scan.Match
	for _, d := range p.Disguised() {
		found = append(found, scan.Match{Start: d.Start, End: d.End, Kind: Mobile})
	}
	return found
}
