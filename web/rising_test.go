package web

import (
	"math"
	"strings"
	"testing"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestFactorsAreRoundedOutwards, so that they never say more than is known, and have no decimals where these say nothing.
func TestFactorsAreRoundedOutwards(t *testing.T) {
	page := Trending{Frame: Frame{Lang: catalogue.En}}
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{1.009, 2.22, "At least 1.00 and at most 2.3 times as many people as usual."},
		{1.049, 1.81, "At least 1.04 and at most 1.9 times as many people as usual."},
		{1.49, 2.91, "At least 1.4 and at most 3.0 times as many people as usual."},
		{3.99, 9.92, "At least 3.9 and at most 10 times as many people as usual."},
		{9.99, 13.91, "At least 9.9 and at most 14 times as many people as usual."},
		{10.01, 305.66, "At least 10 and at most 306 times as many people as usual."},
		{12.97, math.Inf(1), "At least 12 times as many people as usual."},
	} {
		if got := page.factor(trend.Rise{Low: c.low, High: c.high}); got != c.want {
			t.Errorf("from %v to %v: %s", c.low, c.high, got)
		}
	}
}

// TestUsualOfAnAlertHasItsDay since a card beside it has another one, of the newest week. The card begins with plain figures.
func TestUsualOfAnAlertHasItsDay(t *testing.T) {
	for l, words := range map[catalogue.Lang][3]string{
		catalogue.En:   {"60 or more people reported it within a week; on 9 Mar about 20 were usual.", "on 9 Mar fewer than about 15 were usual.", "People who reported it"},
		catalogue.ZhCN: {"一周之内有 60 人以上举报；截至3月9日，往常约 20 人。", "截至3月9日，往常在约 15 人以下。", "这一周举报人数"},
	} {
		page := htmlcheck.Parse(t, rendered(t, trendsExamples(sample{t, Frame{Lang: l, Path: "/"}})["trends, campus, full"]))
		alerts, card := page.Text(".alerts"), strings.TrimSpace(page.Text(".rises li p"))
		if !strings.Contains(alerts, words[0]) || !strings.Contains(alerts, words[1]) || !strings.HasPrefix(card, words[2]) {
			t.Errorf("%s: %s; %s", l, alerts, card)
		}
	}
}

// TestChartsBeginWithWhatRises and go on as the table does, whatever most people told of weeks ago.
func TestChartsBeginWithWhatRises(t *testing.T) {
	w := trend.WeekOf(noon).Add(-1)
	campus := trend.Campus(someCampus)
	var weeks []trend.Rollup
	for back := range 10 {
		was, falls, grows := 200, 150, 40
		if back == 0 {
			was, falls, grows = 100, 60, 90
		}
		r := trend.Rollup{Week: w.Add(-back), AsOf: w.Add(-back).ClosesAt(), Closed: true}
		for name, n := range map[[2]string]int{{"survey", "add_contacts"}: falls, {"loan", "lend_card"}: was, {"prize", "lend_sim"}: grows, {"gaming", "host_device"}: 70} {
			r.Cells = append(r.Cells, trend.Cell{Place: campus.Place(name[0]), Reporters: n}, trend.Cell{Place: trend.Place{Table: trend.ByDuty, Row: name[1]}, Reporters: n})
		}
		weeks = append(weeks, r)
	}
	page := Trending{Frame: Frame{Lang: catalogue.En}, Book: trend.NewBook(weeks), Now: noon}
	var categories, duties []string
	for _, f := range (TrendScope{Trending: page, Scope: campus}).Figures() {
		categories = append(categories, f.Column)
	}
	for _, f := range (TrendDuties{page}).Figures() {
		duties = append(duties, f.Row)
	}
	for i, want := range [][2]string{{"prize", "lend_sim"}, {"loan", "lend_card"}, {"gaming", "host_device"}} {
		if categories[i] != page.Name(catalogue.Categories, want[0]) || duties[i] != page.Name(catalogue.Duties, want[1]) {
			t.Errorf("%q, %q", categories, duties)
		}
	}
}

// TestWhatIsComparedIsSaid where something is, and where it is too little.
func TestWhatIsComparedIsSaid(t *testing.T) {
	for l, rule := range map[catalogue.Lang]string{catalogue.En: "more people reported than could be counted", catalogue.ZhCN: "多到统计不全"} {
		for _, id := range []string{"trends.compare.text", "trends.compare.none"} {
			if text := l.Text(id, "most", trend.Least-1); !strings.Contains(text, rule) {
				t.Errorf("%s: %s", id, text)
			}
		}
	}
}
