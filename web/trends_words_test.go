package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestTheMethodKeepsItsOwnRules: its example cites weeks that are final on the day on which it was read, and its steps go on.
func TestTheMethodKeepsItsOwnRules(t *testing.T) {
	last := trend.WeekOf(time.Date(2026, time.May, 17, 0, 0, 0, 0, time.UTC))
	for l, c := range map[catalogue.Lang]struct{ until, read, layout string }{
		catalogue.En:   {"17 May 2026", `read on (\d+ \w+ \d+)`, "2 January 2006"},
		catalogue.ZhCN: {"5月17日", `(\d+年\d+月\d+日)读取`, "2006年1月2日"},
	} {
		said := htmlcheck.Parse(t, rendered(t, TrendMethod{Frame{Lang: l, Path: "/"}})).Text("main")
		found := regexp.MustCompile(c.read).FindStringSubmatch(said)
		if found == nil || !strings.Contains(said, c.until) {
			t.Fatalf("%s: no example in %s", l, said)
		}
		if at, err := time.Parse(c.layout, found[1]); err != nil || at.Before(last.ClosesAt()) {
			t.Errorf("%s: a week that is final on %s is cited as it was read on %s (%v)", l, last.ClosesAt(), found[1], err)
		}
		if !strings.Contains(said, "240") {
			t.Errorf("%s: alerts end at 120", l)
		}
	}
}

// TestAlertsSayWhenTheyWereSeen in one style, and a single day once.
func TestAlertsSayWhenTheyWereSeen(t *testing.T) {
	for l, want := range map[catalogue.Lang][2]string{
		catalogue.En:   {"Seen on 11 March 2026.", "First seen 9 Mar, last seen 11 Mar 2026."},
		catalogue.ZhCN: {"发现于 2026年3月11日。", "首次发现 2026年3月9日，最近一次 3月11日。"},
	} {
		last := time.Date(2026, time.March, 11, 20, 0, 0, 0, time.UTC)
		of := func(found time.Time) string {
			return Trending{Frame: Frame{Lang: l}}.alert(trend.Burst{FoundAt: found, LastAt: last, Category: "loan"}, "trends.alert.tag").Seen
		}
		if once, twice := of(last.Add(-12*time.Hour)), of(last.AddDate(0, 0, -2)); once != want[0] || twice != want[1] {
			t.Errorf("%s: %q, %q", l, once, twice)
		}
	}
}

// TestAllWeeksAreCalledAll, and not 8 of 8.
func TestAllWeeksAreCalledAll(t *testing.T) {
	for name, want := range map[string]string{"hidden, duties": "All of the last 8 weeks were counted.", "hidden, campuses": "All of the last 8 weeks were counted.", "exact, campuses": "Of the last 8 weeks 7 were counted."} {
		if said := hidingPage(t, catalogue.En, name).Text("main"); !strings.Contains(said, want) {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// TestDaysInHeadsDoNotBreak across lines, wherever the lines end.
func TestDaysInHeadsDoNotBreak(t *testing.T) {
	w := trend.WeekOf(time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC))
	for l, c := range map[catalogue.Lang]struct{ want, between string }{
		catalogue.En: {"23_Nov to 29_Nov_2026", noBreakSpace}, catalogue.ZhCN: {"2_0_2_6_年_1_1_月_2_3_日至1_1_月_2_9_日", wordJoiner},
	} {
		if got := weekHead(l, w); got != strings.ReplaceAll(c.want, "_", c.between) {
			t.Errorf("%s: %q", l, got)
		}
		for _, p := range []struct{ name, head string }{{"brief country", "h1"}, {"trends, ranges, full", "h2"}} {
			s := sample{t, Frame{Lang: l, Path: "/"}}
			page := kitExamples(s)[p.name]
			if page == nil {
				page = trendsExamples(s)[p.name]
			}
			if head := htmlcheck.Parse(t, rendered(t, page)).Find(p.head).First().Text(); !strings.Contains(head, c.between) {
				t.Errorf("%s %s: %q", l, p.name, head)
			}
		}
	}
}
