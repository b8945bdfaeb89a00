package trend

import (
	"iter"
	"maps"
	"slices"
)

// Until returns the book as it ends with a week, without the later ones. It shares all pages with b, so that it costs little.
func (b *Book) Until(w Week) *Book {
	if b == nil {
		return nil
	}
	return bookOf(maps.Collect(b.before(w)))
}

// before returns the pages of the weeks up to w.
func (b *Book) before(w Week) iter.Seq2[Week, *page] {
	return func(yield func(Week, *page) bool) {
		for _, v := range b.weeks {
			if w.Before(v) || !yield(v, b.pages[v]) {
				return
			}
		}
	}
}

// bookOf returns the book of pages.
func bookOf(pages map[Week]*page) *Book {
	b := &Book{pages: pages}
	b.weeks = slices.SortedFunc(maps.Keys(pages), func(v, w Week) int { return v.Sub(w) })
	for _, w := range b.weeks {
		if !pages[w].AsOf.Before(w.End()) {
			b.newest = w
		}
	}
	return b
}
