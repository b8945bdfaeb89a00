package route

import "strings"

// Holds reports whether a caller who sends these If-None-Match fields has what is tagged so, as RFC 9110, 13.1.2
// compares.
func Holds(ifNoneMatch []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for held := range strings.SplitSeq(strings.Join(ifNoneMatch, ","), ",") {
		if held = strings.TrimSpace(held); held == "*" || strings.TrimPrefix(held, "W/") == opaque {
			return true
		}
	}
	return false
}
