package listing

// Format is a way in which a list is written.
type Format struct {
	Name  string // of its file, as numbers.json or callkit/86.json
	Media string // type of its content, with the charset where it is text
	// Append appends a delta, or a whole list, to b.
	Append func(b []byte, d *Delta) []byte
}

// FormatNamed returns the format of a file.
func FormatNamed(name string) (Format, bool) {
	for _, f := range formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// formats are those whose names are fixed.
var formats = []Format{}
