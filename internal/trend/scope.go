package trend

import (
	"fmt"
	"net/url"
	"strings"

	"ringfence/internal/report"
)

// Scope is for whom something is told: the country, which is all reports, a province or a campus.
type Scope struct {
	Table Table  // ByCategory is the country; ByProvince; ByCampus
	Row   string // the region or the official name; "" for the country
}

// How scopes are written.
const (
	countryName   = "country"
	provincesName = "provinces"
	campusesName  = "campuses"
)

// Country is the scope of all reports.
func Country() Scope { return Scope{Table: ByCategory} }

// Province is the scope of a region (ISO 3166).
func Province(region string) Scope { return Scope{Table: ByProvince, Row: region} }

// Campus is the scope of a university, by its official name.
func Campus(name string) Scope { return Scope{Table: ByCampus, Row: name} }

// ParseScope reads country, provinces/CN-ZJ and campuses/ with an official name, which is not escaped.
func ParseScope(s string) (Scope, error) {
	switch kind, row, _ := strings.Cut(s, "/"); {
	case s == countryName:
		return Country(), nil
	case kind == provincesName:
		if region, ok := report.ParseRegion(row); ok {
			return Province(region), nil
		}
	case kind == campusesName && row != "" && row == strings.TrimSpace(row):
		return Campus(row), nil
	}
	return Scope{}, fmt.Errorf("trend: %q is no scope such as country, provinces/CN-ZJ or campuses/ with a name", s)
}

// String is what ParseScope reads.
func (s Scope) String() string {
	if kind := s.kind(); kind != countryName {
		return kind + "/" + s.Row
	}
	return countryName
}

// Path is String as a part of a URL's path: what needs it is escaped.
func (s Scope) Path() string {
	if kind := s.kind(); kind != countryName {
		return kind + "/" + url.PathEscape(s.Row)
	}
	return countryName
}

func (s Scope) kind() string {
	switch s.Table {
	case ByProvince:
		return provincesName
	case ByCampus:
		return campusesName
	case ByCategory, ByChannel, ByDuty, ByKnew:
	}
	return countryName
}

// Place is where a category stands in the scope.
func (s Scope) Place(category string) Place {
	if s.Table == ByCategory {
		return Place{Table: ByCategory, Row: category}
	}
	return Place{Table: s.Table, Row: s.Row, Column: category}
}

// MarshalText writes String.
func (s Scope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseScope does.
func (s *Scope) UnmarshalText(text []byte) (err error) {
	*s, err = ParseScope(string(text))
	return err
}

// scopeOf is what Place was made from.
func scopeOf(p Place) (s Scope, category string) {
	if p.Table == ByCategory {
		return Country(), p.Row
	}
	return Scope{p.Table, p.Row}, p.Column
}
