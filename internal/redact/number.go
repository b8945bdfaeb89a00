package redact

// group is an unbroken run of digits on a page.
type group struct{ start, end int }

// gap says what stands between two groups of digits.
type gap int

const (
	noGap    gap = iota // something that no number is written with, or too much of it
	plainGap            // spaces, hyphens, dots, brackets: how numbers are grouped
	oddGap              // commas, emoji: how numbers are hidden
)

// longestGap is the most runes between two groups of one number, as in ") - ".
const longestGap = 3

// number is one or more neighbouring groups read as one number.
type number struct {
	digits     []byte
	groups     []group
	start, end int
	odd        bool // at least one gap is odd
}

func (p *page) findGroups() []group {
	groups := p.digits[:0]
	for i := 0; i < len(p.runes); i++ {
		if !isDigit(p.runes[i]) {
			continue
		}
		start := i
		for i < len(p.runes) && isDigit(p.runes[i]) {
			i++
		}
		groups = append(groups, group{start, i})
	}
	return groups
}

func (p *page) gapBetween(a, b group) gap {
	if b.start-a.end > longestGap {
		return noGap
	}
	kind := plainGap
	for _, r := range p.runes[a.end:b.start] {
		switch r {
		case ' ', '-', '.', '·', '_', '/', '(', ')', '\n', '\r', '\t':
			continue
		}
		if isWord(r) || r == opaque || r == '+' || r == ':' { // 10:30 is a time, and a plus begins a new number
			return noGap
		}
		kind = oddGap
	}
	return kind
}

// numbers calls accept with every number of at most `most` digits that the page can be read to hold, shortest first from each
// group, and returns the longest accepted from each group, left to right. accept may move the number's start and end. Work per
// group is bounded by `most`, so the whole is linear.
func (p *page) numbers(kind Kind, widest gap, most int, accept func(n *number) bool) []match {
	var found []match
	var n number
	for i := 0; i < len(p.digits); {
		n = number{digits: n.digits[:0], groups: n.groups[:0]}
		best := match{kind: kind}
		next := i + 1
		for j := i; j < len(p.digits); j++ {
			g := p.digits[j]
			if j > i {
				between := p.gapBetween(p.digits[j-1], g)
				if between == noGap || between > widest {
					break
				}
				n.odd = n.odd || between == oddGap
			}
			if len(n.digits)+g.end-g.start > most {
				break
			}
			for _, r := range p.runes[g.start:g.end] {
				n.digits = append(n.digits, byte(r))
			}
			n.groups = append(n.groups, g)
			n.start, n.end = n.groups[0].start, g.end
			if accept(&n) {
				best.start, best.end, next = n.start, n.end, j+1
			}
		}
		if best.end > 0 {
			found = append(found, best)
		}
		i = next
	}
	return found
}

// sized reports whether the groups from the given one on have exactly these sizes.
func (n *number) sized(from int, sizes ...int) bool {
	if len(n.groups)-from != len(sizes) {
		return false
	}
	for i, g := range n.groups[from:] {
		if g.end-g.start != sizes[i] {
			return false
		}
	}
	return true
}

// even reports whether the gaps from the given group on are all alike, as somebody writes one number.
func (n *number) even(p *page, from int) bool {
	for i := from + 2; i < len(n.groups); i++ {
		if string(p.runes[n.groups[i-1].end:n.groups[i].start]) != string(p.runes[n.groups[from].end:n.groups[from+1].start]) {
			return false
		}
	}
	return true
}

// openBracket takes a bracket and a plus sign before the number into it, as in (+86) 10 or (202).
func (n *number) openBracket(p *page) {
	if p.at(n.start-1) == '+' {
		n.start--
	}
	if p.at(n.start-1) != '(' {
		return
	}
	for _, r := range p.runes[n.groups[0].end:n.end] {
		if r == ')' {
			n.start--
			return
		}
	}
}

// counted reports whether a unit of money, time or quantity follows, so that the digits before it are an amount or a date.
func (p *page) counted(end int) bool {
	if p.at(end) == ' ' {
		end++
	}
	switch p.lowAt(end) {
	case '元', '块', '万', '亿', '千', '年', '月', '日', '点', '时', '分', '秒', '天', '岁', '次', '人', '个', '条', '笔', '单', '%', '¥', '$':
		return true
	}
	return amountUnits.startsAt(p, end) > 0
}

var amountUnits = newLexicon("rmb", "cny", "usd", "yuan", "dollars", "人民币", "名学生", "多元")
