package web

import (
	"testing"

	"ringfence/web/catalogue"
)

func TestWhereOneIs(t *testing.T) {
	for path, want := range map[string][5]string{
		"/":                       {"page", "", "", "", ""},
		"/lookup?q=12":            {"true", "", "", "", ""},
		"/n/+12025550143":         {"true", "", "", "", ""},
		"/s/wechat/some_one":      {"true", "", "", "", ""},
		"/report":                 {"", "page", "", "", ""},
		"/report?numbers=x":       {"", "page", "", "", ""},
		"/offers":                 {"", "", "", "page", ""},
		"/offers/lent":            {"", "", "", "true", ""},
		"/receipt/withdraw":       {"", "", "", "", "true"},
		"/trends":                 {"", "", "page", "", ""},
		"/trends/provinces/CN-ZJ": {"", "", "true", "", ""},
		"/about":                  {},
		"/reports":                {},
		"/nowhere/report/offers":  {},
	} {
		for i, area := range (Frame{Lang: catalogue.En, Path: path}).Areas() {
			if area.Current != want[i] {
				t.Errorf("%s: %s is %q, want %q", path, area.Label, area.Current, want[i])
			}
		}
	}
}
