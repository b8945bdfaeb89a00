package web

import (
	"strings"

	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// TrendMethod explains how figures about trends are made, what protects reporters in them, and what does not.
type TrendMethod struct{ Frame }

func (TrendMethod) set() string { return "trends_method" }

// Title names the page.
func (t TrendMethod) Title() string { return t.T("figures.title") }

// Description says what is on it.
func (t TrendMethod) Description() string { return t.T("figures.lead") }

// Chapters is the table of contents.
func (t TrendMethod) Chapters() []Chapter {
	return t.chapters("figures.q.counted", "figures.q.weeks", "figures.q.noise", "figures.q.rising", "figures.q.alerts", "figures.q.compare", "figures.q.cite", "figures.q.not")
}

// Counted says who counts.
func (t TrendMethod) Counted() string {
	return t.T("figures.counted.anonymous", "groups", reputation.Buckets, "most", trend.PerNetwork, "usual", trend.PerUsual)
}

// Rows says in how many rows of a table a reporter is.
func (t TrendMethod) Rows() string { return t.T("figures.counted.rows", "most", trend.PerReporter) }

// Weeks says when a week is counted.
func (t TrendMethod) Weeks() string {
	return t.T("figures.weeks.counted", "days", days(trend.ClosesAfter), "step", trend.Step)
}

// Least says what is not shown.
func (t TrendMethod) Least() string { return t.T("figures.noise.least", "least", trend.Least) }

// Margin says how far figures are off.
func (t TrendMethod) Margin() string { return t.T("figures.noise.margin", "margin", trend.Margin(1)) }

// Rise says when something rises.
func (t TrendMethod) Rise() string {
	return t.T("figures.rising.text", "weeks", trend.BurstWeeks, "most", trend.Least-1, "known", trend.WeeksKnown)
}

// Alerts says what is an alert.
func (t TrendMethod) Alerts() string {
	tail := strings.TrimRight(decimal(100*trend.BurstTail, 4), "0")
	return t.T("figures.alerts.text", "least", trend.Least, "networks", trend.BurstNetworks, "factor", trend.BurstFactor, "percent", tail, "weeks", trend.BurstWeeks,
		"hours", int(trend.BurstEvery.Hours()), "needs", trend.BurstLeast())
}

// Ends says how long an alert is shown.
func (t TrendMethod) Ends() string { return t.T("figures.alerts.ends", "days", days(trend.BurstShown)) }

// Compare says what is compared.
func (t TrendMethod) Compare() string { return t.T("figures.compare.text", "most", trend.Least-1) }
