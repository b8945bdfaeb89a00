package api

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringfence/internal/index"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// wire writes answers as JSON in each language. They have a fixed shape and most of their words are the same for
// all numbers, so they are put together from parts, which takes a tenth of the time of encoding/json; a test
// holds each byte to what that would have written.
type wire map[catalogue.Lang]*voice

// voice is one language.
type voice struct {
	lang    catalogue.Lang
	reasons []sentences
	plain   memo // judgements by index.Plain
	origins memo // by their Place
}

// placesKept is how many origins a voice remembers: more than the plans of China and North America have.
const placesKept = 1 << 15

// sentences are a reason that does not depend on the subject, as JSON, by the band that its sentence tells: of
// the reports or of the networks.
type sentences struct {
	code   reputation.ReasonCode
	byBand []string
}

// reason is one member of an answer's reasons.
type reason struct {
	Code reputation.ReasonCode `json:"code"`
	Text string                `json:"text"`
}

func newWire() (wire, error) {
	w := make(wire)
	for _, l := range catalogue.Langs() {
		v := &voice{lang: l, plain: make(memo, index.Plains), origins: make(memo, placesKept)}
		for _, code := range reasonCodes {
			said := sentences{code: code}
			for band := range reputation.BandOf(math.MaxInt) + 1 {
				j := reputation.Judgement{Reports: band, Networks: band}
				text, err := json.Marshal(reason{code, catalogue.Reason(l, reputation.Reason{Code: code}, j)})
				if err != nil {
					return nil, err
				}
				said.byBand = append(said.byBand, string(text))
			}
			v.reasons = append(v.reasons, said)
		}
		w[l] = v
	}
	return w, nil
}

// appendKnown appends an answer but for its end, appendMoment: what says the same as long as nothing new is
// known of the subject. demo says that it is known of a demonstration.
func (v *voice) appendKnown(b []byte, found *index.Answer, origin subject.Origin, demo bool) []byte {
	j := &found.Judgement
	if kind := found.Subject.Kind(); kind == subject.Number {
		b = append(appendWord(append(b, `{"key":`...), found.Subject.String()), `,"kind":"number"`...)
	} else {
		b = appendWord(append(appendString(append(b, `{"key":`...), found.Subject.String()), `,"kind":`...), string(kind))
	}
	b = v.plain.append(b, int(found.Plain), func(b []byte) []byte { return v.appendJudged(b, j) })
	b = appendDays(b, j.FirstSeen, j.LastSeen, j.MonthOnly)
	if len(j.Daily) > 0 {
		b = appendDaily(append(b, `,"daily":[`...), j.Daily)
	}
	b = appendStates(append(b, `,"states":[`...), j.Conditions)
	b = v.origins.append(append(b, ']'), int(origin.Place), func(b []byte) []byte { return appendOrigin(b, origin) })
	if demo {
		b = append(b, `,"demonstration":true`...)
	}
	return strconv.AppendInt(append(b, `,"cache_seconds":`...), int64(found.Fresh/time.Second), 10)
}

// appendMoment appends the end of an answer.
func appendMoment(b []byte, asOf time.Time) []byte {
	return append(asOf.UTC().AppendFormat(append(b, `,"as_of":"`...), time.RFC3339), `"}`...)
}

// appendJudged appends the members that do not depend on the subject or on when it was reported.
func (v *voice) appendJudged(b []byte, j *reputation.Judgement) []byte {
	b = appendWord(append(b, `,"verdict":`...), j.Verdict.String())
	b = strconv.AppendInt(append(b, `,"score":`...), int64(j.Score), 10)
	b = strconv.AppendInt(append(b, `,"interval":[`...), int64(j.Low), 10)
	b = strconv.AppendInt(append(b, ','), int64(j.High), 10)
	b = appendHundredths(append(b, `],"confidence":`...), j.Confidence)
	b = v.appendReasons(append(b, `,"reasons":[`...), j)
	b = appendCategories(append(b, `],"categories":[`...), j.Categories)
	b = appendWord(append(b, `],"reports":`...), j.Reports.String())
	return appendWord(append(b, `,"networks":`...), j.Networks.String())
}

// appendOrigin appends what the numbering plan tells.
func appendOrigin(b []byte, origin subject.Origin) []byte {
	if origin.Line != subject.UnknownLine {
		b = appendWord(append(b, `,"line":`...), origin.Line.String())
	}
	if origin.Area != "" {
		b = appendString(append(b, `,"area":`...), origin.Area)
	}
	if origin.Carrier != "" {
		b = appendString(append(b, `,"carrier":`...), origin.Carrier)
	}
	return b
}

func (v *voice) appendReasons(b []byte, j *reputation.Judgement) []byte {
	for i, r := range j.Reasons {
		if i > 0 {
			b = append(b, ',')
		}
		if known, ok := v.known(r, j); ok {
			b = append(b, known...)
			continue
		}
		b = appendWord(append(b, `{"code":`...), string(r.Code))
		b = appendString(append(b, `,"text":`...), catalogue.Reason(v.lang, r, *j))
		b = append(b, '}')
	}
	return b
}

// known returns a reason as JSON, unless it has words of its own.
func (v *voice) known(r reputation.Reason, j *reputation.Judgement) (string, bool) {
	if r.Words != "" {
		return "", false
	}
	var band reputation.Band
	switch r.Code {
	case reputation.ReasonReports:
		band = j.Reports
	case reputation.ReasonNetworks:
		band = j.Networks
	}
	for i := range v.reasons {
		if v.reasons[i].code == r.Code {
			return v.reasons[i].byBand[band], true
		}
	}
	return "", false
}

func appendCategories(b []byte, shares []reputation.CategoryShare) []byte {
	for i, c := range shares {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendWord(append(b, `{"category":`...), c.Category)
		b = appendHundredths(append(b, `,"share":`...), c.Share)
		b = append(b, '}')
	}
	return b
}

func appendDaily(b []byte, daily []int) []byte {
	for i, n := range daily {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, ']')
}

func appendStates(b []byte, conditions []reputation.Condition) []byte {
	for i, c := range conditions {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendWord(b, string(c))
	}
	return b
}

// appendHundredths writes a share, 0 to 1, with at most two decimals.
func appendHundredths(b []byte, share float64) []byte {
	n := int64(math.Round(share * 100))
	b = append(b, byte('0'+n/100))
	switch {
	case n%100 == 0:
		return b
	case n%10 == 0:
		return append(b, '.', byte('0'+n/10%10))
	}
	return append(b, '.', byte('0'+n/10%10), byte('0'+n%10))
}

// appendDays writes the members that are dates, and nothing for never.
func appendDays(b []byte, first, last time.Time, monthOnly bool) []byte {
	from, to := 0, 0 // of the first date
	if !first.IsZero() {
		b = append(b, `,"first_seen":`...)
		from = len(b)
		b = appendDay(b, first, monthOnly)
		to = len(b)
	}
	switch {
	case last.IsZero():
		return b
	case last.Equal(first): // of most subjects there is one report
		return append(append(b, `,"last_seen":`...), b[from:to]...)
	}
	return appendDay(append(b, `,"last_seen":`...), last, monthOnly)
}

// appendDay writes a date no finer than it is known.
func appendDay(b []byte, t time.Time, monthOnly bool) []byte {
	year, month, day := t.Date()
	b = append(b, '"', byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10),
		'-', byte('0'+month/10), byte('0'+month%10))
	if !monthOnly {
		b = append(b, '-', byte('0'+day/10), byte('0'+day%10))
	}
	return append(b, '"')
}

// appendWord writes a word of a vocabulary: ASCII letters, digits and signs that JSON takes as they are.
func appendWord(b []byte, word string) []byte {
	return append(append(append(b, '"'), word...), '"')
}

// appendString writes any text as encoding/json does.
func appendString(b []byte, s string) []byte {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return appendEscaped(b, s)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if !ascii && (!utf8.ValidString(s) || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029")) {
		return appendEscaped(b, s)
	}
	return appendWord(b, s)
}

func appendEscaped(b []byte, s string) []byte {
	escaped, _ := json.Marshal(s) // strings cannot fail
	return append(b, escaped...)
}
