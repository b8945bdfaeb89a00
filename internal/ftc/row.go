package ftc

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"ringfence/internal/subject"
)

// extract reads created_date, seq, company_phone_number, consumer_area_code.
func (r *Reader) extract() (c Complaint, reason string) {
	day, seq := r.row.columns[0], r.row.columns[1]
	var ok bool
	if c.Created, ok = r.day.parse(day); !ok {
		return c, "created_date is not a day as in 2020-02-14, of 2003 to 2069"
	}
	if !isCount(seq) {
		return c, "seq is not a number"
	}
	c.Row = day + "," + seq
	return c, c.read(r.row.columns[2], r.row.columns[3])
}

const officialTime = "2006-01-02 15:04:05"

// official reads the FTC's own form. Nothing in it tells equal rows apart, and people do file the same
// complaint twice within a second, so equal rows are counted as they come: 64 bits of their hash suffice
// for that, and take about 25 bytes of memory a row. Rows that are refused are not counted.
func (r *Reader) official() (c Complaint, reason string) {
	created := r.row.columns[1]
	var err error
	if c.Created, err = time.Parse(officialTime, created); err != nil || len(created) != len(officialTime) || !inRange(c.Created) {
		return c, "Created_Date is not a time as in 2021-07-07 00:01:15, of 2003 to 2069"
	}
	if reason := c.read(r.row.columns[0], r.row.columns[5]); reason != "" {
		return c, reason
	}
	c.Category = categoryOf(r.row.columns[6], r.row.columns[7])
	sum := sha256.Sum256([]byte(strings.Join(r.row.columns[:], "\x00"))) // no column has a NUL byte
	nth := r.equal[binary.BigEndian.Uint64(sum[:])]
	r.equal[binary.BigEndian.Uint64(sum[:])] = nth + 1
	c.Row = hex.EncodeToString(sum[:]) + "/" + strconv.FormatUint(uint64(nth), 10)
	return c, ""
}

// read fills in the columns that both forms have.
func (c *Complaint) read(number, area string) (reason string) {
	if area != "" && !isAreaCode(area) {
		return "the area code is not three digits"
	}
	if area != "" {
		c.Area = areaCode(area)
	}
	var err error
	if c.Number, err = subject.Parse(number, "US"); err != nil {
		return "no usable number: " + problemOf(err)
	}
	return ""
}

func problemOf(err error) string {
	var named *subject.Error
	if errors.As(err, &named) {
		return string(named.Problem)
	}
	return "unreadable"
}

// isCount reports whether s is a number of up to nine digits in its one canonical spelling.
func isCount(s string) bool {
	if len(s) == 0 || len(s) > 9 || s[0] == '0' && len(s) > 1 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func isAreaCode(s string) bool {
	return len(s) == 3 && s[0]-'0' <= 9 && s[1]-'0' <= 9 && s[2]-'0' <= 9
}

var areaCodes = func() string {
	var all strings.Builder
	for i := range 1000 {
		all.WriteString(strconv.Itoa(1000 + i)[1:])
	}
	return all.String()
}()

// areaCode returns s as a string that does not hold on to the line it was cut from.
func areaCode(s string) string {
	n := int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
	return areaCodes[3*n : 3*n+3]
}

// dayMemo parses days; a stream has the same one thousands of times in a row.
type dayMemo struct {
	text string
	day  time.Time
}

func (m *dayMemo) parse(text string) (time.Time, bool) {
	if text == m.text && text != "" {
		return m.day, true
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || len(text) != len(time.DateOnly) || !inRange(day) {
		return time.Time{}, false
	}
	m.text, m.day = strings.Clone(text), day
	return day, true
}

// inRange reports whether a date can be meant: the registry opened in 2003. Dates from 2070 on would be
// beyond what forward decay can hold; which are in the future today is for those to ask who have a clock.
func inRange(t time.Time) bool { return t.Year() >= 2003 && t.Year() < 2070 }
