// Package employer reads the name under which a job was offered.
package employer

import (
	"strings"
	"unicode/utf8"

	"ringfence/internal/redact"
	"ringfence/internal/report"
)

// maxName is the most letters that the name of an employer has; a longer one is a sentence.
const maxName = 60

// Of returns the normal form and the spelling of the employer that redacted testimony names; "" for none. A name from
// which something was removed could stand for many, and is none.
func Of(t *report.Testimony) (name, spelling string) {
	if t.Kind != report.Offer || t.Offer == nil {
		return "", ""
	}
	spelling = strings.Join(strings.Fields(t.Offer.ClaimsEmployer), " ")
	if utf8.RuneCountInString(spelling) > maxName || redact.Labelled(spelling) {
		return "", ""
	}
	if name = Normal(spelling); utf8.RuneCountInString(name) > maxName { // some letters stand for many
		return "", ""
	}
	return name, spelling
}
