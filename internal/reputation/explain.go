package reputation

import "time"

// Rules are the constants of the formula by which it is explained to people, under the names that they have there.
type Rules struct {
	HalfLife, FineHalfLife time.Duration
	Backdate               time.Duration // how long before its receipt a report can count from at most

	Start       float64 // log-odds before anything is said
	PerEvidence float64 // log-odds of one unit of evidence
	Anonymous   float64 // most evidence of all anonymous reports together
	FineShare   float64 // log-odds that praise takes away at most, for each unit of evidence ...
	FineFloor   float64 // ... and besides
	Neighbours  float64 // most log-odds that neighbours add

	SuspiciousScore    int
	SuspiciousNetworks float64
	ScamScore          int
	ScamNetworks       float64
	ScamShare          float64 // of the reports that name a kind
	ScamSpan           time.Duration
	ListedNetworks     float64
	ClearedScore       int
	Tellable           int // reports from which on days and kinds are told
}

// TheRules returns the constants.
func TheRules() Rules {
	return Rules{
		HalfLife: halfLifeBad, FineHalfLife: halfLifeFine, Backdate: maxBackdate,
		Start: prior, PerEvidence: perEvidence, Anonymous: maxAnonymous, FineShare: fineShare, FineFloor: fineFloor, Neighbours: maxNeighbours,
		SuspiciousScore: suspiciousScore, SuspiciousNetworks: suspiciousD,
		ScamScore: scamScore, ScamNetworks: scamNetworks, ScamShare: scamShare, ScamSpan: scamSpan,
		ListedNetworks: listedD, ClearedScore: clearedScore, Tellable: tellable,
	}
}

// Working is a judgement with the quantities that it was reached by.
type Working struct {
	Judgement
	Count    int     // bad reports of the last 90 days
	Evidence float64 // E_b
	Spread   float64 // D: independent networks, anonymous ones half
	LogOdds  float64 // z, which the score is made of
}

// Work is Judge for whoever wants to see how.
func Work(t *Tally, around Surroundings, now time.Time) Working {
	m := t.masses()
	w := weigh(t, &m, around, now)
	return Working{Judge(t, around, now), t.reports(now), w.bad, w.networks, w.z}
}
