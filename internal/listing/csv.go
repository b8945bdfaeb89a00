package listing

import (
	"slices"
	"strings"

	"ringfence/internal/report"
)

// describe says of each category, by its place, in plain ASCII what somebody who blocks by the list sees.
var describe = perCategory(func(c report.Category) string {
	if c == "" {
		return ",reported as scam"
	}
	return ",reported as scam: " + strings.ReplaceAll(string(c), "_", " ")
})

// appendCSV writes numbers.csv, after what SpamBlocker imports: a header, no quotes, numbers alone. A pattern is a number without its plus
// sign: as a regular expression, as SpamBlocker takes it, a plus sign would be an error, and the spreadsheet of whoever opens the file would
// take it as a formula. A delta has a third column, change, which is add or remove.
//
//	pattern,description
//	12025550143,reported as scam: loan
func appendCSV(b []byte, d *Delta) []byte {
	head, added := "pattern,description\n", "\n"
	if d.Base != 0 {
		head, added = "pattern,description,change\n", ",add\n"
	}
	b = slices.Grow(b, 48*len(d.Added)+24*len(d.Removed)+64) // about
	b = append(b, head...)
	for _, key := range d.removedNumbers() {
		b = append(append(b, key.String()[1:]...), ",,remove\n"...)
	}
	for _, e := range numbers(d.Added) {
		b = append(b, e.Key.String()[1:]...)
		b = append(append(b, describe[e.What.Category().Place()+1]...), added...)
	}
	return b
}
