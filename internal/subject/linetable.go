package subject

import (
	"strconv"
	"strings"
	"sync"
)

// What a table knows of a prefix whose numbers are of several sorts.
const (
	undecided  Line = 255 // the whole number must be looked at
	byExchange Line = 254 // exchangeTable knows
)

// lineTable holds the lines of the prefixes that most reported numbers have. Asking phonenumbers for each
// number costs several microseconds and dozens of allocations, and millions are projected.
type lineTable struct {
	mobileCN [100]Line  // by the second and third digit of a Chinese mobile number
	nanp     [1000]Line // by the area code of a North American number
}

// lines is filled from phonenumbers' own answers, on first use, and not changed after.
var lines = sync.OnceValue(func() *lineTable {
	table := new(lineTable)
	for i := range table.mobileCN {
		table.mobileCN[i] = undecided
		if i >= 30 {
			table.mobileCN[i] = sharedLine("+861"+strconv.Itoa(i), "0123456789", "0000000", "9999999")
		}
	}
	for i := range table.nanp {
		table.nanp[i] = undecided
		if i < 200 {
			continue
		}
		table.nanp[i] = byExchange
		if area := "+1" + strconv.Itoa(i); inLargePlan(area) {
			table.nanp[i] = sharedLine(area, "23456789", "000000", "559999")
		}
	}
	return table
})

// commonLine returns the line of a key that the tables decide.
func commonLine(key string) (Line, bool) {
	line := areaLine(key)
	if line == byExchange {
		o := exchanges.at(key)
		if o == nil {
			return undecided, false
		}
		line = o[0].Line
	}
	return line, line != undecided
}

// areaLine returns what lineTable knows of a key.
func areaLine(key string) Line {
	switch {
	case len(key) == len("+8613800138000") && strings.HasPrefix(key, "+861"):
		return lines().mobileCN[int(key[4]-'0')*10+int(key[5]-'0')]
	case len(key) == len("+12025550143") && strings.HasPrefix(key, "+1"):
		if !isNANP(key[2:]) {
			return UnknownLine // forged
		}
		return lines().nanp[int(key[2]-'0')*100+int(key[3]-'0')*10+int(key[4]-'0')]
	}
	return undecided
}

// sharedLine returns the line that all samples share, one for each next digit and tail, or byExchange.
func sharedLine(prefix, next string, tails ...string) Line {
	line := undecided
	for _, digit := range next {
		for _, tail := range tails {
			sample := Key{prefix + string(digit) + tail}.planLine()
			if line != undecided && sample != line {
				return byExchange
			}
			line = sample
		}
	}
	return line
}

// inLargePlan reports whether an area code belongs to the United States or Canada, whose plans assign whole
// area codes, or to nobody. Those of the islands assign blocks, which no sample shows.
func inLargePlan(area string) bool {
	switch (Key{area + "2000000"}).CountryRegion() {
	case "US", "CA", "":
		return true
	}
	return false
}
