package api

import (
	"strings"

	"ringfence/internal/publication"
)

// identity is a document as it is.
const identity publication.Coding = ""

// codingOf returns the coding of a document for whoever sends these Accept-Encoding fields (RFC 9110, 12.5.3): the one liked best, of
// two liked alike the smaller. Who sends none may not know any. It is false when none that there is will do.
func codingOf(accept []string) (publication.Coding, bool) {
	if len(accept) == 0 {
		return identity, true
	}
	const unsaid = -1
	zstd, gzip, plain, others := unsaid, unsaid, unsaid, unsaid // thousandths
	for _, field := range accept {
		for entry := range strings.SplitSeq(field, ",") {
			name, weight, ok := weighed(entry)
			if !ok {
				continue
			}
			switch strings.ToLower(name) {
			case "zstd":
				zstd = weight
			case "gzip", "x-gzip":
				gzip = weight
			case "identity":
				plain = weight
			case "*":
				others = weight
			}
		}
	}
	if zstd == unsaid {
		zstd = others
	}
	if gzip == unsaid {
		gzip = others
	}
	if plain == unsaid && others == 0 {
		plain = 0 // it is among the others; else it will do, and comes last
	}
	switch best := max(zstd, gzip, plain); {
	case best > 0 && zstd == best:
		return publication.Zstd, true
	case best > 0 && gzip == best:
		return publication.Gzip, true
	}
	return identity, plain != 0
}

// weighed takes an entry as gzip;q=0.5 apart, and is false for what is none. The weight is in thousandths.
func weighed(entry string) (name string, weight int, ok bool) {
	name, parameter, has := strings.Cut(entry, ";")
	if name = strings.TrimSpace(name); name == "" || !has {
		return name, 1000, name != ""
	}
	is, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
	whole, decimals, _ := strings.Cut(value, ".")
	if !strings.EqualFold(is, "q") || whole != "0" && whole != "1" || len(decimals) > 3 {
		return "", 0, false
	}
	for _, digit := range (decimals + "000")[:3] {
		if digit < '0' || digit > '9' {
			return "", 0, false
		}
		weight = weight*10 + int(digit-'0')
	}
	if whole == "1" {
		return name, 1000, weight == 0
	}
	return name, weight, true
}
