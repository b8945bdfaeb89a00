package ftc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

const (
	short = "created_date,seq,company_phone_number,consumer_area_code\n"
	long  = "Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,Subject,Recorded_Message_Or_Robocall\r\n"
)

// outcome is what one row of a file led to.
type outcome struct {
	line int
	Complaint
	reason string // of the refusal; "" for a complaint
}

// readAll reads to the end and returns what was final, nil for io.EOF.
func readAll(from io.Reader) (all []outcome, err error) {
	r, err := NewReader(from)
	if err != nil {
		return nil, err
	}
	for {
		c, err := r.Next()
		var row *RowError
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case errors.As(err, &row):
			all = append(all, outcome{line: row.Line, reason: row.Reason})
		case err != nil:
			return all, err
		default:
			all = append(all, outcome{line: r.Line(), Complaint: c})
		}
	}
}

func mustRead(t *testing.T, text string) []outcome {
	t.Helper()
	all, err := readAll(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func packedWithGzip(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

func TestExtract(t *testing.T) {
	text := short + "2020-02-14,0,+13232151689,224\n2020-02-14,1,(202) 555-0143,\n"
	for name, file := range map[string][]byte{"plain": []byte(text), "gzip": packedWithGzip(text), "with BOM": []byte("\ufeff" + text)} {
		all, err := readAll(bytes.NewReader(file))
		if err != nil || len(all) != 2 {
			t.Fatalf("%s: %v, %v", name, all, err)
		}
		c := all[0].Complaint
		if c.Number.String() != "+13232151689" || !c.Created.Equal(time.Date(2020, 2, 14, 0, 0, 0, 0, time.UTC)) || c.Area != "224" ||
			c.Category != "" || c.Row != "2020-02-14,0" {
			t.Errorf("%s: %+v", name, c)
		}
		if c := all[1].Complaint; c.Number.String() != "+12025550143" || c.Area != "" || c.Row != "2020-02-14,1" {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestOfficialForm(t *testing.T) {
	all := mustRead(t, long+"2025550143,2021-07-07 00:01:15,,,California,510,No Subject Provided,Y\r\n"+
		`"2025550143","2021-07-07 00:01:15",,"Washington, D. ""C""",,"510","Warranties  & protection plans",Y`+"\r\n")
	if len(all) != 2 || all[0].reason != "" || all[1].reason != "" {
		t.Fatal(all)
	}
	if c := all[0]; c.Category != "robocall" || !c.Created.Equal(time.Date(2021, 7, 7, 0, 1, 15, 0, time.UTC)) || c.Area != "510" {
		t.Errorf("%+v", c)
	}
	if c := all[1]; c.Category != "advertising" || c.Number != all[0].Number {
		t.Errorf("%+v", c)
	}
}

// The identity must not change with how a row is quoted, packed or ended, only with what it says.
func TestRowIdentity(t *testing.T) {
	row := "2025550143,2021-07-07 00:01:15,,,California,510,Other,Y"
	quoted := `"2025550143","2021-07-07 00:01:15",,,"California",510,Other,"Y"`
	all := mustRead(t, long+row+"\n"+quoted+"\r\n"+strings.Replace(row, "Y", "N", 1)+"\n"+row)
	hash, _, _ := strings.Cut(all[0].Row, "/")
	if len(hash) != 64 || all[0].Row != hash+"/0" || all[1].Row != hash+"/1" || all[3].Row != hash+"/2" {
		t.Errorf("equal rows: %s, %s, %s", all[0].Row, all[1].Row, all[3].Row)
	}
	if strings.HasPrefix(all[2].Row, hash) {
		t.Error("another row has the same hash")
	}
	again := mustRead(t, long+row)
	if again[0].ReportID() != all[0].ReportID() || all[0].ReportID() == all[1].ReportID() {
		t.Error("a report ID is not one to a row")
	}
	// Fixed for ever: a change here would import every stream a second time.
	if id := (Complaint{Row: "2020-02-14,0"}).ReportID().String(); id != "7bea48b02abdeb40ced5bf13d91622d6" {
		t.Errorf("report ID %s", id)
	}
}

// A bad row costs that row, whatever it holds.
func TestBadRows(t *testing.T) {
	const good = "2020-02-14,7,2025550143,224"
	for _, c := range []struct{ name, row, reason string }{
		{"open quote", `2020-02-14,1,"2025550143,224`, "a quote that is not closed on its line"},
		{"stray quote", `2020-02-14,1,202"5550143,224`, "a quote inside a column that does not begin with one"},
		{"text after quote", `2020-02-14,1,"2025550143"x,224`, "text after a closing quote"},
		{"NUL", "2020-02-14,1,2025550143\x00,224", "a NUL byte"},
		{"UTF-8", "2020-02-14,1,2025550143\xff,224", "bytes that are not UTF-8"},
		{"few columns", "2020-02-14,1,2025550143", "3 columns, not 4"},
		{"many columns", "2020-02-14,1,2025550143,224,1,2,3,4,5,6", "10 columns, not 4"},
		{"another delimiter", "2020-02-14;1;2025550143;224", "1 columns, not 4"},
		{"header again", strings.TrimSpace(short), "created_date is not a day as in 2020-02-14, of 2003 to 2069"},
		{"no such day", "2020-02-30,1,2025550143,224", "created_date is not a day as in 2020-02-14, of 2003 to 2069"},
		{"day past decay", "9999-01-01,1,2025550143,224", "created_date is not a day as in 2020-02-14, of 2003 to 2069"},
		{"seq", "2020-02-14,01,2025550143,224", "seq is not a number"},
		{"area", "2020-02-14,1,2025550143,22", "the area code is not three digits"},
		{"no number", "2020-02-14,1,,224", "no usable number: empty"},
		{"letters", "2020-02-14,1,802area missing,802", "no usable number: letters"},
		{"signs", "2020-02-14,1,**********,802", "no usable number: symbols"},
		{"long line", "2020-02-14,1," + strings.Repeat("2", 200_000) + ",224", "a line longer than 64 KiB"},
		{"long line of NULs", strings.Repeat("\x00", 1<<17), "a line longer than 64 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := mustRead(t, short+"\n"+c.row+"\r\n"+good+"\n"+c.row)
			if len(all) != 3 {
				t.Fatalf("%d outcomes: %v", len(all), all)
			}
			for i, line := range []int{3, 4, 5} {
				want := c.reason
				if i == 1 {
					want = ""
				}
				if all[i].line != line || all[i].reason != want {
					t.Errorf("line %d: %q; want line %d: %q", all[i].line, all[i].reason, line, want)
				}
			}
		})
	}
}

// What cannot be read at all says what to do, and says it again when asked again.
func TestNoStream(t *testing.T) {
	rows := short + strings.Repeat("2020-02-14,7,2025550143,224\n", 50_000)
	gz := packedWithGzip(rows)
	flipped := bytes.Clone(gz)
	flipped[len(gz)/2] ^= 0xff
	for _, c := range []struct {
		name string
		file []byte
		line int
		says string
	}{
		{"empty", nil, 1, "empty"},
		{"blank lines", []byte("\r\n\n\n"), 1, "empty"},
		{"prose", []byte("Dear Sir or Madam,\n"), 1, "must begin"},
		{"another CSV", []byte("a,b,c\n1,2,3\n"), 1, "must begin"},
		{"nine columns", []byte(strings.TrimSpace(long) + ",More\n"), 1, "must begin"},
		{"semicolons", []byte(strings.ReplaceAll(short, ",", ";")), 1, "semicolons: save the file with commas"},
		{"tabs", []byte(strings.ReplaceAll(long, ",", "\t")), 1, "tabs: save the file with commas"},
		{"one endless line", bytes.Repeat([]byte("x"), 1<<20), 1, "longer than 64 KiB"},
		{"binary", []byte("\x7fELF\x00\x00\x00\x00\n"), 1, "not text"},
		{"ZIP", []byte("PK\x03\x04 and so on"), 1, "unpack it"},
		{"UTF-16", []byte("\xff\xfec\x00r\x00"), 1, "save it as UTF-8"},
		{"gzip header only", gz[:5], 1, "cut short: fetch it again"},
		{"gzip cut short", gz[:len(gz)*2/3], 2, "cut short: fetch it again"},
		{"gzip without its end", gz[:len(gz)-8], 2, "cut short: fetch it again"},
		{"gzip checksum", append(bytes.Clone(gz[:len(gz)-8]), 1, 2, 3, 4, 5, 6, 7, 8), 2, "damaged: fetch it again"},
		{"gzip damaged", flipped, 2, "damaged: fetch it again"},
		{"something after gzip", append(bytes.Clone(gz), "and more text here"...), 2, "damaged: fetch it again"},
		{"gzip of no stream", packedWithGzip("hello\n"), 1, "must begin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readAll(bytes.NewReader(c.file))
			var stream *StreamError
			if !errors.As(err, &stream) || !strings.Contains(err.Error(), c.says) || stream.Line < c.line {
				t.Errorf("%v", err)
			}
		})
	}
	r, err := NewReader(bytes.NewReader(gz[:len(gz)/2]))
	for err == nil {
		_, err = r.Next()
	}
	if _, again := r.Next(); !errors.Is(again, err) {
		t.Errorf("after %v came %v", err, again)
	}
}

// A disk that fails is not a bad file.
func TestReadingFails(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, from := range []io.Reader{iotest.ErrReader(broken), io.MultiReader(strings.NewReader(short), iotest.ErrReader(broken))} {
		_, err := readAll(from)
		if stream := (*StreamError)(nil); !errors.Is(err, broken) || errors.As(err, &stream) {
			t.Errorf("%v", err)
		}
	}
}

// The fixtures are cut from what the FTC published; every row is accounted for.
func TestRealRows(t *testing.T) {
	for _, c := range []struct {
		file             string
		rows, complaints int
		topics           int
	}{
		{"testdata/official-200.csv", 200, 191, 7},
		{"testdata/extract-200.csv", 200, 139, 1},
	} {
		file, err := os.Open(c.file)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		all, err := readAll(iotest.OneByteReader(file))
		if err != nil {
			t.Fatal(err)
		}
		complaints, identities, topics := 0, map[string]bool{}, map[string]bool{}
		for i, o := range all {
			if o.line != i+2 {
				t.Fatalf("%s: outcome %d is of line %d", c.file, i, o.line)
			}
			if o.reason == "" {
				complaints++
				identities[o.Row], topics[string(o.Category)] = true, true
			}
		}
		if len(all) != c.rows || complaints != c.complaints || len(identities) != complaints || len(topics) != c.topics {
			t.Errorf("%s: %d rows, %d complaints, %d identities, categories %v", c.file, len(all), complaints, len(identities), topics)
		}
	}
}

func TestPartialDays(t *testing.T) {
	for _, day := range PartialDays() {
		if day.Before(time.Date(2020, 2, 14, 0, 0, 0, 0, time.UTC)) || day.After(time.Date(2020, 10, 31, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%v is no day of the extract", day)
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	var text strings.Builder
	text.WriteString(short)
	const rows = 10_000
	for i := range rows {
		fmt.Fprintf(&text, "2020-02-%02d,%d,%d,%d\n", 1+i/1000, i%1000, 2022000000+i*7919%7000000, 200+i%700)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r, err := NewReader(strings.NewReader(text.String()))
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = r.Next()
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
