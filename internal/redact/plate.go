package redact

import (
	"strings"

	"ringfence/internal/scan"
)

var plateProvinces = scan.NewRuneSet("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")

var plateCues = scan.NewLexicon("车牌", "车牌号", "牌照", "车号", "车牌号码", "plate", "license plate", "licence plate")

// findPlates finds number plates of mainland China (GA 36-2018), those of new-energy cars included. Without a cue or the separator dot they
// need two digits, because 新HARD is no plate.
func findPlates(p *scan.Page) []scan.Match {
	var found []scan.Match
	for i, r := range p.Runes {
		if !plateProvinces.Has(r) {
			continue
		}
		at := i + 1
		if p.At(at) == ' ' {
			at++
		}
		if c := p.LowAt(at); !scan.IsLetter(c) || c == 'i' {
			continue
		}
		start := at + 1
		dotted := p.At(start) == '·'
		if dotted || p.At(start) == ' ' || p.At(start) == '-' || p.At(start) == '.' {
			start++
		}
		end := start
		for scan.IsAlnum(p.At(end)) && end-start < 7 {
			end++
		}
		if end-start == 4 && end < len(p.Runes) && strings.ContainsRune("挂学警港澳领使", p.Runes[end]) {
			end++
		}
		if n := end - start; n != 5 && n != 6 {
			continue
		}
		if dotted || p.Count(start, end, scan.IsDigit) >= 2 || p.CuedBy(plateCues, i) {
			found = append(found, scan.Match{Start: i, End: end, Kind: Plate})
		}
	}
	return found
}
