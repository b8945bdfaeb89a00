package listing

import (
	"slices"
	"strconv"
)

// appendOpenData writes open-data.csv, for whoever studies scams: what is on the list and nothing else, every kind.
//
//	number,kind,calling_code,region,category,reports_90_days,networks_90_days,last_seen,version
//	+12025550143,number,1,,loan,11-20,6-10,2026-11-28,1795000000
//
// region is that of a short code, port or sender. The two bands count reports of the last 90 days, and independent networks
// among them. last_seen is a day in UTC, or a month where there are fewer than 3 reports. version is that of the file that the row came with.
// A delta has one column more, change, which is add or remove.
func appendOpenData(b []byte, d *Delta) []byte {
	version := "," + strconv.FormatUint(d.Version, 10)
	gone, came := version+"\n", version+"\n"
	b = slices.Grow(b, 88*len(d.Added)+48*len(d.Removed)+128) // about
	b = append(b, "number,kind,calling_code,region,category,reports_90_days,networks_90_days,last_seen,version"...)
	if d.Base != 0 {
		b = append(b, ",change"...)
		gone, came = version+",remove\n", version+",add\n"
	}
	b = append(b, '\n')
	for _, key := range d.Removed {
		b = append(append(b, key.String()...), ",,,,,,,"...)
		b = append(b, gone...)
	}
	var seen days
	for i := range d.Added {
		b = append(appendStudied(b, &d.Added[i], &seen), came...)
	}
	return b
}

// appendStudied appends the columns from number to last_seen.
func appendStudied(b []byte, e *Entry, seen *days) []byte {
	key, what := e.Key, e.What
	b = append(append(b, key.String()...), ',')
	b = append(append(b, key.Kind()...), ',')
	if code := key.CallingCode(); code > 0 {
		b = strconv.AppendInt(b, int64(code), 10)
	}
	b = append(append(b, ','), key.Region()...)
	b = append(append(b, ','), what.Category()...)
	b = append(append(b, ','), what.Reports().String()...)
	b = append(append(b, ','), what.Networks().String()...)
	b = append(b, ',')
	if what.LastDay() > 0 {
		b = seen.append(b, what)
	}
	return b
}
