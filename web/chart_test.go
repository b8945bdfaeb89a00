package web

import (
	"slices"
	"strings"
	"testing"

	"ringfence/web/catalogue"
)

func TestChart(t *testing.T) {
	daily := make([]int, 90)
	daily[0], daily[88], daily[89] = 1, 300, 30 // 10 December, 8 March, and 9 March, a Monday
	c := newChart(Frame{Lang: catalogue.En}, daily, noon)
	if c.Caption != "Most on one day: 300 reports" || c.Width != 720 {
		t.Errorf("%+v", c)
	}
	if want := "M1 100v-2h6v2z" + "M705 100v-75h6v75z" + "M713 100v-7h6v7z"; c.Bars != want { // of 400
		t.Errorf("bars %s, want %s", c.Bars, want)
	}
	if c.Top != 400 || c.Half != 200 {
		t.Errorf("the axis ends at %d and has %d in its middle", c.Top, c.Half)
	}
	if n := strings.Count(c.Mondays, "M"); n != 13 || !strings.HasPrefix(c.Mondays, "M40 0v100M96 0v100") {
		t.Errorf("%d weeks: %s", n, c.Mondays)
	}
	if want := []Mark{{"5.6%", "15 Dec"}, {"36.7%", "12 Jan"}, {"67.8%", "9 Feb"}}; !slices.Equal(c.Weeks, want) {
		t.Errorf("%v, want %v", c.Weeks, want)
	}
	if newChart(Frame{Lang: catalogue.En}, nil, noon) != nil || newChart(Frame{Lang: catalogue.En}, make([]int, 90), noon) != nil {
		t.Error("a chart of nothing")
	}
}

// TestTableHoldsTheFiguresOfTheChart counts the same days as above, and one more.
func TestTableHoldsTheFiguresOfTheChart(t *testing.T) {
	daily := make([]int, 90)
	daily[0], daily[87], daily[88], daily[89] = 1, 1, 300, 30
	rows := newChart(Frame{Lang: catalogue.ZhCN}, daily, noon).Table.Rows
	if len(rows) != 14 {
		t.Fatalf("%d weeks", len(rows))
	}
	for row, want := range map[int]Week{
		0:  {"3月9日", 30, "周一 30"},
		1:  {"3月2日", 301, "周六 1、周日 300"},
		2:  {"2月23日", 0, ""},
		13: {"12月8日", 1, "周三 1"},
	} {
		if rows[row] != want {
			t.Errorf("row %d: %+v, want %+v", row, rows[row], want)
		}
	}
}

func TestEndOfAnAxis(t *testing.T) {
	for n, want := range map[int]int{1: 2, 2: 2, 3: 4, 9: 10, 10: 10, 11: 20, 45: 60, 99: 100, 100: 100, 101: 200, 300: 400} {
		if got := roundUp(n); got != want {
			t.Errorf("%d: %d, want %d", n, got, want)
		}
	}
}
