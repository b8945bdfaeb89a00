package listing

import (
	"slices"
	"strconv"

	"ringfence/internal/subject"
)

// appendJSON writes numbers.json: every kind, an entry a line.
//
//	{"version":1795000000,"base":0,"whole":true,"generated_at":"2026-11-28T09:46:40Z","minimum_interval_seconds":3600,"added":[
//	{"key":"+12025550143","kind":"number","category":"loan","reports":"11-20","last_seen":"2026-11-28"}
//	],"removed":[]}
//
// category is missing where none is told, last_seen where there is none; it is a month where there are fewer than 3 reports in 90 days.
// demonstration, true, stands before added when the data are one.
func appendJSON(b []byte, d *Delta) []byte {
	b = slices.Grow(b, 112*len(d.Added)+20*len(d.Removed)+256) // about
	b = appendHead(b, d)
	b = append(b, `,"added":[`...)
	var seen days
	for i := range d.Added {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendEntry(append(b, '\n'), &d.Added[i], &seen)
	}
	b = append(b, "\n],\"removed\":["...)
	for i, key := range d.Removed {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, "\n\""...), key.String()...), '"')
	}
	return append(b, "\n]}\n"...)
}

// appendHead appends the members that say which list it is, with the brace before them.
func appendHead(b []byte, d *Delta) []byte {
	b = strconv.AppendUint(append(b, `{"version":`...), d.Version, 10)
	b = strconv.AppendUint(append(b, `,"base":`...), d.Base, 10)
	b = strconv.AppendBool(append(b, `,"whole":`...), d.Base == 0)
	b = appendMoment(append(b, `,"generated_at":"`...), d.At)
	b = strconv.AppendInt(append(b, `","minimum_interval_seconds":`...), MinimumInterval, 10)
	if d.Demo {
		b = append(b, `,"demonstration":true`...)
	}
	return b
}

func appendEntry(b []byte, e *Entry, seen *days) []byte {
	b = append(append(b, `{"key":"`...), e.Key.String()...)
	kind := subject.Number
	if !isNumber(e.Key) {
		kind = e.Key.Kind()
	}
	b = append(append(b, `","kind":"`...), kind...)
	if c := e.What.Category(); c != "" {
		b = append(append(b, `","category":"`...), c...)
	}
	b = append(append(b, `","reports":"`...), e.What.Reports().String()...)
	if e.What.LastDay() > 0 {
		b = seen.append(append(b, `","last_seen":"`...), e.What)
	}
	return append(b, `"}`...)
}
