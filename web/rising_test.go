package web

import (
	"math"
	"strings"
	"testing"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestFactorsAreRoundedOutwards and have no decimals where these say nothing.
func TestFactorsAreRoundedOutwards(t *testing.T) {
	page := Trending{Frame: Frame{Lang: catalogue.En}}
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{1.009, 2.22, "At least 1.00 and at most 2.3 times as many people as usual."},
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
