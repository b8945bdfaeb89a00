package subject

import "github.com/nyaruka/phonenumbers"

// CountryRegion returns the ISO 3166-1 region of k: for a number the one whose plan it belongs to, for a
// short code, port or sender its own. It is "" for accounts and domains, for calling codes of no country
// (+800), and for a number in no assigned range when several countries share its calling code.
func (k Key) CountryRegion() string {
	number, ok := k.plan()
	if !ok {
		return k.Region()
	}
	if region := phonenumbers.GetRegionCodeForNumber(number); region != worldwide {
		return region
	}
	return ""
}

// Warm loads the tables of lines, and of areas and carriers in both languages, and compiles the patterns of China's and
// North America's plans, which otherwise delays the first lookups by more than 200 ms.
func Warm() {
	lines()
	for _, sample := range []Key{{"+8613800138000"}, {"+12025550143"}} {
		for _, lang := range []string{"zh-CN", "en"} {
			sample.Origin(lang)
		}
		sample.Format()
	}
}

// DialRegion returns the region in whose way those who have the number k write numbers without a country code: its
// CountryRegion or, where that is not known, the main one of its calling code. It is "" for calling codes of no country.
func (k Key) DialRegion() string {
	if region := k.CountryRegion(); region != "" {
		return region
	}
	number, ok := k.plan()
	if !ok {
		return ""
	}
	if region := phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode())); region != worldwide {
		return region
	}
	return ""
}
