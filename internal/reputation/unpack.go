package reputation

import (
	"math"
	"slices"
	"time"
)

// Plain reports whether j says no more than Pack keeps of it: too few reports to tell details of, and
// nothing else. Most subjects are like that.
func (j *Judgement) Plain() bool {
	return j.Verdict == Unknown && j.Shown && j.MonthOnly && len(j.Conditions) == 0 &&
		!slices.ContainsFunc(j.Reasons, func(r Reason) bool {
			return r.Code != ReasonReports && r.Code != ReasonNetworks && r.Code != ReasonTooOld
		})
}

// Head sets of j, which says nothing yet, what Pack keeps of a judgement, the leading category left out.
func (p Packed) Head(j *Judgement) {
	j.Verdict, j.Score, j.Reports, j.Networks = p.Verdict(), p.Score(), Band(p>>14&7), Band(p>>41&7)
	j.Shown, j.Listed, j.LastSeen = p>>22&1 == 1, p.Listed(), p.LastSeen()
	if p>>17&(1<<len(packedConditions)-1) == 0 {
		return // as most have none
	}
	for i, c := range packedConditions {
		if p>>(17+i)&1 == 1 {
			j.Conditions = append(j.Conditions, c)
		}
	}
}

// Undated returns all that a Packed says of a judgement that was Plain, but for its days: a number below
// UndatedEnd. It is false for what no Plain judgement is packed as.
func (p Packed) Undated() (int, bool) {
	const verdict, conditions, shown, listed = 3, 31 << 17, 1 << 22, 1 << 23
	several := int(p >> 40 & 15) // networks, and how many
	return p.Score() | int(p>>14&7)<<7 | several<<10, p&(verdict|conditions|shown|listed) == shown
}

// UndatedEnd is more than Undated returns.
const UndatedEnd = 1 << 14

// Unpack returns the Judgement that was packed, if it was Plain, and first is its FirstSeen. The interval
// and the confidence are those of the rounded score, and the terms of the reasons are not kept.
func (p Packed) Unpack(first time.Time) (j Judgement) {
	p.Head(&j)
	z := logit(float64(p.Score()) / 100)
	evidence := math.Max(0, (z-prior)/perEvidence)
	half := intervalZ * math.Sqrt(perEvidence*perEvidence*evidence/2+intervalFloor)
	j.Low, j.High, j.Confidence = percent(z-half), percent(z+half), 1-math.Exp2(-evidence/2)
	j.FirstSeen, j.MonthOnly = first, true
	if j.Reports == 0 {
		j.Reasons = append(j.Reasons, Reason{Code: ReasonTooOld})
	}
	j.Reasons = append(j.Reasons, Reason{Code: ReasonReports})
	if p>>40&1 == 1 {
		j.Reasons = append(j.Reasons, Reason{Code: ReasonNetworks})
	}
	return j
}

// LastSeen returns the day, or the month, of the last report; zero without one.
func (p Packed) LastSeen() time.Time {
	day := Date(p.LastDay())
	if day == 0 {
		return time.Time{}
	}
	return (packedEpoch + day).Time()
}

// LastDay returns LastSeen as a number that is larger the later it is: the days since the end of 1999, and 0 for never.
func (p Packed) LastDay() uint16 { return uint16(p >> 24) }

func logit(share float64) float64 { return math.Log(share / (1 - share)) }
