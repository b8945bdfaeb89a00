package trend

// Total is the sum of a place in several weeks, as far as they were counted.
type Total struct {
	Low, High int  // between what it lies, noise included: what is not shown is in High only
	Hidden    int  // weeks that were counted and are not shown
	More      bool // than High there may have been: some figure is AtLeast what it says
}

// Exact reports whether nothing is hidden of a sum, and nothing is open or may be more.
func (t Total) Exact() bool { return t.Low == t.High && !t.More }

// Total adds up a place in so many weeks, of which to is the last.
func (b *Book) Total(p Place, to Week, weeks int) (sum Total) {
	for page := range b.span(to, weeks) {
		figure := b.At(p, page.Week)
		low, high := figure.Between()
		sum.Low += low
		sum.High += high
		sum.More = sum.More || figure.AtLeast
		if figure.Status == Suppressed {
			sum.Hidden++
		}
	}
	return sum
}
