package listing_test

import (
	"regexp"
	"strings"
	"testing"

	"ringfence/internal/listing"
)

// imported reads a table as SpamBlocker's Csv.kt does: the first of , ; | in the header separates, quotation marks are dropped, nothing is
// escaped.
func imported(table string) []map[string]string {
	head, rest, _ := strings.Cut(table, "\n")
	separator := ","
	if at := strings.IndexAny(head, ",;|"); at >= 0 {
		separator = head[at : at+1]
	}
	var rows []map[string]string
	for line := range strings.Lines(rest) {
		row := map[string]string{}
		cells := strings.Split(strings.NewReplacer("\"", "", "\r", "", "\n", "").Replace(line), separator)
		for i, name := range strings.Split(head, separator) {
			row[strings.TrimSpace(name)] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// cleared is how SpamBlocker takes the number of a call, unless told to leave it as it is.
func cleared(number string) string {
	return strings.NewReplacer("-", "", "+", "", " ", "", "(", "", ")", "").Replace(strings.TrimLeft(number, "0"))
}

// TestSpamBlockerBlocksWhatItImports imports the whole table as one rule and as many, and has each number call.
func TestSpamBlockerBlocksWhatItImports(t *testing.T) {
	first, _ := twoVersions(t)
	f, _ := listing.FormatNamed("numbers.csv")
	whole := first.Whole()
	rules := imported(string(f.Append(nil, &whole)))
	var joined []string
	for _, rule := range rules {
		joined = append(joined, cleared(rule["pattern"]))
		if !strings.HasPrefix(rule["description"], "reported as scam") {
			t.Errorf("a rule is described as %q", rule["description"])
		}
	}
	one := regexp.MustCompile("^(?:(" + strings.Join(joined, "|") + "))$")
	for call, blocked := range map[string]bool{
		"+12025550143": true, "0012025550144": true, "+44 7700 900123": true, "+12025550100": false, "+447700900124": false, "2025550143": false,
	} {
		many := false
		for _, rule := range rules {
			many = many || regexp.MustCompile("^(?:"+rule["pattern"]+")$").MatchString(cleared(call))
		}
		if many != blocked || one.MatchString(cleared(call)) != blocked {
			t.Errorf("a call of %s: blocked by many rules %v, by one %v, want %v", call, many, one.MatchString(cleared(call)), blocked)
		}
	}
}
