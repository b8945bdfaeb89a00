package ftc

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzReader checks that every line that is not blank has exactly one outcome, under its own number,
// whatever the lines before it hold.
func FuzzReader(f *testing.F) {
	f.Add([]byte("2020-02-14,1,2025550143,224\n\n2020-02-14,2,\"x\n"), false)
	f.Add([]byte("2025550143,2021-07-07 00:01:15,,,California,510,Other,Y\r\n\x00\n\xff"), true)
	f.Add([]byte("\"\"\"\",\"\n,,,,,,,,\n"), true)
	f.Fuzz(func(t *testing.T, rows []byte, official bool) {
		header := short
		if official {
			header = long
		}
		all, err := readAll(bytes.NewReader(append([]byte(header), rows...)))
		if err != nil {
			t.Fatal(err)
		}
		var lines []int
		for i, line := range bytes.Split(rows, []byte("\n")) {
			if len(bytes.TrimSuffix(line, []byte("\r"))) > 0 {
				lines = append(lines, i+2)
			}
		}
		got := make([]int, 0, len(all))
		for _, o := range all {
			got = append(got, o.line)
			if o.reason == "" && (o.Number.IsZero() || o.Row == "" || o.Created.IsZero()) {
				t.Errorf("line %d: half a complaint: %+v", o.line, o.Complaint)
			}
		}
		if !slices.Equal(got, lines) {
			t.Errorf("outcomes of lines %v; not blank are %v", got, lines)
		}
	})
}

// FuzzFile checks that any file at all comes to an end.
func FuzzFile(f *testing.F) {
	f.Add([]byte(short))
	f.Add(packedWithGzip(long + "2025550143,2021-07-07 00:01:15,,,California,510,Other,Y\n"))
	f.Fuzz(func(_ *testing.T, file []byte) { _, _ = readAll(bytes.NewReader(file)) })
}

// FuzzSplit compares with encoding/csv, which agrees on every single line.
func FuzzSplit(f *testing.F) {
	f.Add(`a,"b ""c""",,d`)
	f.Add(`"a"b,c`)
	f.Fuzz(func(t *testing.T, line string) {
		if line == "" || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			return
		}
		want, err := csv.NewReader(strings.NewReader(line)).Read()
		got, reason := split(line, ',')
		if (err == nil) != (reason == "") {
			t.Fatalf("%q: %q, encoding/csv: %v", line, reason, err)
		}
		if err == nil && (got.count != len(want) || !slices.Equal(got.columns[:min(got.count, maxColumns)], want[:min(len(want), maxColumns)])) {
			t.Errorf("%q: %q, encoding/csv: %q", line, got.columns, want)
		}
	})
}
