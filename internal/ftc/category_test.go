package ftc

import (
	"slices"
	"testing"

	"ringfence/internal/report"
)

func TestCategory(t *testing.T) {
	for _, c := range []struct {
		topic, recorded string
		want            report.Category
	}{
		{"No Subject Provided", "", ""},
		{"No Subject Provided", "N", ""},
		{"No Subject Provided", "Y", "robocall"},
		{"", "y", "robocall"},
		{"Other", "Y", "other"},
		{"A topic of next year", "Y", "other"},
		{"Charities", "Y", "other"},
		{"Dropped call or no message", "N", "robocall"},
		{"Calls pretending to be government, businesses, or family and friends", "N", "impersonation_service"},
		{"Computer  & technical support", "N", "impersonation_service"},
		{"Computer & technical support", "Y", "impersonation_service"},
		{"Reducing your debt (credit cards, mortgage, student loans)", "Y", "loan"},
		{"Lotteries, prizes  & sweepstakes", "N", "prize"},
		{"Work from home  & other ways to make money", "N", "fake_job"},
		{"Warranties  & protection plans", "Y", "advertising"},
		{"Energy, solar,  & utilities", "Y", "advertising"},
	} {
		if got := categoryOf(c.topic, c.recorded); got != c.want {
			t.Errorf("%q, recorded %q: %q, want %q", c.topic, c.recorded, got, c.want)
		}
	}
	for topic, c := range topics {
		if !slices.Contains(report.Categories(), c) {
			t.Errorf("%s: no such category %s", topic, c)
		}
	}
}
