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
