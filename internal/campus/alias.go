package campus

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Alias is another name of a university.
type Alias struct {
	Alias    string
	Official string
	Line     int // of the file, from 1
}

// AliasError says what is wrong with a line of a file of aliases.
type AliasError struct {
	Line   int
	Reason string
}

func (e *AliasError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// longestAlias is more than any name has, in bytes.
const longestAlias = 400

// ParseAliases reads a file of aliases, in UTF-8: on each line an alias, "=" and an official name of the directory. Empty lines, and
// those that begin with "#", say nothing.
//
//	# what our students write
//	浙大 = 浙江大学
//	Zhejiang University = 浙江大学
//
// The error is an *AliasError, or what reading returned.
func ParseAliases(r io.Reader) ([]Alias, error) {
	var all []Alias
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\uFEFF"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		alias, official, ok := strings.Cut(line, "=")
		a := Alias{strings.TrimSpace(alias), strings.TrimSpace(official), n}
		switch {
		case !utf8.ValidString(line):
			return nil, &AliasError{n, "this is not UTF-8"}
		case !ok || a.Alias == "" || a.Official == "":
			return nil, &AliasError{n, `write an alias, "=" and an official name, as 浙大 = 浙江大学`}
		case len(line) > longestAlias:
			return nil, &AliasError{n, "longer than any name"}
		}
		all = append(all, a)
	}
	return all, lines.Err()
}

// add takes an alias in. It must lead to one university alone, and may say again what the directory knows.
func (d *Directory) add(a Alias) error {
	place, ok := d.places[fold(a.Official)]
	if !ok || d.entries[place].spellings[0] != fold(a.Official) {
		return &AliasError{a.Line, fmt.Sprintf("%q is no official name of the directory", a.Official)}
	}
	spelling := fold(a.Alias)
	if spelling == "" {
		return &AliasError{a.Line, fmt.Sprintf("%q holds no letters", a.Alias)}
	}
	if known, taken := d.places[spelling]; taken {
		if known != place {
			return &AliasError{a.Line, fmt.Sprintf("%q leads to %s already", a.Alias, d.entries[known].Name)}
		}
		return nil
	}
	d.places[spelling] = place
	d.entries[place].spellings = append(d.entries[place].spellings, spelling)
	return nil
}
