package ftc

import (
	"strings"
)

const maxColumns = 8

// fields are the columns of one row.
type fields struct {
	columns [maxColumns]string
	count   int // may exceed maxColumns; the columns past it are not kept
}

func (f *fields) add(column string) {
	if f.count < maxColumns {
		f.columns[f.count] = column
	}
	f.count++
}

// split cuts a line into columns after RFC 4180, with one exception: a quoted column ends on its line.
// Neither form has columns of several lines, and so a broken quote costs one row instead of the rest of
// the file. The reason is "" if the line could be cut.
func split(line string, delimiter byte) (f fields, reason string) {
	if strings.IndexByte(line, '"') < 0 {
		for {
			i := strings.IndexByte(line, delimiter)
			if i < 0 {
				f.add(line)
				return f, ""
			}
			f.add(line[:i])
			line = line[i+1:]
		}
	}
	for more := true; more; {
		var column string
		if column, line, more, reason = cutColumn(line, delimiter); reason != "" {
			return f, reason
		}
		f.add(column)
	}
	return f, ""
}

// cutColumn takes the first column off a line; more reports whether another follows.
func cutColumn(line string, delimiter byte) (column, rest string, more bool, reason string) {
	if !strings.HasPrefix(line, `"`) {
		column, rest, more = strings.Cut(line, string(delimiter))
		if strings.IndexByte(column, '"') >= 0 {
			return "", "", false, "a quote inside a column that does not begin with one"
		}
		return column, rest, more, ""
	}
	var text strings.Builder
	for rest = line[1:]; ; {
		i := strings.IndexByte(rest, '"')
		if i < 0 {
			return "", "", false, "a quote that is not closed on its line"
		}
		text.WriteString(rest[:i])
		rest = rest[i+1:]
		switch {
		case rest == "":
			return text.String(), "", false, ""
		case rest[0] == delimiter:
			return text.String(), rest[1:], true, ""
		case rest[0] != '"':
			return "", "", false, "text after a closing quote"
		}
		text.WriteByte('"')
		rest = rest[1:]
	}
}
