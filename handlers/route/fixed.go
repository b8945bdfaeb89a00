package route

import "net/http"

// Fixed are header fields that are the same in every answer that has them. Names are canonical.
type Fixed []struct {
	Name   string
	Values []string
}

// Set puts the fields into h. The values are not copied: whoever adds one later gets a list of his own, since
// there is no room in this one.
func (f Fixed) Set(h http.Header) {
	for _, field := range f {
		h[field.Name] = field.Values[:len(field.Values):len(field.Values)]
	}
}
