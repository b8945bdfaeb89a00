package reputation

import (
	"math"
	"time"

	"ringfence/internal/subject"
)

// Verdict is what the service says about a subject.
type Verdict uint8

const (
	Unknown    Verdict = iota // not enough is known; it does not mean safe
	Cleared                   // a moderator cleared it, or it is an official number
	Suspicious                // reported enough to be careful
	Scam                      // reported as a scam by many who do not know each other, or confirmed
)

var verdictNames = [...]string{"unknown", "clear", "suspicious", "scam"}

func (v Verdict) String() string { return verdictNames[v] }

// Condition is a circumstance that a verdict must be read with.
type Condition string

const (
	Disputed       Condition = "disputed"
	SpoofSuspected Condition = "spoof_suspected" // the caller ID may be forged
	Recycled       Condition = "recycled"        // the number has a new owner
	Official       Condition = "official"
	Imitated       Condition = "imitated" // an official number that others often forge
)

// Judgement is a verdict with its reasons, as it may be shown to anyone.
type Judgement struct {
	Verdict    Verdict
	Score      int     // 0 to 100
	Low, High  int     // 80 % interval of Score
	Confidence float64 // 0 to 1
	Reasons    []Reason
	Categories []CategoryShare // largest first; none below three reports
	Reports    Band            // of the last 90 days
	Networks   Band            // independent networks among them
	FirstSeen  time.Time       // day, or month below three reports; zero without a report
	LastSeen   time.Time
	MonthOnly  bool  // FirstSeen and LastSeen are months
	Daily      []int // reports of the last 90 days, today last; nil unless Listed
	Conditions []Condition
	Shown      bool // has a live statement: an exact lookup tells more than "unknown"
	Listed     bool // in ranges, the sitemap and on a page with history
	Exported   bool // in feeds of numbers to block
}

// CategoryShare is the share of a category among the bad statements that name one.
type CategoryShare struct {
	Category string
	Share    float64 // 0 to 1
}

// Surroundings is what Judge needs to know beside what was said about the subject itself.
type Surroundings struct {
	Neighbours float64 // B, see Neighbourhood.Term
	KnownRange bool    // the number lies in a range that some network has; true for what is no number
}

// Around returns the surroundings of key with neighbour term b.
func Around(key subject.Key, b float64) Surroundings {
	return Surroundings{Neighbours: b, KnownRange: key.Kind() != subject.Number || key.KnownRange()}
}

// Judge weighs a tally at now. The tally must have been folded at now or before.
func Judge(t *Tally, around Surroundings, now time.Time) Judgement {
	m := t.masses()
	w := weigh(t, &m, around, now)
	j := w.outline()
	j.Confidence, j.Reasons = w.confidence(), w.reasons()
	half := intervalZ * math.Sqrt((perEvidence*perEvidence*w.bad+perFine*perFine*w.fine)/2+intervalFloor)
	j.Low, j.High = min(percent(w.z-half), j.Score), max(percent(w.z+half), j.Score)
	if !j.MonthOnly {
		j.Categories = t.categoryShares()
	}
	if j.Listed && !j.MonthOnly {
		j.Daily = t.daily(now)
	}
	return j
}

// outline is what a Judgement says in numbers and names: all that Pack keeps, but for the leading category.
func (w *weighed) outline() Judgement {
	j := Judgement{Score: percent(w.z), Shown: w.tally.Live > 0}
	w.decide(&j)
	wide := w.networks >= listedD || w.ruling == Confirm // a moderator who confirms has seen more than the reports say
	j.Listed = j.Verdict >= Suspicious && wide && w.tally.Standing.DisputedAt.IsZero() && !w.spoofed
	j.Exported = j.Listed && j.Verdict == Scam
	w.describe(&j)
	return j
}

// weighed is a tally at a moment, with every quantity the rules ask for.
type weighed struct {
	evidence
	tally      *Tally
	now        time.Time
	neighbours float64
	fineTerm   float64 // what fine reports take from z
	disputed   bool
	spoofed    bool
	ruling     DecisionKind
	z          float64
}

func weigh(t *Tally, m *masses, around Surroundings, now time.Time) weighed {
	w := weighed{evidence: m.evidence(now), tally: t, now: now, neighbours: around.Neighbours,
		disputed: !t.Standing.DisputedAt.IsZero(), ruling: t.Standing.RulingAt(now)}
	w.fineTerm = math.Min(perFine*w.fine, fineShare*w.bad+fineFloor)
	w.z = prior + perEvidence*w.bad - w.fineTerm + w.neighbours
	if w.disputed {
		w.z -= perDispute
	}
	forgeable := t.Standing.Official || t.Standing.Claimed || !around.KnownRange
	wide := recent(t.Provinces, now) >= spoofProvinces || w.networks >= spoofNetworks
	w.spoofed = w.bad >= spoofEvidence && forgeable && wide
	return w
}

// decide applies the first rule that fits.
func (w *weighed) decide(j *Judgement) {
	switch {
	case w.ruling == Confirm:
		j.Verdict, j.Score = Scam, max(j.Score, scamScore)
	case w.ruling == Clear:
		j.Verdict, j.Score = Cleared, min(j.Score, clearedScore)
	case w.tally.Standing.Official:
		j.Verdict, j.Score = Cleared, min(j.Score, clearedScore)
	case w.spoofed:
		j.Verdict, j.Score = min(w.byEvidence(), Suspicious), min(j.Score, spoofScore)
	default:
		j.Verdict = w.byEvidence()
	}
}

// byEvidence never says Cleared: fine reports lower suspicion and prove nothing.
func (w *weighed) byEvidence() Verdict {
	switch {
	case percent(w.z-w.neighbours) >= scamScore && w.networks >= scamNetworks && w.tally.scamShare() >= scamShare &&
		w.tally.span(w.now) >= scamSpan && !w.disputed:
		return Scam
	case percent(w.z) >= suspiciousScore && w.networks >= suspiciousD:
		return Suspicious
	}
	return Unknown
}

// confidence grows with evidence and shrinks where it contradicts itself.
func (w *weighed) confidence() float64 {
	all := w.bad + w.fine
	if all == 0 {
		return 0
	}
	contradiction := math.Min(w.bad, w.fine) / math.Max(w.bad, w.fine)
	return (1 - math.Exp2(-all/2)) * (1 - 0.8*contradiction)
}

// percent is 100 times the logistic function, rounded.
func percent(z float64) int { return int(math.Round(100 / (1 + math.Exp(-z)))) }

// describe adds what is known beside the verdict, no finer than may be told: whoever rang one person today
// must not learn who told.
func (w *weighed) describe(j *Judgement) {
	t, reports := w.tally, w.tally.reports(w.now)
	j.Reports, j.Networks = BandOf(reports), BandOf(recent(t.Networks, w.now))
	j.MonthOnly = reports < tellable
	if !t.FirstSeen.IsZero() {
		j.FirstSeen, j.LastSeen = coarse(t.FirstSeen, j.MonthOnly), coarse(t.LastSeen, j.MonthOnly)
	}
	if j.MonthOnly {
		j.Networks = min(j.Networks, j.Reports)
	}
	j.Conditions = w.conditions()
}

func coarse(t time.Time, month bool) time.Time {
	y, m, d := t.UTC().Date()
	if month {
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (t *Tally) categoryShares() []CategoryShare {
	total := t.categoryMass()
	shares := make([]CategoryShare, 0, len(t.Categories))
	for _, c := range t.Categories {
		shares = append(shares, CategoryShare{string(c.Category), c.Mass / total})
	}
	sortByShare(shares)
	return shares
}

func (t *Tally) categoryMass() (total float64) {
	for _, c := range t.Categories {
		total += c.Mass
	}
	return total
}

func (t *Tally) daily(now time.Time) []int {
	daily := make([]int, RecentDays)
	for _, d := range t.Days {
		if inWindow(d.Date, now, RecentDays) {
			ago := max(0, int(DateOf(now)-d.Date)) // another instance's clock may be ahead
			daily[RecentDays-1-ago] += d.Reports
		}
	}
	return daily
}

func (w *weighed) conditions() []Condition {
	var all []Condition
	for _, c := range []struct {
		holds bool
		Condition
	}{
		{w.disputed, Disputed},
		{w.spoofed, SpoofSuspected},
		{!w.tally.Standing.RecycledAt.IsZero(), Recycled},
		{w.tally.Standing.Official, Official},
		{w.tally.Standing.Official && w.spoofed, Imitated},
	} {
		if c.holds {
			all = append(all, c.Condition)
		}
	}
	return all
}
