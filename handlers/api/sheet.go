package api

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// column is one of the columns that a sheet of reports may have.
type column struct {
	name string
	put  func(r *row, cell string) error // what a cell says, which is not empty
}

// columns are named as the members of a report are; what is inside of one is joined to it by an underscore.
var columns = []column{
	textColumn("kind", func(d *report.Draft) *string { return &d.Kind }),
	subjectColumn("number", ""), subjectColumn("sender", subject.Sender), subjectColumn("wechat", subject.WeChat), subjectColumn("qq", subject.QQ), subjectColumn("domain", subject.Domain),
	textColumn("category", func(d *report.Draft) *string { return &d.Category }),
	textColumn("occurred_at", func(d *report.Draft) *string { return &d.OccurredAt }),
	textColumn("text", func(d *report.Draft) *string { return &d.Text }),
	textColumn("polarity", func(d *report.Draft) *string { return &d.Polarity }),
	listColumn("knew", func(d *report.Draft) *[]string { return &d.Knew }),
	textColumn("leak_sector", func(d *report.Draft) *string { return &d.LeakSector }),
	textColumn("region", func(d *report.Draft) *string { return &d.Region }),
	textColumn("campus", func(d *report.Draft) *string { return &d.Campus }),
	textColumn("lang", func(d *report.Draft) *string { return &d.Lang }),
	textColumn("user", func(d *report.Draft) *string { return &d.User }),
	flagColumn("consent_sensitive", func(d *report.Draft) *bool { return &d.Consent.Sensitive }),
	flagColumn("consent_publish_text", func(d *report.Draft) *bool { return &d.Consent.PublishText }),
	textColumn("offer_title", func(d *report.Draft) *string { return &offerOf(d).Title }),
	textColumn("offer_claims_employer", func(d *report.Draft) *string { return &offerOf(d).ClaimsEmployer }),
	textColumn("offer_platform", func(d *report.Draft) *string { return &offerOf(d).Platform }),
	textColumn("offer_pay", func(d *report.Draft) *string { return &offerOf(d).Pay }),
	listColumn("offer_duties", func(d *report.Draft) *[]string { return &offerOf(d).Duties }),
}

func textColumn(name string, of func(*report.Draft) *string) column {
	return column{name, func(r *row, cell string) error { *of(&r.draft) = cell; return nil }}
}

func listColumn(name string, of func(*report.Draft) *[]string) column {
	return column{name, func(r *row, cell string) error { *of(&r.draft) = severalIn(cell); return nil }}
}

// subjectColumn is a column of subjects; kind is "" for numbers, hotlines and SMS ports.
func subjectColumn(name string, kind subject.Kind) column {
	return column{name, func(r *row, cell string) error {
		for _, value := range severalIn(cell) {
			r.draft.Subjects = append(r.draft.Subjects, report.SubjectDraft{Kind: string(kind), Value: value})
			r.subjects = append(r.subjects, name)
		}
		return nil
	}}
}

func flagColumn(name string, of func(*report.Draft) *bool) column {
	return column{name, func(r *row, cell string) error {
		is, err := strconv.ParseBool(cell) // also TRUE, as spreadsheets write it
		if err != nil {
			return &route.Refused{Refusal: route.WrongType, Pointer: "/" + name, Wanted: route.WantedFlag}
		}
		*of(&r.draft) = is
		return nil
	}}
}

func offerOf(d *report.Draft) *report.OfferDraft {
	if d.Offer == nil {
		d.Offer = &report.OfferDraft{}
	}
	return d.Offer
}

// severalIn returns the values of a cell, which semicolons part.
func severalIn(cell string) (values []string) {
	for value := range strings.SplitSeq(cell, ";") {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, value)
		}
	}
	return values
}

// sheetRows reads reports from CSV (RFC 4180) in UTF-8, of which the first row names the columns. Rows without any content are
// none. A row that cannot be read has its error; what concerns all of them is the error returned.
func sheetRows(body []byte) ([]row, error) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	in.FieldsPerRecord, in.ReuseRecord = -1, true // rows are counted below, one by one
	first, err := in.Read()
	if err != nil {
		return nil, badHeader(0)
	}
	header, err := columnsOf(first)
	if err != nil {
		return nil, err
	}
	var rows []row
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			rows = append(rows, row{line: broken.StartLine, err: badRow(header)})
		case slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" }):
			line, _ := in.FieldPos(0)
			rows = append(rows, rowOf(line, header, cells))
		}
		if len(rows) > MaxRows {
			return nil, &route.Refused{Refusal: route.Rows, Limit: MaxRows}
		}
	}
}

// badHeader says that the first row is wrong at one of its columns, counted from 0.
func badHeader(at int) error {
	return &route.Refused{Refusal: route.BadHeader, Limit: int64(at + 1), Names: columnNames()}
}

func badRow(header []column) error {
	return &route.Refused{Refusal: route.BadRow, Limit: int64(len(header))}
}

// columnsOf reads the first row of a sheet. All names must be known: with one misspelled the rows would say something else.
func columnsOf(names []string) ([]column, error) {
	header := make([]column, 0, len(names))
	for at, name := range names {
		if err := readable(name); err != nil {
			return nil, err
		}
		name = strings.ToLower(strings.TrimSpace(name))
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		if i < 0 || slices.ContainsFunc(header, func(c column) bool { return c.name == name }) {
			return nil, badHeader(at)
		}
		header = append(header, columns[i])
	}
	return header, nil
}

func columnNames() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

func rowOf(line int, header []column, cells []string) row {
	r := row{line: line, sheet: true}
	if len(cells) != len(header) {
		r.err = badRow(header)
		return r
	}
	for i, cell := range cells {
		if r.err = readable(cell); r.err != nil {
			return r
		}
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		if r.err = header[i].put(&r, cell); r.err != nil {
			return r
		}
	}
	return r
}

// readable returns why bytes are no text. A NUL is in none: it comes from UTF-16 or from damage.
func readable[T ~string | ~[]byte](sent T) error {
	switch s := string(sent); {
	case strings.IndexByte(s, 0) >= 0:
		return &route.Refused{Refusal: route.NUL}
	case !utf8.ValidString(s):
		return &route.Refused{Refusal: route.NotUTF8}
	}
	return nil
}

// columnOf returns the column of a sheet that a JSON pointer into a report leads to.
func (r *row) columnOf(pointer string) string {
	path := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	last := path[len(path)-1]
	if i, err := strconv.Atoi(last); err == nil && len(path) > 1 {
		if path[0] == "subjects" {
			return r.subjects[i]
		}
		path = path[:len(path)-1]
	}
	switch name := strings.Join(path, "_"); name {
	case "subjects":
		return "number"
	case "offer": // it is there though the kind is another
		return "kind"
	default:
		return name
	}
}
