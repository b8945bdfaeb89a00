package api

import (
	"math"
	"time"

	"ringfence/internal/index"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// answer is what is known of a subject, in one language: the shape that wire writes, for encoding/json.
type answer struct {
	Key           string                 `json:"key"`
	Kind          subject.Kind           `json:"kind"`
	Verdict       string                 `json:"verdict"`
	Score         int                    `json:"score"`
	Interval      [2]int                 `json:"interval"`
	Confidence    float64                `json:"confidence"`
	Reasons       []reason               `json:"reasons"`
	Categories    []share                `json:"categories"`
	Reports       string                 `json:"reports"`
	Networks      string                 `json:"networks"`
	FirstSeen     string                 `json:"first_seen,omitempty"`
	LastSeen      string                 `json:"last_seen,omitempty"`
	Daily         []int                  `json:"daily,omitempty"`
	States        []reputation.Condition `json:"states"`
	Line          string                 `json:"line,omitempty"`
	Area          string                 `json:"area,omitempty"`
	Carrier       string                 `json:"carrier,omitempty"`
	Demonstration bool                   `json:"demonstration,omitempty"`
	CacheSeconds  int                    `json:"cache_seconds"`
	AsOf          string                 `json:"as_of,omitempty"`
}

type share struct {
	Category string  `json:"category"`
	Share    float64 `json:"share"`
}

func newAnswer(l catalogue.Lang, found index.Answer, demo bool) answer {
	j := found.Judgement
	a := answer{
		Key: found.Subject.String(), Kind: found.Subject.Kind(),
		Verdict: j.Verdict.String(), Score: j.Score, Interval: [2]int{j.Low, j.High}, Confidence: hundredths(j.Confidence),
		Reasons: make([]reason, len(j.Reasons)), Categories: make([]share, len(j.Categories)),
		Reports: j.Reports.String(), Networks: j.Networks.String(),
		FirstSeen: day(j.FirstSeen, j.MonthOnly), LastSeen: day(j.LastSeen, j.MonthOnly), Daily: j.Daily,
		States:        append([]reputation.Condition{}, j.Conditions...),
		Area:          found.Subject.Area(string(l)),
		Carrier:       found.Subject.Carrier(string(l)),
		Demonstration: demo,
		CacheSeconds:  int(found.Fresh.Seconds()),
		AsOf:          found.AsOf.UTC().Format(time.RFC3339),
	}
	for i, r := range j.Reasons {
		a.Reasons[i] = reason{r.Code, catalogue.Reason(l, r, j)}
	}
	for i, c := range j.Categories {
		a.Categories[i] = share{c.Category, hundredths(c.Share)}
	}
	if line := found.Subject.Line(); line != subject.UnknownLine {
		a.Line = line.String()
	}
	return a
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }

// day writes a date no finer than it is known, and nothing for never.
func day(t time.Time, monthOnly bool) string {
	switch {
	case t.IsZero():
		return ""
	case monthOnly:
		return t.Format("2006-01")
	}
	return t.Format(time.DateOnly)
}
