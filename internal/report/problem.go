package report

import (
	"fmt"
	"strings"

	"ringfence/internal/subject"
)

// Code says what is wrong with a field. Catalogues turn it into a sentence that says what to do.
type Code string

const (
	Required       Code = "required"
	TooMany        Code = "too_many"    // Limit is the most that is allowed
	TooLong        Code = "too_long"    // Limit is the most that is allowed
	UnknownValue   Code = "unknown"     // Names are the values of the vocabulary
	InvalidUTF8    Code = "not_utf8"    // bytes that are no text
	BadTime        Code = "bad_time"    // neither RFC 3339 nor a date
	Future         Code = "future"      // more than MaxAhead after now
	BadRegion      Code = "bad_region"  // no region code
	NeedsConsent   Code = "consent"     // Names are the highly sensitive kinds that were ticked
	NeedsKey       Code = "needs_key"   // user is for partners with an API key
	NotAnOffer     Code = "not_offer"   // offer given with another kind of report
	NotReportable  Code = "sample"      // one of the numbers that answer developers
	IsHelpline     Code = "helpline"    // one of the lines that those in need ring
	SubjectProblem Code = "bad_subject" // Subject says what
)

// Problem is one thing that is wrong with a Draft. It never holds what was typed.
type Problem struct {
	Field   string // a JSON pointer (RFC 6901) into the draft, such as /subjects/0
	Code    Code
	Limit   int
	Names   []string
	Subject subject.Problem
}

// Problems is everything that is wrong with a Draft, in the order of its fields.
type Problems []Problem

func (p Problems) Error() string {
	fields := make([]string, len(p))
	for i, q := range p {
		fields[i] = fmt.Sprintf("%s: %s", q.Field, q.Code)
	}
	return "invalid report: " + strings.Join(fields, ", ")
}
