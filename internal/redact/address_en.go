package redact

import (
	"regexp"

	"ringfence/internal/scan"
)

var (
	streetForm = regexp.MustCompile(`\b[0-9]{1,5}[A-Za-z]? (?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? )?(?:(?:[A-Z][A-Za-z']{1,20}|[0-9]{1,3}(?:st|nd|rd|th)) ){1,3}` +
		`(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Square|Sq|Highway|Hwy|Parkway|Pkwy|Close|Crescent|Gardens)\b\.?` +
		`(?:,? ?(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|#)\.? ?#?[0-9A-Za-z-]{1,6})?` +
		`(?:, ?[A-Z][A-Za-z]{1,20}(?: [A-Z][a-z]{1,20})?)?(?:,? [A-Z]{2})?(?:,? [0-9]{5}(?:-[0-9]{4})?)?\b`)
	postcodeForm = regexp.MustCompile(`\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}\b`) // United Kingdom, BS 7666
	roomForm     = regexp.MustCompile(`(?i)\b(?:room|apt\.?|apartment|flat|dorm(?:itory)?|suite) ?#?[0-9]{1,4}[a-z]?(?:,| in| of|,? at) (?:building|block|dorm(?:itory)?|hall|tower) ?#?[0-9A-Za-z]{1,4}\b|` +
		`\b(?:building|block|dorm(?:itory)?|tower) ?#?[0-9]{1,3}[a-z]?,? (?:room|apt\.?|apartment|flat|unit) ?#?[0-9]{1,4}[a-z]?\b`)
)

// shortestAddress is the length of the postcode "M1 1AE".
const shortestAddress = 6

// findAddressesEN finds street addresses as written in the US and the UK, British postcodes, and a room together with its building.
func findAddressesEN(p *scan.Page) []scan.Match {
	if len(p.Digits) == 0 {
		return nil
	}
	var found []scan.Match
	for _, form := range []*regexp.Regexp{streetForm, postcodeForm, roomForm} {
		for _, at := range p.InASCII(form, shortestAddress) {
			found = append(found, scan.Match{Start: at.Start, End: at.End, Kind: Address})
		}
	}
	return found
}
