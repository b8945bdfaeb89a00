package redact

import (
	"time"

	"ringfence/internal/scan"
)

var idCues = scan.NewLexicon("身份证", "身份证号", "身份号", "身份证件", "证件号", "公民身份", "社会保障号", "社保号", "医保号", "sfz", "id card", "identity card",
	"identity number", "national id", "id number", "identification number", "social security", "ssn")

// findIDCards finds identity numbers of mainland China (18 digits, or 15 on old cards) and social security numbers of the US.
// Without a cue the province, the date and the checksum must be right; after one, a mistyped number goes too.
func findIDCards(p *scan.Page) []scan.Match {
	return p.Numbers(IDCard, scan.PlainGap, 19, func(n *scan.Number) bool {
		if len(n.Digits) == 9 {
			return isSSN(p, n)
		}
		if len(n.Digits) < 15 || !n.Even(p, 0) {
			return false
		}
		cued := p.CuedBy(idCues, n.Start)
		if scan.IsAlnum(p.At(n.Start-1)) && !cued {
			return false
		}
		last := takeX(p, n)
		switch {
		case cued:
			return true
		case len(n.Digits) == 15:
			return len(n.Groups) == 1 && !scan.IsAlnum(p.At(n.End)) && validRegion(n.Digits) && validDate("19"+string(n.Digits[6:12])) &&
				!p.CuedBy(orderCues, n.Start)
		case last == 0 && len(n.Digits) == 18:
			last = rune(n.Digits[17])
		}
		return last != 0 && (len(n.Digits) == 17 || last != 'x') && validID(n.Digits, last)
	})
}

// takeX takes the check character X, however it is written, into a number of 17 digits and returns 'x', or else 0.
func takeX(p *scan.Page, n *scan.Number) rune {
	if len(n.Digits) != 17 {
		return 0
	}
	end := n.End
	if p.At(end) == ' ' || p.At(end) == '-' {
		end++
	}
	if r := p.LowAt(end); r != 'x' && r != '×' || scan.IsAlnum(p.At(end+1)) {
		return 0
	}
	n.End = end + 1
	return 'x'
}

// validID checks the first 17 digits and the check character (GB 11643-1999).
func validID(digits []byte, last rune) bool {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return rune("10x98765432"[sum%11]) == last && validRegion(digits) && validDate(string(digits[6:14]))
}

// validRegion checks the province of GB/T 2260 with which an identity number begins (81 to 83: residents of Hong Kong, Macau and
// Taiwan; 91: foreigners).
func validRegion(digits []byte) bool {
	switch n := int(digits[0]-'0')*10 + int(digits[1]-'0'); {
	case 11 <= n && n <= 15, 21 <= n && n <= 23, 31 <= n && n <= 37, 41 <= n && n <= 46, 50 <= n && n <= 54, 61 <= n && n <= 65,
		n == 71, 81 <= n && n <= 83, n == 91:
		return true
	}
	return false
}

// validDate reports whether s is a day of the last or this century, written 20060102.
func validDate(s string) bool {
	t, err := time.Parse("20060102", s)
	return err == nil && 1900 <= t.Year() && t.Year() < 2100
}

func isSSN(p *scan.Page, n *scan.Number) bool {
	if !n.Sized(0, 3, 2, 4) || scan.IsAlnum(p.At(n.Start-1)) || scan.IsAlnum(p.At(n.End)) {
		return false
	}
	if p.At(n.Groups[0].End) != '-' || p.At(n.Groups[1].End) != '-' {
		return false
	}
	area := string(n.Digits[:3])
	return area != "000" && area != "666" && area[0] != '9'
}
