package web

import (
	"cmp"
	"slices"
	"strconv"

	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// TrendRanges tells through which numbers callers began to rotate of late.
type TrendRanges struct{ Trending }

func (TrendRanges) set() string { return "trends_ranges" }

// Title names the page.
func (t TrendRanges) Title() string { return t.T("trends.ranges.title") }

// Description says what is on it.
func (t TrendRanges) Description() string { return t.T("trends.ranges.lead") }

const (
	rangeWeeks = 4
	mostRanges = 60 // on the page; the files have all
)

// RangeWeek is the ranges that were new in a week.
type RangeWeek struct {
	ID, Week string
	Caption  string
	Rows     []RangeRow
	More     string // how many are left out, or ""
}

// RangeRow is a block of numbers.
type RangeRow struct{ Numbers, Category, Listed string }

// Weeks are the last with new ranges, the latest first.
func (t TrendRanges) Weeks() []RangeWeek {
	var all []RangeWeek
	for i := range rangeWeeks {
		w := t.last().Add(-i)
		r, ok := t.Book.Rollup(w)
		if !ok || len(r.Ranges) == 0 {
			continue
		}
		all = append(all, t.rangesOf(r))
	}
	return all
}

func (t TrendRanges) rangesOf(r trend.Rollup) RangeWeek {
	ranges := slices.Clone(r.Ranges)
	slices.SortStableFunc(ranges, func(a, b trend.Range) int { return cmp.Compare(b.Numbers, a.Numbers) })
	week := RangeWeek{ID: "week-" + r.Week.String(), Week: weekHead(t.Lang, r.Week), Caption: t.T("trends.ranges.caption", "week", weekSpan(t.Lang, r.Week))}
	if most := mostRanges / rangeWeeks; len(ranges) > most {
		week.More = t.T("trends.ranges.more", "count", len(ranges)-most)
		ranges = ranges[:most]
	}
	for _, one := range ranges {
		row := RangeRow{Numbers: blockText(one.Block), Listed: strconv.Itoa(one.Numbers)}
		if one.Category != "" {
			row.Category = t.Name(catalogue.Categories, string(one.Category))
		}
		week.Rows = append(week.Rows, row)
	}
	return week
}

// blockText writes the numbers of a block as people do, with xx for the digits that differ.
func blockText(block string) string {
	key, err := subject.ParseKey(block + "00")
	if err != nil {
		return block + "xx"
	}
	text := key.Format()
	return text[:len(text)-2] + "xx"
}
