package ties

import (
	"strings"
	"unicode/utf8"

	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// told is what is remembered of a report: who spoke, as far as that can be told from others, and what was named.
type told struct {
	minute   int64 // since 1970, in which it was received
	by       voice
	about    []subject.Key
	employer string // normal form; "" for none
	spelling string // of the employer, as reported
}

// voice is whoever may have spoken more than once: a reporter with a pseudonym, or else everybody whose network lies in
// one bucket on one day.
type voice struct {
	pseudonym reputation.Pseudonym
	about     subject.Key
	bucket    uint8
	day       reputation.Date
}

// voiceOf returns who spoke in a report of these statements, of which there is at least one.
func voiceOf(statements []reputation.Statement) voice {
	first := &statements[0]
	for i := range statements {
		if by := statements[i].Speaks(); by != "" {
			return voice{pseudonym: by}
		}
		if statements[i].Subject.String() < first.Subject.String() {
			first = &statements[i]
		}
	}
	return voice{about: first.Subject, bucket: first.Own, day: reputation.DateOf(first.ReceivedAt)}
}

// live returns the statements of a report that speak against their subjects and still count.
func live(t *reputation.SealedTestimony) (found []reputation.Statement) {
	if t.Withdrawn {
		return nil
	}
	for i := range t.Statements {
		if s := &t.Statements[i]; s.State == reputation.Live && s.Polarity == report.Bad {
			found = append(found, *s)
		}
	}
	return found
}

// employerOf returns the normal form and the spelling of the employer that an offer names. A name from which
// something was removed could stand for many, and is none.
func employerOf(t *report.Testimony) (name, spelling string) {
	if t.Kind != report.Offer || t.Offer == nil {
		return "", ""
	}
	spelling = strings.Join(strings.Fields(t.Offer.ClaimsEmployer), " ")
	if utf8.RuneCountInString(spelling) > maxName || redact.Labelled(spelling) {
		return "", ""
	}
	if name = normal(spelling); utf8.RuneCountInString(name) > maxName { // some letters stand for many
		return "", ""
	}
	return name, spelling
}
