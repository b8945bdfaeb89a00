package ftc

import "time"

// PartialDays returns the days of which the FTC published only a fragment, from 2020-02-14 to 2020-10-31.
// Their complaints are real; their totals and what was missing from them are not to be measured.
func PartialDays() []time.Time {
	return []time.Time{
		time.Date(2020, 3, 11, 0, 0, 0, 0, time.UTC), // 103 rows on a Wednesday, where 10,000 are usual
		time.Date(2020, 4, 15, 0, 0, 0, 0, time.UTC), // 39
		time.Date(2020, 6, 11, 0, 0, 0, 0, time.UTC), // 94
	}
}
