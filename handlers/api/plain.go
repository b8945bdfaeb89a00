package api

import (
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
)

// decodeBatch reads the body of POST /v1/lookups, its numbers into the memory of numbers if they are plain. The
// error is a *route.Refused.
func decodeBatch(c echo.Context, numbers []report.SubjectDraft) (asked batch, err error) {
	if !isJSON(c) {
		return asked, &route.Refused{Refusal: route.MediaType}
	}
	body, err := route.Body(c)
	if err != nil {
		return asked, err
	}
	if numbers, ok := plainBatch(string(body), numbers); ok {
		return batch{Numbers: numbers}, nil
	}
	return asked, unmarshal(body, &asked)
}

// plainBatch reads {"numbers":["+12025550143", ...]}, which is what programs send, without the care that
// anything else needs: it gives up at the first sign of it, be it an escape, another member or a mistake. It
// appends to numbers.
func plainBatch(body string, numbers []report.SubjectDraft) (_ []report.SubjectDraft, ok bool) {
	rest, ok := body, true
	for _, t := range []string{`{`, `"numbers"`, `:`, `[`} {
		if rest, ok = token(rest, t); !ok {
			return nil, false
		}
	}
	for ok {
		if rest, ok = token(rest, `"`); !ok {
			return nil, false
		}
		end := 0
		for ; end < len(rest) && rest[end] != '"'; end++ {
			if rest[end] < ' ' || rest[end] == '\\' {
				return nil, false
			}
		}
		if end == len(rest) {
			return nil, false
		}
		numbers = append(numbers, report.SubjectDraft{Value: rest[:end]})
		rest, ok = token(rest[end+1:], `,`)
	}
	for _, t := range []string{`]`, `}`} {
		if rest, ok = token(rest, t); !ok {
			return nil, false
		}
	}
	return numbers, unblank(rest) == ""
}

// token takes a token off the front of a document, with the white space before it.
func token(rest, t string) (after string, ok bool) { return strings.CutPrefix(unblank(rest), t) }

// unblank takes white space (RFC 8259, 2) off the front of a document.
func unblank(rest string) string {
	for rest != "" && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r') {
		rest = rest[1:]
	}
	return rest
}
