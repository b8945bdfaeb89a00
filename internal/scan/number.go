package scan

// Group is an unbroken run of digits on a page.
type Group struct{ Start, End int }

// Gap says what stands between two groups of digits.
type Gap int

const (
	noGap    Gap = iota // something that no number is written with, or too much of it
	PlainGap            // spaces, hyphens, dots, brackets: how numbers are grouped
	OddGap              // commas, emoji: how numbers are hidden
)

// longestGap is the most runes between two groups of one number, as in ") - ".
const longestGap = 3

// Number is one or more neighbouring groups read as one number.
type Number struct {
	Digits     []byte
	Groups     []Group
	Start, End int
	Odd        bool // at least one gap is odd
}

func (p *Page) findGroups() []Group {
	groups := p.Digits[:0]
	for i := 0; i < len(p.Runes); i++ {
		if !IsDigit(p.Runes[i]) {
			continue
		}
		start := i
		for i < len(p.Runes) && IsDigit(p.Runes[i]) {
			i++
		}
		groups = append(groups, Group{start, i})
	}
	return groups
}

func (p *Page) gapBetween(a, b Group) Gap {
	if b.Start-a.End > longestGap {
		return noGap
	}
	kind := PlainGap
	for _, r := range p.Runes[a.End:b.Start] {
		switch r {
		case ' ', '-', '.', '·', '_', '/', '(', ')', '\n', '\r', '\t':
			continue
		}
		if IsWord(r) || r == Opaque || r == '+' || r == ':' { // 10:30 is a time, and a plus begins a new number
			return noGap
		}
		kind = OddGap
	}
	return kind
}

// Numbers calls accept with every number of at most `most` digits that the page can be read to hold, shortest first from each
// group, and returns the longest accepted from each group, left to right. accept may move the number's Start and End. Work per
// group is bounded by `most`, so the whole is linear.
func (p *Page) Numbers(kind Kind, widest Gap, most int, accept func(n *Number) bool) []Match {
	var found []Match
	var n Number
	for i := 0; i < len(p.Digits); {
		m, next := p.numberAt(i, &n, widest, most, accept)
		if m.End > 0 {
			m.Kind = kind
			found = append(found, m)
		}
		i = next
	}
	return found
}

// NumberAt is Numbers for those that begin with the given one of Digits: it returns the longest accepted, and false when there is none.
func (p *Page) NumberAt(group int, widest Gap, most int, accept func(n *Number) bool) (Match, bool) {
	m, _ := p.numberAt(group, &Number{}, widest, most, accept)
	return m, m.End > 0
}

// numberAt returns the longest number accepted that begins with group i, and the group behind it. It uses the room that n has.
func (p *Page) numberAt(i int, n *Number, widest Gap, most int, accept func(n *Number) bool) (best Match, next int) {
	*n = Number{Digits: n.Digits[:0], Groups: n.Groups[:0]}
	next = i + 1
	for j := i; j < len(p.Digits); j++ {
		g := p.Digits[j]
		if j > i {
			between := p.gapBetween(p.Digits[j-1], g)
			if between == noGap || between > widest {
				break
			}
			n.Odd = n.Odd || between == OddGap
		}
		if len(n.Digits)+g.End-g.Start > most {
			break
		}
		for _, r := range p.Runes[g.Start:g.End] {
			n.Digits = append(n.Digits, byte(r))
		}
		n.Groups = append(n.Groups, g)
		n.Start, n.End = n.Groups[0].Start, g.End
		if accept(n) {
			best.Start, best.End, next = n.Start, n.End, j+1
		}
	}
	return best, next
}

// Sized reports whether the groups from the given one on have exactly these sizes.
func (n *Number) Sized(from int, sizes ...int) bool {
	if len(n.Groups)-from != len(sizes) {
		return false
	}
	for i, g := range n.Groups[from:] {
		if g.End-g.Start != sizes[i] {
			return false
		}
	}
	return true
}

// Even reports whether the gaps from the given group on are all alike, as somebody writes one number.
func (n *Number) Even(p *Page, from int) bool {
	for i := from + 2; i < len(n.Groups); i++ {
		if string(p.Runes[n.Groups[i-1].End:n.Groups[i].Start]) != string(p.Runes[n.Groups[from].End:n.Groups[from+1].Start]) {
			return false
		}
	}
	return true
}

// OpenBracket takes a bracket and a plus sign before the number into it, as in (+86) 10 or (202).
func (n *Number) OpenBracket(p *Page) {
	if p.At(n.Start-1) == '+' {
		n.Start--
	}
	if p.At(n.Start-1) != '(' {
		return
	}
	for _, r := range p.Runes[n.Groups[0].End:n.End] {
		if r == ')' {
			n.Start--
			return
		}
	}
}

// Counted reports whether a unit of money, time or quantity follows, so that the digits before it are an amount or a date.
func (p *Page) Counted(end int) bool {
	if p.At(end) == ' ' {
		end++
	}
	switch p.LowAt(end) {
	case '元', '块', '万', '亿', '千', '年', '月', '日', '点', '时', '分', '秒', '天', '岁', '次', '人', '个', '条', '笔', '单', '%', '¥', '$':
		return true
	}
	return amountUnits.StartsAt(p, end) > 0
}

var amountUnits = NewLexicon("rmb", "cny", "usd", "yuan", "dollars", "人民币", "名学生", "多元")
