package listing

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"ringfence/internal/subject"
)

// MinimumInterval is how many seconds readers are asked to let pass before they ask again.
const MinimumInterval = 3600

// Format is a way in which a list is written.
//
// Whoever applies a delta takes out what is removed, then puts in what is added in the place of what they had of it. Every format but
// open-data.csv and numbers.json has numbers alone. Only numbers.json, callkit and numbers.rfl say in themselves that the data are a
// demonstration; the others then have no entries.
type Format struct {
	Name  string // of its file, as numbers.json or callkit/86.json
	Media string // type of its content, with the charset where it is text
	// Whole alone means that this format cannot say what changed: it has no deltas.
	WholeAlone bool
	// Append appends a delta, or a whole list, to b.
	Append func(b []byte, d *Delta) []byte
}

const (
	mediaJSON   = "application/json"
	mediaCSV    = "text/csv; charset=utf-8"
	mediaXML    = "application/xml; charset=utf-8"
	mediaText   = "text/plain; charset=utf-8"
	mediaBinary = "application/octet-stream"
)

// formats are those whose names are fixed.
var formats = []Format{
	{"numbers.json", mediaJSON, false, appendJSON},
	{"numbers.csv", mediaCSV, false, unmarked(appendCSV)},
	{"numbers.rfl", mediaBinary, false, appendCompact},
	{"phoneblock.json", mediaJSON, false, unmarked(appendPhoneBlockJSON)},
	{"phoneblock.xml", mediaXML, false, unmarked(appendPhoneBlockXML)},
	{"live-caller-id.txtpb", mediaText, true, unmarked(appendCallerID)},
	{"open-data.csv", mediaCSV, false, unmarked(appendOpenData)},
}

// unmarked leaves out what a demonstration has on the list, for a format whose readers are not told that it is one: they would block the
// people who have these numbers. What left the list is told all the same.
func unmarked(appendTo func(b []byte, d *Delta) []byte) func(b []byte, d *Delta) []byte {
	return func(b []byte, d *Delta) []byte {
		if d.Demo {
			without := *d
			without.Added = nil
			d = &without
		}
		return appendTo(b, d)
	}
}

// FormatNamed returns the format of a file.
func FormatNamed(name string) (Format, bool) {
	f, ok := formatsByName()[name]
	return f, ok
}

// formatsByName are all formats there can be: those whose names are fixed, and callkit for each calling code in use.
var formatsByName = sync.OnceValue(func() map[string]Format {
	all := map[string]Format{}
	for _, f := range formats {
		all[f.Name] = f
	}
	for code := range 1000 {
		if subject.IsCallingCode(code) {
			f := callKit(code)
			all[f.Name] = f
		}
	}
	return all
})

// Names returns the names of all formats that say something of the list, which are those with a fixed name and callkit for
// each calling code that has a number on it, or had one lately.
func (l *List) Names() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	for _, code := range l.callingCodes() {
		names = append(names, callKit(code).Name)
	}
	return names
}

// callingCodes returns the codes of the numbers on the list, or lately on it, ascending.
func (l *List) callingCodes() []int {
	var codes []int
	last := "-"
	for i := range l.rows {
		key := l.rows[i].Key.String()
		if !isNumber(l.rows[i].Key) {
			break // numbers come first
		}
		if strings.HasPrefix(key, last) {
			continue // as most do
		}
		code := l.rows[i].Key.CallingCode()
		last = "+" + strconv.Itoa(code)
		if at, known := slices.BinarySearch(codes, code); !known {
			codes = slices.Insert(codes, at, code)
		}
	}
	return codes
}
