package redact

import "strings"

var plateProvinces = newRuneSet("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")

var plateCues = newLexicon("车牌", "车牌号", "牌照", "车号", "车牌号码", "plate", "license plate", "licence plate")

// findPlates finds number plates of mainland China (GA 36-2018), those of new-energy cars included. Without a cue or the separator dot they
// need two digits, because 新HARD is no plate.
func findPlates(p *page) []match {
	var found []match
	for i, r := range p.runes {
		if !plateProvinces.has(r) {
			continue
		}
		at := i + 1
		if p.at(at) == ' ' {
			at++
		}
		if c := p.lowAt(at); !isLetter(c) || c == 'i' {
			continue
		}
		start := at + 1
		dotted := p.at(start) == '·'
		if dotted || p.at(start) == ' ' || p.at(start) == '-' || p.at(start) == '.' {
			start++
		}
		end := start
		for isAlnum(p.at(end)) && end-start < 7 {
			end++
		}
		if end-start == 4 && end < len(p.runes) && strings.ContainsRune("挂学警港澳领使", p.runes[end]) {
			end++
		}
		if n := end - start; n != 5 && n != 6 {
			continue
		}
		if dotted || p.count(start, end, isDigit) >= 2 || p.cuedBy(plateCues, i) {
			found = append(found, match{i, end, Plate})
		}
	}
	return found
}
