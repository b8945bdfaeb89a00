package api

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/web/catalogue"
)

// TestColumnsAreTheMembersOfAReport finds a member that no column can give.
func TestColumnsAreTheMembersOfAReport(t *testing.T) {
	var header, cells []string
	for _, c := range columns {
		header, cells = append(header, c.name), append(cells, "true")
	}
	rows, err := sheetRows([]byte(strings.Join(header, ",") + "\n" + strings.Join(cells, ",") + "\n"))
	if err != nil || len(rows) != 1 || rows[0].err != nil {
		t.Fatal(rows, err)
	}
	given, err := json.Marshal(rows[0].draft)
	if err != nil {
		t.Fatal(err)
	}
	for _, empty := range []string{`""`, `null`, `false`, `[]`} {
		if strings.Contains(strings.ReplaceAll(string(given), `"kind":"",`, ""), empty) { // numbers have no kind
			t.Errorf("%s is left in %s", empty, given)
		}
	}
}

// FuzzSheetRows: every sheet is read as a list of rows in order, each of which says something or why not, at one of its columns.
func FuzzSheetRows(f *testing.F) {
	for _, s := range []string{
		"kind,number\ncall,+12025550143\n", "\ufeffKind,number,knew\r\ncall,\"+1 202\r\n555 0143\",name;soul\r\n", "kind\n\"", "kind,kind\n", "number\n\"a\"b\n\n,\n\x00\n\xff",
		"kind,offer_title,consent_sensitive,offer_duties,number\ncall,a,TRUE,sing;dance,x;y\n", "\xff\xfek\x00", strings.Repeat("number\n", 1002),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, err := sheetRows(body)
		var refused *route.Refused
		if err != nil && (!errors.As(err, &refused) || rows != nil) {
			t.Fatalf("%d rows and %v", len(rows), err)
		}
		if len(rows) > MaxRows {
			t.Fatalf("%d rows", len(rows))
		}
		before := 1
		for i := range rows {
			r := &rows[i]
			if r.line <= before {
				t.Fatalf("row %d begins on line %d, after %d", i, r.line, before)
			}
			before = r.line
			_, err := r.read(time.Unix(0, 0))
			var problems report.Problems
			if !errors.As(err, &problems) {
				continue
			}
			p := route.ProblemOfFields(catalogue.En, 400, "invalid", problems)
			r.place(&p)
			for _, q := range p.Errors {
				if name := strings.TrimPrefix(q.Pointer, "/"); !slices.Contains(columnNames(), name) {
					t.Fatalf("row %d: a problem points at %s", i, q.Pointer)
				}
			}
		}
	})
}
