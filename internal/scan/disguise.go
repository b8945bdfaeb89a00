package scan

// Disguised is a mainland mobile number written with Chinese digits or with letters that look like digits.
type Disguised struct {
	Digits     string
	Start, End int
}

// fewestPlain is how many of the eleven places must not be Latin letters: "IOI" alone is no number.
const fewestPlain = 6

// Disguised reads 一三八零零…, l38OO… and mixtures, with at most longestGap runes between two digits. Reading stops after eleven
// digits from each start, so the whole is linear.
func (p *Page) Disguised() []Disguised {
	var found []Disguised
	for i := 0; i < len(p.Runes); i++ {
		if lookalike(p.Runes[i]) != 1 || IsDigit(p.At(i-1)) || IsLetter(p.Runes[i]) && IsAlnum(p.At(i-1)) {
			continue
		}
		d, letters, han := p.readDisguised(i)
		if len(d.Digits) != 11 || letters+han == 0 || 11-letters < fewestPlain || d.Digits[1] < '3' || IsDigit(p.At(d.End)) {
			continue
		}
		if IsLetter(p.At(d.End-1)) && IsLetter(p.At(d.End)) {
			continue
		}
		found = append(found, d)
		i = d.End - 1
	}
	return found
}

func (p *Page) readDisguised(i int) (d Disguised, letters, han int) {
	var digits [11]byte
	d.Start = i
	for n := range digits {
		for skipped := 0; n > 0 && skipped < longestGap && lookalike(p.At(i)) < 0 && !IsWord(p.At(i)) && p.At(i) != Opaque; skipped++ {
			i++
		}
		v := lookalike(p.At(i))
		if v < 0 {
			return Disguised{}, 0, 0
		}
		switch {
		case IsHan(p.At(i)):
			han++
		case IsLetter(p.At(i)):
			letters++
		}
		digits[n] = byte('0' + v)
		i++
	}
	d.End, d.Digits = i, string(digits[:])
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
	if IsDigit(r) {
		return int(r - '0')
	}
	return -1
}
