// Package ftc reads complaints to the Do Not Call programme of the US Federal Trade Commission: federal
// public-domain data of who rang whom against their will.
//
// It promises that a bad row costs that row and no other, that the same row has the same identity and the
// same report ID whenever it is read, and that what it cannot read it refuses with words that say what to do.
package ftc

import (
	"crypto/sha256"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Source names the stream where a reporter's identity or a network group needs a name for it.
const Source = "ftc"

// Complaint is one row.
type Complaint struct {
	Number   subject.Key
	Created  time.Time // UTC; midnight of the day in the extract, which has no times
	Area     string    // the complainant's area code, three digits; "" when not given
	Category report.Category
	// Row is the identity of the row: "created_date,seq" in the extract; in the official form, which numbers
	// nothing, the SHA-256 of the eight fields in hexadecimal, a slash, and how many equal rows went before
	// in the same file. The two forms of one complaint have different identities.
	Row string
}

// reportDomain keeps these report IDs apart from those of every other source.
const reportDomain = "ringfence/report/ftc\x00"

// ReportID returns the report that the row is: the first 128 bits of a SHA-256 of its identity.
func (c Complaint) ReportID() report.ID {
	sum := sha256.Sum256([]byte(reportDomain + c.Row))
	return report.ID(sum[:16])
}
