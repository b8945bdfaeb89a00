package trend

import (
	"net/url"
	"strings"

	"ringfence/internal/report"
)

const (
	countryPath  = "country"
	provincePath = "provinces/"
	campusPath   = "campuses/"
)

// ParseScope reads country, provinces/CN-ZJ, or any other region that report.ParseRegion reads, and campuses/浙江大学, also with the name
// percent-encoded. It is country for "". Whether there is such a campus it does not know.
func ParseScope(s string) (Scope, bool) {
	if s == "" || s == countryPath {
		return Country(), true
	}
	if region, ok := strings.CutPrefix(s, provincePath); ok {
		code, ok := report.ParseRegion(region)
		return Scope{ByProvince, code}, ok
	}
	if name, ok := strings.CutPrefix(s, campusPath); ok {
		name, err := url.PathUnescape(name)
		return Scope{ByCampus, name}, err == nil && name != ""
	}
	return Scope{}, false
}

// String is what ParseScope reads, with the name of a campus as it is.
func (s Scope) String() string {
	switch s.Table {
	case ByProvince:
		return provincePath + s.Row
	case ByCampus:
		return campusPath + s.Row
	case ByCategory, ByChannel, ByDuty, ByKnew:
	}
	return countryPath
}
