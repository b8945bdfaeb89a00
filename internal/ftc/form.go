package ftc

import (
	"fmt"
	"slices"
	"strings"
)

// form is one of the two shapes of the stream.
type form struct {
	columns []string                          // in lower case
	read    func(*Reader) (Complaint, string) // of Reader.row
}

// forms are the shapes that a header line can announce.
var forms = []form{
	{[]string{"created_date", "seq", "company_phone_number", "consumer_area_code"}, (*Reader).extract},
	{[]string{"company_phone_number", "created_date", "violation_date", "consumer_city", "consumer_state", "consumer_area_code",
		"subject", "recorded_message_or_robocall"}, (*Reader).official},
}

// delimiters that spreadsheets write where the form wants commas.
var delimiters = []struct {
	sign byte
	name string
}{{';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}}

// formOf returns the form that a header line announces, or why it announces none.
func formOf(header string) (form, string) {
	if f, ok := formWith(header, ','); ok {
		return f, ""
	}
	for _, d := range delimiters {
		if _, ok := formWith(header, d.sign); ok {
			return form{}, fmt.Sprintf("the columns are separated by %s: save the file with commas", d.name)
		}
	}
	return form{}, "the first line is not the header of a complaint stream: it must begin " +
		"Company_Phone_Number,Created_Date,... (the FTC's own form) or created_date,seq,... (the extract)"
}

func formWith(header string, delimiter byte) (form, bool) {
	row, reason := split(header, delimiter)
	if reason != "" || row.count > maxColumns {
		return form{}, false
	}
	names := make([]string, 0, maxColumns)
	for _, name := range row.columns[:row.count] {
		names = append(names, strings.ToLower(strings.TrimSpace(name)))
	}
	for _, f := range forms {
		if slices.Equal(f.columns, names) {
			return f, true
		}
	}
	return form{}, false
}

// packed are the beginnings of files that must be unpacked or converted first.
var packed = []struct{ magic, advice string }{
	{"PK\x03\x04", "the file is a ZIP archive or a spreadsheet: unpack it, or save it as CSV"},
	{"BZh", "the file is packed with bzip2: unpack it first, or pack it with gzip"},
	{"\xfd7zXZ\x00", "the file is packed with xz: unpack it first, or pack it with gzip"},
	{"\x28\xb5\x2f\xfd", "the file is packed with zstd: unpack it first, or pack it with gzip"},
	{"\xff\xfe", "the text is UTF-16: save it as UTF-8"},
	{"\xfe\xff", "the text is UTF-16: save it as UTF-8"},
}
