package redact

// disguised is a mainland mobile number written with Chinese digits or with letters that look like digits.
type disguised struct {
	digits     string
	start, end int
}

// fewestPlain is how many of the eleven places must not be Latin letters: "IOI" alone is no number.
const fewestPlain = 6

func findDisguised(p *page) []match {
	var found []match
	for _, d := range p.disguised() {
		found = append(found, match{d.start, d.end, Mobile})
	}
	return found
}

// disguised reads 一三八零零…, l38OO… and mixtures, with at most longestGap runes between two digits. Reading stops after eleven
// digits from each start, so the whole is linear.
func (p *page) disguised() []disguised {
	var found []disguised
	for i := 0; i < len(p.runes); i++ {
		if lookalike(p.runes[i]) != 1 || isDigit(p.at(i-1)) || isLetter(p.runes[i]) && isAlnum(p.at(i-1)) {
			continue
		}
		d, letters, han := p.readDisguised(i)
		if len(d.digits) != 11 || letters+han == 0 || 11-letters < fewestPlain || d.digits[1] < '3' || isDigit(p.at(d.end)) {
			continue
		}
		if isLetter(p.at(d.end-1)) && isLetter(p.at(d.end)) {
			continue
		}
		found = append(found, d)
		i = d.end - 1
	}
	return found
}

func (p *page) readDisguised(i int) (d disguised, letters, han int) {
	var digits [11]byte
	d.start = i
	for n := range digits {
		for skipped := 0; n > 0 && skipped < longestGap && lookalike(p.at(i)) < 0 && !isWord(p.at(i)) && p.at(i) != opaque; skipped++ {
			i++
		}
		v := lookalike(p.at(i))
		if v < 0 {
			return disguised{}, 0, 0
		}
		switch {
		case isHan(p.at(i)):
			han++
		case isLetter(p.at(i)):
			letters++
		}
		digits[n] = byte('0' + v)
		i++
	}
	d.end, d.digits = i, string(digits[:])
	return d, letters, han
}

// lookalike returns the digit that r stands for, or -1.
func lookalike(r rune) int {
	switch r {
	case '零', '〇', '洞', 'O', 'o', 'О', 'о': // the last two are Cyrillic
		return 0
	case '一', '壹', '幺', '妖', 'l', 'I', '|':
		return 1
	case '二', '贰', '两':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒', '拐':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	if isDigit(r) {
		return int(r - '0')
	}
	return -1
}
