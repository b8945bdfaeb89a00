package listing

import (
	"iter"
	"sort"
	"strconv"
	"strings"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// categoryIndex is what callkit writes of each category, by its place.
var categoryIndex = perCategory(func(c report.Category) string { return strconv.Itoa(c.Place()) })

// callKit writes callkit/86.json for a calling code: what an iOS Call Directory extension needs, which is integers, ascending, none twice.
//
//	{"version":1795000000,"base":0,"whole":true,"generated_at":"2026-11-28T09:46:40Z","minimum_interval_seconds":3600,"calling_code":1,
//	"add":[12025550143],
//	"remove":[],
//	"categories":["impersonation_authority","impersonation_service"],
//	"category":[1]}
//
// category has for each number of add the place of its category in categories, or -1. remove is empty in a whole list. A number of add
// may be there already, when something else is told of it, and one of remove may not.
func callKit(code int) Format {
	prefix := "+" + strconv.Itoa(code)
	return Format{"callkit/" + prefix[1:] + ".json", mediaJSON, false, func(b []byte, d *Delta) []byte {
		b = appendHead(b, d)
		b = append(append(b, `,"calling_code":`...), prefix[1:]...)
		b = append(b, ",\n\"add\":["...)
		added := numbers(d.Added)
		for e := range beginning(prefix, added, Entry.key) {
			b = append(append(b, e.Key.String()[1:]...), ',')
		}
		b = append(closed(b), ",\n\"remove\":["...)
		for key := range beginning(prefix, d.removedNumbers(), subject.Key.String) {
			b = append(append(b, key.String()[1:]...), ',')
		}
		b = append(closed(b), ",\n\"categories\":["...)
		for _, c := range report.Categories() {
			b = append(append(append(b, '"'), c...), "\","...)
		}
		b = append(closed(b), ",\n\"category\":["...)
		for e := range beginning(prefix, added, Entry.key) {
			b = append(append(b, categoryIndex[e.What.Category().Place()+1]...), ',')
		}
		return append(closed(b), "}\n"...)
	}}
}

func (e Entry) key() string { return e.Key.String() }

// beginning returns those of numbers, in order, that begin with the prefix of a calling code, which none of another code does. They stand
// together for each length, so that the others are not looked at.
func beginning[T any](prefix string, all []T, key func(T) string) iter.Seq[T] {
	return func(yield func(T) bool) {
		for rest := all; len(rest) > 0; {
			length := len(key(rest[0]))
			from := sort.Search(len(rest), func(i int) bool { k := key(rest[i]); return len(k) > length || k >= prefix })
			for from < len(rest) && len(key(rest[from])) == length && strings.HasPrefix(key(rest[from]), prefix) {
				if !yield(rest[from]) {
					return
				}
				from++
			}
			rest = rest[sort.Search(len(rest), func(i int) bool { return len(key(rest[i])) > length }):]
		}
	}
}

// closed ends an array each of whose members has a comma after it.
func closed(b []byte) []byte {
	if b[len(b)-1] == ',' {
		b[len(b)-1] = ']'
		return b
	}
	return append(b, ']')
}
