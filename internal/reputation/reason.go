package reputation

import (
	"cmp"
	"math"
	"slices"
)

// ReasonCode names a reason; catalogues hold its words.
type ReasonCode string

const (
	ReasonReports    ReasonCode = "reports"    // what was reported, as if from one network
	ReasonNetworks   ReasonCode = "networks"   // what independence adds to it
	ReasonFine       ReasonCode = "fine"       // people vouched for it
	ReasonNeighbours ReasonCode = "neighbours" // numbers beside it were reported
	ReasonDisputed   ReasonCode = "owner_disputes"
	ReasonConfirmed  ReasonCode = "moderator_confirmed"
	ReasonCleared    ReasonCode = "moderator_cleared"
	ReasonOfficial   ReasonCode = "official"
	ReasonImitated   ReasonCode = "imitated" // the caller ID may be forged
	ReasonTooOld     ReasonCode = "too_old"  // reports, none of the last 90 days
	ReasonNone       ReasonCode = "none"     // nothing was said
)

// Reason is one term of the verdict. The Terms of a judgement sum to z + 3, where z is the log-odds behind
// the score before any ruling; rulings and circumstances have a Term of 0.
type Reason struct {
	Code  ReasonCode
	Term  float64
	Words string // of the moderator, with a ruling
}

// reasons returns what decided by rule first, then the terms of z, largest first.
func (w *weighed) reasons() []Reason {
	terms := []Reason{
		{Code: ReasonReports, Term: perEvidence * w.asOne()},
		{Code: ReasonNetworks, Term: w.severally()},
		{Code: ReasonFine, Term: -w.fineTerm},
		{Code: ReasonNeighbours, Term: w.neighbours},
	}
	if w.disputed {
		terms = append(terms, Reason{Code: ReasonDisputed, Term: -perDispute})
	}
	terms = slices.DeleteFunc(terms, func(r Reason) bool { return r.Term == 0 })
	slices.SortStableFunc(terms, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Term), math.Abs(a.Term)) })
	return append(w.circumstances(), terms...)
}

// asOne is the evidence there would be if everyone had spoken from one network.
func (w *weighed) asOne() float64 { return math.Min(w.bad, math.Log1p(w.mass)/math.Ln2) }

// severally is the term of what independence adds to it.
func (w *weighed) severally() float64 { return perEvidence * (w.bad - w.asOne()) }

func (w *weighed) circumstances() []Reason {
	var all []Reason
	add := func(holds bool, code ReasonCode) {
		if holds {
			all = append(all, Reason{Code: code})
		}
	}
	switch w.ruling {
	case Confirm:
		all = append(all, Reason{Code: ReasonConfirmed, Words: w.tally.Standing.RuledFor})
	case Clear:
		all = append(all, Reason{Code: ReasonCleared, Words: w.tally.Standing.RuledFor})
	default:
	}
	add(w.tally.Standing.Official, ReasonOfficial)
	add(w.spoofed, ReasonImitated)
	add(w.tally.Live > 0 && w.bad > 0 && w.tally.reports(w.now) == 0, ReasonTooOld)
	add(w.tally.Live == 0 && w.ruling == "" && !w.tally.Standing.Official, ReasonNone)
	return all
}

// Band is a count made coarse, so that one report more or less does not show.
type Band uint8

var bands = [...]struct {
	from int
	text string
}{{0, "0"}, {1, "1-2"}, {3, "3-5"}, {6, "6-10"}, {11, "11-20"}, {21, "21+"}}

// BandOf returns the band that n lies in.
func BandOf(n int) Band {
	b := len(bands) - 1
	for n < bands[b].from {
		b--
	}
	return Band(b)
}

func (b Band) String() string { return bands[b].text }

// sortByShare puts the largest first and keeps the order of the vocabulary among equals.
func sortByShare(shares []CategoryShare) {
	slices.SortStableFunc(shares, func(a, b CategoryShare) int { return cmp.Compare(b.Share, a.Share) })
}
