package api

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// byteOrderMark has spreadsheets read a CSV as UTF-8; without it those of Chinese systems take it for GBK.
const byteOrderMark = "\uFEFF"

// sheetOf writes a CSV (RFC 4180). What a spreadsheet would take for a formula is made a text by an apostrophe, as
// https://owasp.org/www-community/attacks/CSV_Injection advises.
func sheetOf(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// sendSheet answers with a CSV that is saved under a name.
func (a *API) sendSheet(c echo.Context, b *trend.Book, name string, rows [][]string) error {
	body, err := sheetOf(rows)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`.csv"`)
	return a.sendTrends(c, trendsKept, b, "text/csv; charset=utf-8", body)
}

// sheetName is what a CSV of some weeks is called.
func (a *API) sheetName(c echo.Context, what string, s span) string {
	name := "ringfence-trends-" + what
	if a.demonstrates(c) {
		name = "demonstration-" + name
	}
	if s.weeks() == 0 {
		return name
	}
	return name + "-" + s.from.String() + "-to-" + s.to.String()
}

// spokenLang is the language of lang, else of the caller.
func spokenLang(c echo.Context) catalogue.Lang {
	l, ok := catalogue.Parse(c.QueryParam("lang"))
	if !ok {
		l = route.Lang(c)
	}
	route.SpeakIn(c, l)
	return l
}

// tableCSV answers with a table as a CSV, a row for each cell and week.
func (a *API) tableCSV(c echo.Context, b *trend.Book, t tableAnswer) error {
	l, k := spokenLang(c), axes[t.Table]
	head := []string{"week_iso8601", "week_begins_utc"}
	for _, x := range []axis{k.rows, k.columns} {
		head = append(head, headOf(x)...)
	}
	rows := [][]string{append(head, "reporters_people", "status", "week_state", "counted_until_utc")}
	for _, series := range t.Series {
		for i, figure := range series.Figures {
			week := t.Weeks[i]
			row := []string{week.Week.String(), week.Begins}
			row = append(append(row, cellsOf(l, k.rows, series.Row)...), cellsOf(l, k.columns, series.Column)...)
			rows = append(rows, append(row, people(figure.Reporters), figure.Status, week.State, week.Until))
		}
	}
	if a.Demo != nil && a.Demo() {
		rows = demonstrated(rows)
	}
	return a.sendSheet(c, b, a.sheetName(c, string(t.Table), t.span), rows)
}

// people writes how many they are, and nothing where that is not known.
func people(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// headOf returns the names of the columns for a value: its code, and what it is called.
func headOf(x axis) []string {
	switch {
	case x.field == "":
		return nil
	case x.names == "":
		return []string{x.field}
	}
	name, _, _ := strings.Cut(x.field, "_iso")
	return []string{x.field, name + "_name"}
}

func cellsOf(l catalogue.Lang, x axis, value string) []string {
	switch {
	case x.field == "":
		return nil
	case x.names == "":
		return []string{value}
	}
	return []string{value, x.name(l, value)}
}

// demonstrated says in each row that the data are a demonstration.
func demonstrated(rows [][]string) [][]string {
	for i := range rows {
		mark := "true"
		if i == 0 {
			mark = "demonstration"
		}
		rows[i] = append(rows[i], mark)
	}
	return rows
}
