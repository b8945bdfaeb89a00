package web

import (
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
	if got := []string{c.Counts[0].Label, c.Counts[1].Label, c.Counts[2].Label}; got[0] != "400" || got[1] != "200" || got[2] != "0" {
		t.Errorf("%v", got)
	}
	if n := len(c.Weeks); n != 13 || c.Weeks[0].Label != "15 Dec" || c.Weeks[1].Label != "" || c.Weeks[4].Label != "12 Jan" || c.Weeks[12].Label != "" {
		t.Errorf("%d weeks: %+v", n, c.Weeks)
	}
	if newChart(Frame{Lang: catalogue.En}, nil, noon) != nil || newChart(Frame{Lang: catalogue.En}, make([]int, 90), noon) != nil {
		t.Error("a chart of nothing")
	}
}

// TestTableHoldsTheFiguresOfTheChart counts the same days as above.
func TestTableHoldsTheFiguresOfTheChart(t *testing.T) {
	daily := make([]int, 90)
	daily[0], daily[88], daily[89] = 1, 300, 30
	rows := newChart(Frame{Lang: catalogue.ZhCN}, daily, noon).Table.Rows
	if len(rows) != 14 {
		t.Fatalf("%d weeks", len(rows))
	}
	for _, c := range []struct {
		row   int
		from  string
		total int
		day   int
		want  string
	}{
		{0, "3月9日", 30, 0, "30"},
		{0, "3月9日", 30, 1, ""},
		{1, "3月2日", 300, 6, "300"},
		{13, "12月8日", 1, 1, ""},
		{13, "12月8日", 1, 2, "1"},
		{13, "12月8日", 1, 3, "0"},
	} {
		if r := rows[c.row]; r.From != c.from || r.Total != c.total || r.Days[c.day] != c.want {
			t.Errorf("row %d, day %d: %+v", c.row, c.day, r)
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
