package web

import (
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// regionOptions are China's provincial regions in their usual order, then the countries as each language sorts them.
var regionOptions = func() map[catalogue.Lang]func() []Option {
	all := make(map[catalogue.Lang]func() []Option)
	for _, l := range catalogue.Langs() {
		list := sync.OnceValue(func() []Option { return append(provinceOptions(l), countryOptions(l)...) })
		all[l] = func() []Option { return slices.Clone(list()) }
	}
	return all
}()

func provinceOptions(l catalogue.Lang) []Option {
	codes := report.Provinces()
	list := make([]Option, len(codes))
	for i, code := range codes {
		list[i] = Option{Value: code, Label: catalogue.Name(l, catalogue.Regions, code), Group: catalogue.Name(l, catalogue.Regions, "CN")}
	}
	return list
}

// countryOptions are the countries with a telephone numbering plan, but for the provincial regions of China.
func countryOptions(l catalogue.Lang) []Option {
	var list []Option
	for _, r := range display.Supported.Regions() {
		code := r.String()
		_, plan := subject.ParseRegion(code)
		if !plan || !r.IsCountry() || slices.Contains([]string{"HK", "MO", "TW"}, code) {
			continue
		}
		list = append(list, Option{Value: code, Label: catalogue.Name(l, catalogue.Regions, code), Group: l.Text("report.region.countries")})
	}
	order := collate.New(language.Make(string(l)))
	slices.SortFunc(list, func(a, b Option) int { return order.CompareString(a.Label, b.Label) })
	return list
}
